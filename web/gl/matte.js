import { cell } from "../matte/follow.js";
import { Matte as Found } from "../matte/matte.js";
import { kinds } from "../matte/refine.js";
import { defaults } from "./filter.js";
import { Target } from "./target.js";
import { Tiles } from "./tiles.js";

const main = `uniform float matte_columns;
float alpha(float column) {
  vec2 uv = vec2((column + 0.5) / matte_columns, v_uv.y);
  return texture(u_alpha, uv).r;
}
void main() {
  float first = floor(v_uv.x * u_size.x) * 4.0;
  o_color = vec4(alpha(first), alpha(first + 1.0), alpha(first + 2.0), alpha(first + 3.0));
}`;

/** The matte of the frame in hand where filters can look at it, and alpha: the matte at the frame's size. */
export class Matte {
  #found = new Found();
  #packed;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {import("./filter.js").Filter} filter which makes alpha
   */
  constructor(gl, programs, pen, filter) {
    this.gl = gl;
    this.pen = pen;
    this.filter = filter;
    this.tiles = new Tiles(gl);
    // Compiled now: the first frame waits for nothing.
    this.read = programs.own("matte", main);
    this.whole = programs.own("whole", "void main() {\n  o_color = vec4(1.0);\n}", true);
    this.edge = programs.area(filter, 0, true);
    this.held = new Target(gl, "matte");
    this.rest = new Target(gl, "matte");
    this.codes = new Target(gl);
    this.person = new Target(gl);
    this.room = new Target(gl);
    this.alpha = new Target(gl, "matte");
    this.before = new Target(gl, "matte");
    this.#packed = new Target(gl);
  }

  /** Whether there is one for the frame in hand. */
  get has() {
    return this.#found.has;
  }

  /** A new source: what was kept of the old one is of no use. */
  forget() {
    this.#found.forget();
  }

  /**
   * @param {Uint8Array} data 0..255, row 0 at the top
   * @param {Uint8Array} pixels RGBA, as large: what the model saw
   * @param {number} width
   * @param {number} height
   * @param {Target} frame
   * @param {[number, number, number, number]} focus left, top, width, height of what it is of, in shares of the frame
   * @returns {import("../matte/matte.js").Box | null} of the people, in shares of that
   */
  take(data, pixels, width, height, frame, focus) {
    const { pen } = this;
    const found = this.#found;
    // What is kept is of other places.
    if (focus.some((each, at) => each !== pen.focus[at])) found.forget();
    pen.focus = focus;
    for (const target of [this.alpha, this.before])
      if (target.resize(frame.width, frame.height)) found.forget();
    found.take(data, pixels, width, height);
    const [across, down] = [width / cell, height / cell];
    this.held.upload(found.held, width, height);
    this.rest.upload(found.rest, across, down);
    this.codes.upload(found.codes, width / 2, height / 2);
    this.person.upload(found.person, across, down);
    this.room.upload(found.room, across, down);
    this.tiles.set(found.places, across, focus);
    pen.tiles = this.tiles;
    pen.show("u_matte", this.held.texture);
    pen.show("u_person", this.person.texture);
    pen.show("u_room", this.room.texture);
    pen.show("u_rest", this.rest.texture);
    this.#draw();
    return found.box();
  }

  /**
   * The refined matte of the frame in hand; waits for the GPU.
   * @param {number} width of the frame
   * @param {number} height
   * @returns {Uint8Array} width * height bytes, a copy
   */
  refined(width, height) {
    // Four pixels to a texel: what is read back is the matte and nothing else.
    const wide = Math.ceil(width / 4);
    this.#packed.resize(wide, height);
    this.pen.draw(this.read, this.#packed, { values: [{ matte_columns: width }] });
    const data = new Uint8Array(wide * height * 4);
    this.#packed.read(data);
    if (wide * 4 === width) return data;
    const trimmed = new Uint8Array(width * height);
    for (let row = 0; row < height; row++) {
      const start = row * wide * 4;
      trimmed.set(data.subarray(start, start + width), row * width);
    }
    return trimmed;
  }

  close() {
    const { held, rest, codes, person, room, alpha, before } = this;
    for (const target of [held, rest, codes, person, room, alpha, before, this.#packed]) target.close();
    this.tiles.close();
  }

  /** Alpha at the frame's size: nothing in the room, all of the person, and worked out at the edge between. */
  #draw() {
    const { pen, filter } = this;
    [this.alpha, this.before] = [this.before, this.alpha];
    pen.show("u_alpha", this.before.texture);
    pen.clear([0, 0, 0, 0], this.alpha);
    pen.draw(this.whole, this.alpha, { kind: kinds.person });
    pen.draw(this.edge, this.alpha, {
      image: this.codes.texture,
      values: [defaults(filter)],
      kind: kinds.edge,
    });
    pen.show("u_alpha", this.alpha.texture);
  }
}
