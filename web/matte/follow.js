import { repeat } from "./pad.js";

// The same numbers as in `oivis/follow.py`, which does the same in CPython.
const same = 0.01; // mean change of colour up to which a place is the same; above a camera's noise
const other = 0.035; // mean change of colour from which it is another
const like = 0.003; // change of a cell's own colour up to which it is as it was; a camera's noise is less in its mean
const unlike = 0.008; // change of its own colour from which it is not
const wide = 0.6; // chroma counts more than it spans: of blue and red less luma
const noise = 0.0004; // squared luma to a cell: less contrast than this tells of no motion
const farthest = 1.9; // cells; what moves faster is not followed
const gain = 0.004; // by which a motion must explain the picture better than none
const rounds = 3;
const calm = 1 / 12; // of what stands still, a frame: after so many it is sure
const luma = [0.299, 0.587, 0.114];
// As far as a place is looked for, and its neighbours, beyond the edge: there the edge is repeated.
const pad = 4;
/** Pixels of the matte to the side of a cell. */
export const cell = 4;

/**
 * How far each place of the picture has moved since the frame before (Lucas and Kanade, 1981, on a small picture), and how
 * well that explains it.
 */
export class Follow {
  /** Of the picture in cells of 4x4 pixels. */
  width = 0;
  height = 0;
  /** By how many cells each has moved, -1.9..1.9. */
  x = new Float32Array(0);
  y = new Float32Array(0);
  /** 1 where the difference to the place it came from is noise, 0 where it is another picture. */
  trust = new Float32Array(0);
  /** Grows to 1 where nothing moves. */
  rest = new Float32Array(0);
  /** 1 where a cell by itself is as it was, 0 where it is not: what moves beside it makes no difference. */
  same = new Float32Array(0);
  /** 1 where a cell or one beside it has moved. */
  moving = new Uint8Array(0);
  /** Luma and chroma of the cells and of the frame before, the edge repeated. */
  #now = [new Float32Array(0), new Float32Array(0), new Float32Array(0)];
  #past = this.#now;
  #isFirst = true;
  #slope = new Float32Array(18);

  /** Another place: what is seen next has come from nowhere. */
  forget() {
    this.#isFirst = true;
    for (const plane of [this.x, this.y, this.trust, this.rest, this.same, this.moving]) plane.fill(0);
  }

  /**
   * @param {Uint8Array} pixels RGBA, row 0 at the top, as the portrait model sees the frame
   * @param {number} width a multiple of 4
   * @param {number} height the same
   */
  see(pixels, width, height) {
    this.#resize(width / cell, height / cell);
    [this.#now, this.#past] = [this.#past, this.#now];
    this.#gather(pixels, width);
    if (this.#isFirst) {
      // What there is nothing before of has come from nowhere.
      this.#isFirst = false;
      return;
    }
    const stride = this.width + 2 * pad;
    for (let row = 0, at = 0; row < this.height; row++)
      for (let column = 0; column < this.width; column++, at++)
        this.#track(at, (row + pad) * stride + column + pad, stride);
    this.#mark();
  }

  /** Mean luma and chroma of each cell.
   * @param {Uint8Array} pixels
   * @param {number} width
   */
  #gather(pixels, width) {
    const [light, blue, red] = this.#now;
    const stride = this.width + 2 * pad;
    const scale = 1 / (255 * cell * cell);
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++) {
        let [r, g, b] = [0, 0, 0];
        for (let y = 0; y < cell; y++) {
          const start = ((row * cell + y) * width + column * cell) * 4;
          for (let at = start; at < start + cell * 4; at += 4) {
            r += pixels[at];
            g += pixels[at + 1];
            b += pixels[at + 2];
          }
        }
        const mean = (luma[0] * r + luma[1] * g + luma[2] * b) * scale;
        const at = (row + pad) * stride + column + pad;
        light[at] = mean;
        blue[at] = wide * (b * scale - mean);
        red[at] = wide * (r * scale - mean);
      }
    }
    for (const plane of this.#now) repeat(plane, this.width, this.height, pad);
  }

  /** Find the cells that a motion touches. */
  #mark() {
    const { width, height, moving, x, y } = this;
    moving.fill(0);
    for (let row = 0, at = 0; row < height; row++) {
      for (let column = 0; column < width; column++, at++) {
        if (x[at] === 0 && y[at] === 0) continue;
        const [left, right] = [Math.max(0, column - 1), Math.min(width, column + 2)];
        for (let near = Math.max(0, row - 1); near < Math.min(height, row + 2); near++)
          moving.fill(1, near * width + left, near * width + right);
      }
    }
  }

  /** Follow one cell.
   * @param {number} index of the cell
   * @param {number} at where it is in the planes
   * @param {number} stride of the planes
   */
  #track(index, at, stride) {
    const still = this.#apart(at, stride, 0, 0, null);
    let [x, y, error] = [0, 0, still];
    if (still >= same) {
      [x, y, error] = this.#search(at, stride);
      if (error > still - gain) [x, y, error] = [0, 0, still];
    }
    const trust = falling(error, same, other);
    this.same[index] = falling(this.#change(at), like, unlike);
    this.x[index] = x;
    this.y[index] = y;
    this.trust[index] = trust;
    this.rest[index] = x === 0 && y === 0 ? trust * Math.min(1, this.rest[index] + calm) : 0;
  }

  /** By how much the colour of one cell has changed.
   * @param {number} at
   */
  #change(at) {
    let square = 0;
    for (let plane = 0; plane < 3; plane++) square += (this.#now[plane][at] - this.#past[plane][at]) ** 2;
    return Math.sqrt(square);
  }

  /** Where a cell came from, by its slopes and what they leave unexplained.
   * @param {number} at
   * @param {number} stride
   * @returns {[number, number, number]} moved by, cells, and the mean difference of colour that is left
   */
  #search(at, stride) {
    const light = this.#now[0];
    const slope = this.#slope;
    let [xx, xy, yy] = [noise, 0, noise];
    for (let i = 0; i < 9; i++) {
      const here = at + (((i / 3) | 0) - 1) * stride + (i % 3) - 1;
      const across = 0.5 * (light[here + 1] - light[here - 1]);
      const down = 0.5 * (light[here + stride] - light[here - stride]);
      slope[2 * i] = across;
      slope[2 * i + 1] = down;
      xx += across * across;
      xy += across * down;
      yy += down * down;
    }
    let [x, y] = [0, 0];
    for (let turn = 1; ; turn++) {
      const sum = /** @type {[number, number]} */ ([0, 0]);
      const error = this.#apart(at, stride, x, y, sum);
      if (turn === rounds) return [x, y, error];
      const whole = xx * yy - xy * xy;
      x = hold(x + (yy * sum[0] - xy * sum[1]) / whole);
      y = hold(y + (xx * sum[1] - xy * sum[0]) / whole);
    }
  }

  /** Mean difference of colour, over 3x3 cells, to the place they would have come from.
   * @param {number} at
   * @param {number} stride
   * @param {number} x
   * @param {number} y
   * @param {[number, number] | null} sum is given the slopes' part in it
   */
  #apart(at, stride, x, y, sum) {
    const [light, blue, red] = this.#now;
    const [lightBefore, blueBefore, redBefore] = this.#past;
    const [left, top] = [Math.floor(-x), Math.floor(-y)];
    const [right, low] = [-x - left, -y - top];
    const from = top * stride + left;
    const [a, b, c, d] = [(1 - right) * (1 - low), right * (1 - low), (1 - right) * low, right * low];
    let apart = 0;
    for (let i = 0; i < 9; i++) {
      const here = at + (((i / 3) | 0) - 1) * stride + (i % 3) - 1;
      const p = here + from;
      const q = p + stride;
      const change =
        light[here] -
        (a * lightBefore[p] + b * lightBefore[p + 1] + c * lightBefore[q] + d * lightBefore[q + 1]);
      const u =
        blue[here] - (a * blueBefore[p] + b * blueBefore[p + 1] + c * blueBefore[q] + d * blueBefore[q + 1]);
      const v =
        red[here] - (a * redBefore[p] + b * redBefore[p + 1] + c * redBefore[q] + d * redBefore[q + 1]);
      apart += Math.sqrt(change * change + u * u + v * v);
      if (sum) {
        sum[0] -= this.#slope[2 * i] * change;
        sum[1] -= this.#slope[2 * i + 1] * change;
      }
    }
    return apart / 9;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #resize(width, height) {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    const [count, padded] = [width * height, (width + 2 * pad) * (height + 2 * pad)];
    [this.x, this.y, this.trust, this.rest, this.same] = [0, 1, 2, 3, 4].map(() => new Float32Array(count));
    this.moving = new Uint8Array(count);
    this.#isFirst = true;
    [this.#now, this.#past] = [0, 1].map(() => [0, 1, 2].map(() => new Float32Array(padded)));
  }
}

/**
 * 1 up to `low`, 0 from `high` on.
 * @param {number} apart
 * @param {number} low
 * @param {number} high
 */
function falling(apart, low, high) {
  const t = Math.min(1, Math.max(0, (apart - low) / (high - low)));
  return 1 - t * t * (3 - 2 * t);
}

/** @param {number} moved */
function hold(moved) {
  return Math.min(farthest, Math.max(-farthest, moved));
}
