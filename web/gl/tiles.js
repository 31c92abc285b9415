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
   * @param {[number, number, number, number]} [focus] left, top, width, height of what they are of, in shares of the
   *   frame; all round it there is the room
   */
  set(places, width, [x, y, wide, high] = [0, 0, 1, 1]) {
    const height = places.length / width;
    const most = 12 * (places.length + 4);
    if (this.#corners.length < most) this.#corners = new Float32Array(most);
    let count = 0;
    /** @type {(left: number, top: number, right: number, bottom: number) => void} */
    const add = (left, top, right, bottom) => {
      this.#corners.set(
        [left, top, right, top, left, bottom, left, bottom, right, top, right, bottom],
        12 * count,
      );
      count += 1;
    };
    for (const kind of Object.values(kinds)) {
      this.#starts[kind] = count;
      if (kind === kinds.room) {
        if (y > 0) add(0, 0, 1, y);
        if (y + high < 1) add(0, y + high, 1, 1);
        if (x > 0) add(0, y, x, y + high);
        if (x + wide < 1) add(x + wide, y, 1, y + high);
      }
      for (let row = 0; row < height; row++) {
        const [first, end] = [row * width, (row + 1) * width];
        for (let at = first; at < end; ) {
          const start = places.indexOf(kind, at);
          if (start < 0 || start >= end) break;
          for (at = start; at < end && places[at] === kind; ) at += 1;
          add(
            x + (wide * (start - first)) / width,
            y + (high * row) / height,
            x + (wide * (at - first)) / width,
            y + (high * (row + 1)) / height,
          );
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
