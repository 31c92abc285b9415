/** A picture that lies over all others, such as a campaign's frame: stretched over the canvas, see-through where it is. */
export class Overlay {
  /** @type {WebGLTexture | null} */
  #texture = null;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./program.js").Program} plain draws `u_image` as it is
   * @param {import("./pen.js").Pen} pen
   */
  constructor(gl, plain, pen) {
    this.gl = gl;
    this.plain = plain;
    this.pen = pen;
  }

  /** @param {ImageBitmap | null} picture stays the caller's; alpha is premultiplied, as in every bitmap of a canvas */
  take(picture) {
    const { gl } = this;
    gl.deleteTexture(this.#texture);
    this.#texture = null;
    if (!picture) return;
    this.#texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Over what is on the canvas. */
  draw() {
    if (!this.#texture) return;
    const { gl } = this;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.pen.draw(this.plain, null, { image: this.#texture });
    // Points leave alpha, the matte, as it was.
    gl.blendFuncSeparate(gl.ONE, gl.ONE_MINUS_SRC_ALPHA, gl.ZERO, gl.ONE);
    gl.disable(gl.BLEND);
  }

  close() {
    this.gl.deleteTexture(this.#texture);
  }
}
