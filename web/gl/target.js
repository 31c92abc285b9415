/** A texture that can be drawn into. Row 0 is the top of the picture. */
export class Target {
  width = 0;
  height = 0;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {"bytes" | "half" | "matte"} [format] RGBA of bytes or half floats, or one byte
   */
  constructor(gl, format = "bytes") {
    this.gl = gl;
    this.format = format;
    this.texture = gl.createTexture();
    this.framebuffer = gl.createFramebuffer();
  }

  /**
   * Give it a size; what it held is lost where the size is new.
   * @param {number} width
   * @param {number} height
   * @returns {boolean} whether the size is new
   */
  resize(width, height) {
    if (width === this.width && height === this.height) return false;
    const gl = this.gl;
    const format = { bytes: gl.RGBA8, half: gl.RGBA16F, matte: gl.R8 }[this.format];
    // Storage is immutable and costs a driver nothing to check, but cannot be given twice to one texture.
    gl.deleteTexture(this.texture);
    this.texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
    this.width = width;
    this.height = height;
    return true;
  }

  /**
   * Fill it from memory.
   * @param {ArrayBufferView} data tightly packed, row 0 at the top
   * @param {number} width
   * @param {number} height
   */
  upload(data, width, height) {
    this.resize(width, height);
    const gl = this.gl;
    const format = this.format === "matte" ? gl.RED : gl.RGBA;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, gl.UNSIGNED_BYTE, data);
  }

  /**
   * Read it back; waits for the GPU.
   * @param {Uint8Array} data width * height * 4 bytes
   */
  read(data) {
    const gl = this.gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    gl.readPixels(0, 0, this.width, this.height, gl.RGBA, gl.UNSIGNED_BYTE, data);
  }

  close() {
    this.gl.deleteTexture(this.texture);
    this.gl.deleteFramebuffer(this.framebuffer);
  }
}
