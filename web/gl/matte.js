import { defaults } from "./filter.js";
import { Target } from "./target.js";

const main = `uniform float matte_columns;
float alpha(float column) {
  vec2 uv = vec2((column + 0.5) / matte_columns, v_uv.y);
  return refine_alpha(texture(u_frame, uv).rgb, texture(u_coefficients, uv));
}
void main() {
  float first = floor(v_uv.x * u_size.x) * 4.0;
  o_color = vec4(alpha(first), alpha(first + 1.0), alpha(first + 2.0), alpha(first + 3.0));
}`;

/** The matte of the frame in hand: steadied over time, then the coefficients that refine it. */
export class Matte {
  /** Whether there is one for the frame in hand. */
  has = false;
  #packed;
  #wide = 0;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./program.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {Record<string, import("./filter.js").Filter>} filters
   */
  constructor(gl, programs, pen, { blend, refine, person }) {
    this.pen = pen;
    this.blend = programs.area(blend);
    this.refine = programs.area(refine);
    this.person = programs.area(person);
    this.scales = [...refine.passes, person.passes[0]].map((pass) => pass.scale);
    this.values = { blend: [defaults(blend)], refine: [defaults(refine)], person: [defaults(person)] };
    this.read = programs.own("matte", main);
    this.fresh = new Target(gl, "matte");
    this.held = new Target(gl, "matte");
    this.before = new Target(gl, "matte");
    this.near = new Target(gl);
    this.steps = refine.passes.map((pass) => new Target(gl, pass.format));
    this.#packed = new Target(gl);
  }

  /**
   * @param {Uint8Array} data 0..255, row 0 at the top
   * @param {number} width
   * @param {number} height
   */
  take(data, width, height) {
    this.fresh.upload(data, width, height);
    [this.held, this.before] = [this.before, this.held];
    for (const target of [this.held, this.before]) if (target.resize(width, height)) this.has = false;
    this.pen.show("u_matte", this.before.texture);
    const values = this.has ? this.values.blend : [...this.values.blend, { blend_keep: 0 }];
    this.pen.draw(this.blend, this.held, { image: this.fresh.texture, values, exact: true });
    this.pen.show("u_matte", this.held.texture);
    let image = null;
    for (const [pass, step] of this.steps.entries()) {
      shrink(step, width, height, this.scales[pass]);
      this.pen.draw(this.refine, step, { image, pass, values: this.values.refine });
      image = step.texture;
    }
    this.pen.show("u_coefficients", image);
    shrink(this.near, width, height, this.scales[this.steps.length]);
    this.pen.draw(this.person, this.near, { values: this.values.person });
    this.pen.show("u_person", this.near.texture);
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
    for (const target of [this.fresh, this.held, this.before, this.near, this.#packed, ...this.steps])
      target.close();
  }
}

/**
 * @param {Target} target
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 */
function shrink(target, width, height, scale) {
  target.resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
}
