import { units } from "./program.js";

/** @typedef {import("./program.js").Program} Program */
/** @typedef {import("./target.js").Target} Target */

/**
 * How one pass is drawn.
 * @typedef {object} Stroke
 * @property {WebGLTexture | null} [image] what `u_image` is
 * @property {Record<string, import("./program.js").Value>[]} [values] of the filters' own uniforms
 * @property {number} [pass]
 * @property {number} [count] of points; they are laid over what is there
 * @property {boolean} [exact] whether texels of `image` and pixels of the target are the same: no interpolation, a third of the price on a CPU
 * @property {number} [kind] of `pen.tiles`: only there, with a program made for tiles
 * @property {[number, number]} [rows] only these rows of the target, from and to, 0..1
 */

/** Draws passes. It holds what every filter may look at: frame, matte, background, time, where the viewer is. */
export class Pen {
  time_s = 0;
  /** Whether the viewer wants less motion. */
  isStill = false;
  /** Where the viewer is, -1..1 from the middle. */
  look = { x: 0, y: 0 };
  /** How far the background has taken the place of the one before, and which part of it is seen. */
  fade = 1;
  /** @type {[number, number, number, number]} */
  view = [0, 0, 1, 1];
  /** Of what part of the frame the matte's textures are: left, top, width, height in shares of it.
   * @type {[number, number, number, number]} */
  focus = [0, 0, 1, 1];

  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    /** Where the person is, the room and the edge; null before the first matte.
     * @type {import("./tiles.js").Tiles | null} */
    this.tiles = null;
    this.nearest = gl.createSampler();
    gl.samplerParameteri(this.nearest, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.samplerParameteri(this.nearest, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    // A sampler has its own mind about edges, and it is to repeat.
    gl.samplerParameteri(this.nearest, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.samplerParameteri(this.nearest, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    // Alpha is as large as the frame.
    gl.bindSampler(units.u_alpha, this.nearest);
    this.vertices = gl.createVertexArray();
    gl.blendFuncSeparate(gl.ONE, gl.ONE_MINUS_SRC_ALPHA, gl.ZERO, gl.ONE);
  }

  /**
   * Let every filter see a texture from now on.
   * @param {keyof typeof units} name
   * @param {WebGLTexture | null} texture
   */
  show(name, texture) {
    this.gl.activeTexture(this.gl.TEXTURE0 + units[name]);
    this.gl.bindTexture(this.gl.TEXTURE_2D, texture);
  }

  /**
   * Begin the passes of a filter: what it is given, and nothing kept, for a texture that is bound cannot be drawn into.
   * @param {WebGLTexture | null} picture
   */
  begin(picture) {
    this.show("u_picture", picture);
    this.show("u_kept", null);
  }

  /**
   * Fill all of it.
   * @param {[number, number, number, number]} color premultiplied
   * @param {Target | null} [target] null is the canvas
   */
  clear(color, target = null) {
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, target ? target.framebuffer : null);
    this.gl.clearColor(...color);
    this.gl.clear(this.gl.COLOR_BUFFER_BIT);
  }

  /**
   * @param {Program} program
   * @param {Target | null} target null is the canvas
   * @param {Stroke} [stroke]
   */
  draw(program, target, { image = null, values = [], pass = 0, count = 0, exact = false, kind, rows } = {}) {
    const gl = this.gl;
    if (kind !== undefined && !this.tiles?.count(kind)) return;
    const width = target ? target.width : gl.drawingBufferWidth;
    const height = target ? target.height : gl.drawingBufferHeight;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target ? target.framebuffer : null);
    gl.viewport(0, 0, width, height);
    gl.activeTexture(gl.TEXTURE0 + units.u_image);
    gl.bindTexture(gl.TEXTURE_2D, image);
    gl.bindSampler(units.u_image, exact ? this.nearest : null);
    program.use();
    program.set("u_size", [width, height]);
    program.set("u_time_s", this.time_s);
    program.set("u_flip", target ? 1 : -1);
    program.set("u_look", [this.look.x, this.look.y]);
    program.set("u_fade", this.fade);
    program.set("u_view", this.view);
    program.set("u_focus", this.focus);
    program.pass(pass);
    for (const each of values) for (const name in each) program.set(name, each[name]);
    if (rows) {
      gl.enable(gl.SCISSOR_TEST);
      const [from, to] = rows.map((row) => Math.round(row * height));
      gl.scissor(0, from, width, to - from);
    }
    if (kind !== undefined) {
      this.tiles?.draw(kind);
      return;
    }
    gl.bindVertexArray(this.vertices);
    if (count) {
      gl.enable(gl.BLEND);
      gl.drawArrays(gl.TRIANGLES, 0, 3 * count);
      gl.disable(gl.BLEND);
    } else {
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    }
    if (rows) gl.disable(gl.SCISSOR_TEST);
  }
}
