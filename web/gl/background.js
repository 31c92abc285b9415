import { Target } from "./target.js";

/** @typedef {import("./filter.js").Filter} Filter */

// One that nobody sees yet is drawn over so many frames: all of it at once can cost what ten frames do.
const unseen = 12;

/**
 * What stands behind the person. It is drawn small, and a slow one in strips over several frames: each frame pays a part,
 * and what is shown is always one moment, never half of two.
 */
export class Background {
  #row = 0;
  #time_s = 0;
  #look = { x: 0, y: 0 };
  #drawn = false;
  #isRestless = false;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./program.js").Programs} programs
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
    this.#isRestless ||= this.#row > 0;
    this.#drawn = false;
    this.#row = 0;
  }

  /**
   * @param {Target} frame
   * @param {boolean} isHidden whether nobody sees it yet: then it takes its time
   */
  draw(frame, isHidden = false) {
    const { passes, every } = this.filter;
    for (const [pass, step] of this.steps.entries()) {
      const { scale } = passes[pass];
      if (step.resize(Math.ceil(frame.width * scale), Math.ceil(frame.height * scale))) this.stale();
    }
    if (isHidden && !this.#drawn && !this.#isRestless && passes.length === 1) this.#strip(unseen);
    else if (every === 1 || !this.#drawn) this.#whole(frame);
    else if (every) this.#strip(every);
  }

  close() {
    for (const step of [...this.steps, this.spare]) step.close();
  }

  /** @param {Target} frame */
  #whole(frame) {
    let image = frame.texture;
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
    const shown = this.steps[this.steps.length - 1];
    this.spare.resize(shown.width, shown.height);
    const { time_s, look } = this.pen;
    if (this.#row === 0) {
      this.#time_s = time_s;
      this.#look = { ...look };
    }
    this.pen.time_s = this.#time_s;
    this.pen.look = this.#look;
    this.pen.draw(this.programs[0], this.spare, {
      rows: [this.#row / every, (this.#row + 1) / every],
      values: [this.values],
    });
    this.pen.time_s = time_s;
    this.pen.look = look;
    this.#row += 1;
    if (this.#row === every) {
      this.#row = 0;
      this.steps[this.steps.length - 1] = this.spare;
      this.spare = shown;
      this.#drawn = true;
    }
  }
}
