import { look } from "./pixels.js";
import { Target } from "./target.js";

/**
 * What a model looks at.
 * @typedef {object} Region
 * @property {number} cx centre, pixels of the frame
 * @property {number} cy
 * @property {number} width pixels of the frame
 * @property {number} height
 * @property {number} rotation radians, clockwise
 */

const sides = /** @type {const} */ (["cx", "cy", "width", "height", "rotation"]);

const main = `uniform vec4 sampler_turn;
uniform vec2 sampler_middle;
uniform float sampler_zero;
void main() {
  vec2 at = v_uv - 0.5;
  vec2 uv = sampler_middle + sampler_turn.xy * at.x + sampler_turn.zw * at.y;
  vec2 inside = step(vec2(0.0), uv) * step(uv, vec2(1.0));
  float keep = max(1.0 - sampler_zero, inside.x * inside.y);
  o_color = vec4(texture(u_image, uv).rgb * keep, 1.0);
}`;

/** Gives a region of the frame at a model's input size: drawn and read back, or where the CPU draws looked up in memory. */
export class Sampler {
  /** @type {Map<string, {target: Target, data: Uint8Array}>} */
  #sizes = new Map();
  /** What was looked at last of the frame in hand, by size.
   * @type {Map<string, Region>} */
  #last = new Map();

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   */
  constructor(gl, programs, pen) {
    this.gl = gl;
    this.pen = pen;
    this.program = programs.own("sampler", main);
  }

  /**
   * Bilinear between pixel centres, without mipmaps: the bytes that `oivis/sampling.py` gives in CPython.
   * @param {import("./frame.js").Frame} frame
   * @param {number} width
   * @param {number} height
   * @param {"clamp" | "zero"} border what lies outside the frame: its edge, or black
   * @param {Region} region
   * @returns {Uint8Array} RGBA, row 0 at the top; the next call of the same size overwrites it
   */
  sample(frame, width, height, border, region) {
    const made = this.#sizes.get(`${width}x${height}`) ?? this.#make(width, height);
    const { target, pixels } = frame;
    if (pixels)
      look(made.data, width, { data: pixels, width: target.width, height: target.height }, border, region);
    else this.#draw(target, made, border, region);
    this.#last.set(`${width}x${height}`, region);
    return made.data;
  }

  /**
   * A region at a size, clamped: what was sampled last, where that was just this.
   * @param {import("./frame.js").Frame} frame
   * @param {number} width
   * @param {number} height
   * @param {Region} region
   * @returns {Uint8Array}
   */
  again(frame, width, height, region) {
    const last = this.#last.get(`${width}x${height}`);
    const isSame = last && sides.every((side) => last[side] === region[side]);
    const made = isSame && this.#sizes.get(`${width}x${height}`);
    return made ? made.data : this.sample(frame, width, height, "clamp", region);
  }

  /** Another frame. */
  forget() {
    this.#last.clear();
  }

  close() {
    for (const { target } of this.#sizes.values()) target.close();
    this.#sizes.clear();
  }

  /**
   * @param {Target} frame
   * @param {{target: Target, data: Uint8Array}} made
   * @param {"clamp" | "zero"} border
   * @param {Region} region
   */
  #draw(frame, { target, data }, border, region) {
    const [c, s] = [Math.cos(region.rotation), Math.sin(region.rotation)];
    this.program.use();
    this.program.set("sampler_middle", [region.cx / frame.width, region.cy / frame.height]);
    this.program.set("sampler_turn", [
      (c * region.width) / frame.width,
      (s * region.width) / frame.height,
      (-s * region.height) / frame.width,
      (c * region.height) / frame.height,
    ]);
    this.pen.draw(this.program, target, {
      image: frame.texture,
      values: [{ sampler_zero: Number(border === "zero") }],
    });
    target.read(data);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #make(width, height) {
    const made = { target: new Target(this.gl), data: new Uint8Array(width * height * 4) };
    made.target.resize(width, height);
    this.#sizes.set(`${width}x${height}`, made);
    return made;
  }
}
