import { defaults } from "./filter.js";
import { Target } from "./target.js";

/** What is shown while no matte may be had. Where the picture is laid over something else, that is nobody. */
export class Cover {
  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {import("./program.js").Program} plain draws `u_image` as it is
   * @param {import("./filter.js").Filter} frosted
   * @param {import("../config.js").Output | null} output what takes the place of scenes
   */
  constructor(gl, programs, pen, plain, frosted, output) {
    this.programs = programs;
    this.pen = pen;
    this.plain = plain;
    this.frosted = frosted;
    this.output = output;
    this.between = frosted.passes.slice(1).map((pass) => new Target(gl, pass.format));
  }

  /**
   * Draw it to the canvas.
   * @param {"frame" | "frosted"} kind the frame as it is, or so that nothing can be made out
   * @param {Target} frame
   */
  draw(kind, frame) {
    if (this.output) this.pen.clear(this.output === "green" ? [0, 1, 0, 1] : [0, 0, 0, 0]);
    else if (kind === "frame") this.pen.draw(this.plain, null, { image: frame.texture });
    else this.#frost(frame);
  }

  close() {
    for (const target of this.between) target.close();
  }

  /** @param {Target} frame */
  #frost(frame) {
    let image = frame.texture;
    const values = [defaults(this.frosted)];
    for (const [pass, { scale }] of this.frosted.passes.entries()) {
      const target = this.between[pass] ?? null;
      target?.resize(Math.ceil(frame.width * scale), Math.ceil(frame.height * scale));
      this.pen.draw(this.programs.area(this.frosted, pass), target, { image, pass, values });
      if (target) image = target.texture;
    }
  }
}
