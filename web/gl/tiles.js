import { kinds } from "../matte/refine.js";

/**
 * Which parts of the frame are room, person and edge, as rectangles: each can be drawn by a program that does only what is
 * needed there. Where the CPU draws, a branch that is not taken costs as much as one that is, and an instance as much as a draw.
 */
export class Tiles {
  /** Where the rectangles of each kind begin, and where the last ones end. */
  #starts = [0, 0, 0, 0];
  /** Two triangles to a rectangle. */
  #corners = new Float32Array(0);

  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    this.vertices = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    gl.bindVertexArray(this.vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
  }

  /**
   * @param {Uint8Array} places kinds, row by row
   * @param {number} width
   */
  set(places, width) {
    const height = places.length / width;
    if (this.#corners.length < 12 * places.length) this.#corners = new Float32Array(12 * places.length);
    let count = 0;
    for (const kind of Object.values(kinds)) {
      this.#starts[kind] = count;
      for (let row = 0; row < height; row++) {
        const [first, end] = [row * width, (row + 1) * width];
        for (let at = first; at < end; ) {
          const start = places.indexOf(kind, at);
          if (start < 0 || start >= end) break;
          for (at = start; at < end && places[at] === kind; ) at += 1;
          const [left, right] = [(start - first) / width, (at - first) / width];
          const [top, bottom] = [row / height, (row + 1) / height];
          this.#corners.set(
            [left, top, right, top, left, bottom, left, bottom, right, top, right, bottom],
            12 * count,
          );
          count += 1;
        }
      }
    }
    this.#starts[3] = count;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, this.#corners, this.gl.STREAM_DRAW, 0, 12 * count);
  }

  /**
   * How many rectangles there are of a kind.
   * @param {number} kind
   */
  count(kind) {
    return this.#starts[kind + 1] - this.#starts[kind];
  }

  /**
   * Draw those of a kind with the program and the target in use.
   * @param {number} kind
   */
  draw(kind) {
    const gl = this.gl;
    gl.bindVertexArray(this.vertices);
    gl.drawArrays(gl.TRIANGLES, 6 * this.#starts[kind], 6 * this.count(kind));
  }

  close() {
    this.gl.deleteVertexArray(this.vertices);
    this.gl.deleteBuffer(this.buffer);
  }
}
