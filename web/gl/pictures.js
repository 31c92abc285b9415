/** @typedef {{width: number, height: number, data: Uint8Array}} Pixels RGBA, premultiplied, row 0 at the top */

/** @typedef {Pixels | ImageBitmap | VideoFrame} Picture a `VideoFrame` is one of many, and drawn without mipmaps */

/** @typedef {Map<string, Picture>} Named what there is; it outlives the context */

/** The textures that chains name: tables of colours, pictures. Each is uploaded when it is first asked for. */
export class Pictures {
  /** @type {Map<string, {source: Picture, texture: WebGLTexture}>} */
  #made = new Map();

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {Named} named
   */
  constructor(gl, named) {
    this.gl = gl;
    this.named = named;
    // The name of no picture: one clear texel.
    named.set("", { width: 1, height: 1, data: new Uint8Array(4) });
  }

  /**
   * @param {string} name
   * @param {boolean} isTable then it is looked up as it is; a picture may be drawn smaller, from its mipmaps
   * @returns {WebGLTexture}
   * @throws {RangeError} where there is none, with those that there are
   */
  get(name, isTable) {
    const source = this.named.get(name);
    if (!source) {
      const names = [...this.named.keys()].filter(Boolean).join(", ") || "none";
      throw new RangeError(`there is no picture ${name}; there are: ${names}`);
    }
    const key = `${isTable ? "table" : "picture"} ${name}`;
    const made = this.#made.get(key);
    if (made?.source === source) return made.texture;
    const gl = this.gl;
    const texture = made?.texture ?? gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    if ("data" in source) {
      const { width, height, data } = source;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
    } else {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source);
    }
    const isFlat = isTable || ("VideoFrame" in self && source instanceof VideoFrame);
    if (!isFlat) gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, isFlat ? gl.LINEAR : gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.#made.set(key, { source, texture });
    return texture;
  }

  /** @param {string} name of a picture that nobody draws any more */
  drop(name) {
    this.named.delete(name);
    for (const kind of ["table", "picture"]) {
      const made = this.#made.get(`${kind} ${name}`);
      if (made) this.gl.deleteTexture(made.texture);
      this.#made.delete(`${kind} ${name}`);
    }
  }

  close() {
    for (const { texture } of this.#made.values()) this.gl.deleteTexture(texture);
    this.#made.clear();
  }
}
