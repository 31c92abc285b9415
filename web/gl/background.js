import { Target } from "./target.js";

/** @typedef {import("./filter.js").Filter} Filter */

// One that nobody sees yet is drawn over so many frames: all of it at once can cost what ten frames do.
const unseen = 12;
// One that stands still is then drawn as large as the frame: what is sharp costs no more once it is there.
const fine = 48;

/**
 * What stands behind the person. It is drawn small, and a slow one in strips over several frames: each frame pays a part,
 * and what is shown is always one moment, never half of two.
 */
export class Background {
  #row = 0;
  #isFine = false;
  #time_s = 0;
  #look = { x: 0, y: 0 };
  #drawn = false;
  #isRestless = false;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {Filter} filter
   * @param {Record<string, import("./program.js").Value>} values of its uniforms; the owner may change them
   */
  constructor(gl, programs, pen, filter, values) {
    this.pen = pen;
    this.filter = filter;
    this.values = values;
    this.programs = filter.passes.map((_, pass) => programs.area(filter, pass));
    this.steps = filter.passes.map((pass) => new Target(gl, pass.format));
    this.spare = new Target(gl, filter.passes.at(-1)?.format);
  }

  /** Whether there is something to show. */
  get isDrawn() {
    return this.#drawn;
  }

  /** What was last drawn. */
  get target() {
    return this.steps[this.steps.length - 1];
  }

  /** Draw all of it next time: its size or a parameter has changed. */
  stale() {
    // What changes sooner than its strips are drawn, such as a video, would never be seen.
    this.#isRestless ||= this.#row > 0 && !this.#drawn;
    this.#drawn = false;
    this.#isFine = false;
    this.#row = 0;
  }

  /**
   * @param {Target} frame
   * @param {boolean} isHidden whether nobody sees it yet: then it takes its time
   */
  draw(frame, isHidden = false) {
    const { passes, every } = this.filter;
    const { width, height } = this.target;
    if (this.#isFine && (width !== frame.width || height !== frame.height)) this.stale();
    for (const [pass, step] of this.#isFine ? [] : this.steps.entries()) {
      const { scale } = passes[pass];
      if (step.resize(Math.ceil(frame.width * scale), Math.ceil(frame.height * scale))) this.stale();
    }
    const isOne = passes.length === 1 && !this.#isRestless;
    if (isHidden && !this.#drawn && isOne) this.#strip(unseen);
    else if (every === 1 || !this.#drawn) this.#whole(frame);
    else if (every) this.#strip(every);
    else if (isOne && !this.#isFine && passes[0].scale < 1) this.#sharpen(frame);
  }

  close() {
    for (const step of [...this.steps, this.spare]) step.close();
  }

  /** @param {Target} frame */
  #whole(frame) {
    let image = frame.texture;
    this.#now();
    this.pen.begin(image);
    for (const [pass, step] of this.steps.entries()) {
      this.pen.draw(this.programs[pass], step, { image, pass, values: [this.values] });
      image = step.texture;
      if (pass === this.filter.keep) this.pen.show("u_kept", image);
    }
    this.#drawn = true;
    this.#row = 0;
  }

  /** @param {number} every */
  #strip(every) {
    if (this.#row === 0) this.#now();
    this.#part(every, this.target.width, this.target.height);
  }

  /**
   * Draw the same moment once more, as large as the frame.
   * @param {Target} frame
   */
  #sharpen(frame) {
    this.#isFine = this.#part(fine, frame.width, frame.height);
  }

  /** What is drawn now is of this moment. */
  #now() {
    this.#time_s = this.pen.time_s;
    this.#look = { ...this.pen.look };
  }

  /**
   * Draw the next strip of the moment in hand, and show all when it was the last.
   * @param {number} count
   * @param {number} width
   * @param {number} height
   * @returns {boolean} whether it was
   */
  #part(count, width, height) {
    this.spare.resize(width, height);
    const { time_s, look } = this.pen;
    this.pen.time_s = this.#time_s;
    this.pen.look = this.#look;
    this.pen.draw(this.programs[0], this.spare, {
      rows: [this.#row / count, (this.#row + 1) / count],
      values: [this.values],
    });
    this.pen.time_s = time_s;
    this.pen.look = look;
    this.#row = (this.#row + 1) % count;
    if (this.#row) return false;
    const shown = this.target;
    this.steps[this.steps.length - 1] = this.spare;
    this.spare = shown;
    this.#drawn = true;
    return true;
  }
}
