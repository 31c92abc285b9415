import { defaults } from "./filter.js";
import { Islands } from "./islands.js";
import { Target } from "./target.js";

const main = `uniform float matte_columns;
float alpha(float column) {
  vec2 uv = vec2((column + 0.5) / matte_columns, v_uv.y);
  return texture(u_alpha, uv).r;
}
void main() {
  float first = floor(v_uv.x * u_size.x) * 4.0;
  o_color = vec4(alpha(first), alpha(first + 1.0), alpha(first + 2.0), alpha(first + 3.0));
}`;

/** @typedef {import("./filter.js").Filter} Filter */

/** The matte of the frame in hand: without islands, steadied over time, refined to the frame's size. */
export class Matte {
  /** Whether there is one for the frame in hand. */
  has = false;
  #packed;
  #wide = 0;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./program.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {Record<string, Filter>} filters
   */
  constructor(gl, programs, pen, filters) {
    const { refine } = filters;
    this.pen = pen;
    this.programs = programs;
    this.filters = filters;
    this.islands = new Islands();
    this.read = programs.own("matte", main);
    this.fresh = new Target(gl, "matte");
    this.held = new Target(gl, "matte");
    this.before = new Target(gl, "matte");
    this.seen = new Target(gl);
    this.past = new Target(gl);
    this.flow = new Target(gl);
    this.flowed = new Target(gl);
    this.steps = refine.passes.map((pass) => new Target(gl, pass.format));
    this.alpha = new Target(gl, "matte");
    this.shown = new Target(gl, "matte");
    this.near = { u_person: new Target(gl), u_room: new Target(gl) };
    this.#packed = new Target(gl);
    // Compiled now: the first frame waits for nothing.
    for (const name of ["follow", "stabilise", "refine", "person"])
      for (const pass of filters[name].passes.keys()) programs.area(filters[name], pass);
    programs.area(refine, refine.passes.length);
  }

  /** A new source: what was kept of the old one is of no use. */
  forget() {
    this.has = false;
    this.islands.forget();
  }

  /**
   * @param {Uint8Array} data 0..255, row 0 at the top
   * @param {number} width
   * @param {number} height
   * @param {Target} frame
   */
  take(data, width, height, frame) {
    const { pen, steps } = this;
    this.fresh.upload(this.islands.clean(data, width), width, height);
    [this.held, this.before] = [this.before, this.held];
    [this.seen, this.past] = [this.past, this.seen];
    [this.flow, this.flowed] = [this.flowed, this.flow];
    [this.alpha, this.shown] = [this.shown, this.alpha];
    for (const target of [this.held, this.before]) if (target.resize(width, height)) this.has = false;
    for (const target of [this.alpha, this.shown])
      if (target.resize(frame.width, frame.height)) this.has = false;
    pen.show("u_matte", this.before.texture);
    pen.show("u_past", this.past.texture);
    pen.show("u_flow", this.flowed.texture);
    this.#draw("follow", this.seen, 0);
    this.#draw("follow", this.flow, 1, this.seen);
    pen.show("u_flow", this.flow.texture);
    this.#draw("stabilise", this.held, 0, this.fresh, this.has ? {} : { stabilise_keep: 0 });
    pen.show("u_matte", this.held.texture);
    for (const [pass, step] of steps.entries()) this.#draw("refine", step, pass, steps[pass - 1]);
    this.#refine(steps[steps.length - 1].texture);
    for (const [pass, [name, near]] of Object.entries(this.near).entries()) {
      // The colour and the matte, refined once, side by side.
      this.#draw("person", near, pass, steps[1]);
      pen.show(/** @type {"u_person" | "u_room"} */ (name), near.texture);
    }
    this.has = true;
  }

  /**
   * The refined matte of the frame in hand; waits for the GPU.
   * @param {number} width of the frame
   * @param {number} height
   * @returns {Uint8Array} width * height bytes, a copy
   */
  refined(width, height) {
    // Four pixels to a texel: what is read back is the matte and nothing else.
    this.#wide = Math.ceil(width / 4);
    this.#packed.resize(this.#wide, height);
    this.pen.draw(this.read, this.#packed, { values: [{ matte_columns: width }] });
    const data = new Uint8Array(this.#wide * height * 4);
    this.#packed.read(data);
    if (this.#wide * 4 === width) return data;
    const trimmed = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = row * this.#wide * 4;
      trimmed.set(data.subarray(start, start + width), row * width);
    }
    return trimmed;
  }

  close() {
    const { fresh, held, before, seen, past, flow, flowed, alpha, shown, near, steps } = this;
    const small = [fresh, held, before, seen, past, flow, flowed, ...Object.values(near), ...steps];
    for (const target of [...small, alpha, shown, this.#packed]) target.close();
  }

  /**
   * The last pass of all, at the frame's size.
   * @param {WebGLTexture | null} image coefficients
   */
  #refine(image) {
    const { refine } = this.filters;
    const values = [defaults(refine), this.has ? {} : { refine_rest: 0 }];
    this.pen.show("u_alpha", this.shown.texture);
    this.pen.draw(this.programs.area(refine, refine.passes.length), this.alpha, {
      image,
      pass: refine.passes.length,
      values,
    });
    this.pen.show("u_alpha", this.alpha.texture);
  }

  /**
   * One pass of one of the matte's filters. Each looks at texels of `image` where they are: nothing to interpolate.
   * @param {"follow" | "stabilise" | "refine" | "person"} name
   * @param {Target} target
   * @param {number} pass
   * @param {Target} [image]
   * @param {Record<string, number>} [over] values in place of the defaults
   */
  #draw(name, target, pass, image, over = {}) {
    const filter = this.filters[name];
    const { scale } = filter.passes[pass];
    const sides = [this.fresh.width, this.fresh.height].map((side) => Math.max(1, Math.round(side * scale)));
    target.resize(sides[0], sides[1]);
    const values = [defaults(filter), over];
    this.pen.draw(this.programs.area(filter, pass), target, {
      image: image?.texture,
      pass,
      values,
      exact: true,
    });
  }
}
