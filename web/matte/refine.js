import { repeat } from "./pad.js";

// The same numbers as in `oivis/refine.py`, which does the same in CPython.
const coarse = 0.001; // variance of colour below which a place is plain and the matte is only smoothed, the first time,
const fine = 0.003; // and the second time
const cut = 0.2; // alpha below this is nothing, above one minus this is all
const step = 32; // codes to one unit: coefficients are held to -4..4 in a byte each
const zero = 128;
const plain = zero | (zero << 8) | (zero << 16);
const colours = 0xffffff;

/** What a place is, to whoever draws. */
export const kinds = { room: 0, person: 1, edge: 2 };

/**
 * Moves the matte's edge to the edge in the picture: the fast guided filter (He and Sun, arXiv:1505.00996) with the frame's
 * colour as its guide, twice, on cells of 2x2 pixels. Where the matte has no edge there is nothing to be done.
 */
export class Refine {
  width = 0;
  height = 0;
  /** Slope to red, green and blue, and offset: four bytes to a cell, 128 is 0, 32 to one. */
  codes = new Uint8Array(0);
  /** Mean colour of each cell and its matte as refined once, -0.5..0.5; a border of one cell repeats the edge. */
  #planes = Array.from({ length: 5 }, () => new Float32Array(0));
  #raw = new Uint32Array(0);
  #line = { red: 0, green: 0, blue: 0, r: 0, g: 0, b: 0, p: 0 };

  /** Cells from one row of `planes` to the next. */
  get stride() {
    return this.width + 2;
  }

  /** Red, green, blue and, refined once, the matte. */
  get planes() {
    const [red, green, blue, , once] = this.#planes;
    return { red, green, blue, once };
  }

  /**
   * @param {Uint8Array} matte steadied, 0..255
   * @param {Uint8Array} pixels RGBA, what the portrait model saw, as large as the matte
   * @param {number} width of both, a multiple of 4
   */
  see(matte, pixels, width) {
    this.#resize(width / 2, matte.length / width / 2);
    this.#gather(matte, pixels, width);
    const { stride, height } = this;
    const [red, green, blue, held, once] = this.#planes;
    const line = this.#line;
    for (let row = 1; row <= height; row++) {
      for (let at = row * stride + 1; at < (row + 1) * stride - 1; at++) {
        if (isFlat(held, at, stride)) once[at] = sure(held[at]);
        else {
          this.#fit(held, at, coarse);
          const [x, y, z] = [red[at] - line.r, green[at] - line.g, blue[at] - line.b];
          once[at] = sure(line.red * x + line.green * y + line.blue * z + line.p);
        }
      }
    }
    repeat(once, this.width, height, 1);
    for (let row = 1; row <= height; row++) {
      for (let at = row * stride + 1; at < (row + 1) * stride - 1; at++) {
        if (isFlat(once, at, stride)) this.#raw[at] = plain | (code(once[at]) << 24);
        else {
          this.#fit(once, at, fine);
          this.#raw[at] = this.#coded();
        }
      }
    }
    repeat(this.#raw, this.width, height, 1);
    this.#smooth();
  }

  /**
   * What places of 2x2 cells are when the codes are interpolated.
   * @param {Uint8Array} given is filled, row by row
   */
  kinds(given) {
    const words = new Uint32Array(this.codes.buffer);
    const { width, height } = this;
    for (let top = 0, at = 0; top < height; top += 2) {
      for (let left = 0; left < width; left += 2, at++) {
        let kind = kindOf(words[top * width + left]);
        for (let row = Math.max(0, top - 1); row < Math.min(height, top + 3); row++)
          for (let column = Math.max(0, left - 1); column < Math.min(width, left + 3); column++)
            if (kindOf(words[row * width + column]) !== kind) kind = kinds.edge;
        given[at] = kind;
      }
    }
  }

  /**
   * Means of 2x2 pixels, less a half: a plain matte then has no covariance, not even a rounded one.
   * @param {Uint8Array} matte
   * @param {Uint8Array} pixels
   * @param {number} width
   */
  #gather(matte, pixels, width) {
    const [red, green, blue, held] = this.#planes;
    const scale = 1 / (4 * 255);
    for (let row = 0; row < this.height; row++) {
      let at = (row + 1) * this.stride + 1;
      let here = 2 * row * width;
      for (let column = 0; column < this.width; column++, at++, here += 2) {
        const [a, b] = [4 * here, 4 * (here + width)];
        red[at] = (pixels[a] + pixels[a + 4] + pixels[b] + pixels[b + 4]) * scale - 0.5;
        green[at] = (pixels[a + 1] + pixels[a + 5] + pixels[b + 1] + pixels[b + 5]) * scale - 0.5;
        blue[at] = (pixels[a + 2] + pixels[a + 6] + pixels[b + 2] + pixels[b + 6]) * scale - 0.5;
        held[at] =
          (matte[here] + matte[here + 1] + matte[here + width] + matte[here + width + 1]) * scale - 0.5;
      }
    }
    for (const plane of [red, green, blue, held]) repeat(plane, this.width, this.height, 1);
  }

  /**
   * The line from colour to matte that fits best over 3x3 cells.
   * @param {Float32Array} matte
   * @param {number} at
   * @param {number} noise
   */
  #fit(matte, at, noise) {
    const [red, green, blue] = this.#planes;
    let [r, g, b, p, rp, gp, bp] = [0, 0, 0, 0, 0, 0, 0];
    let [rr, gg, bb, rg, rb, gb] = [0, 0, 0, 0, 0, 0];
    for (let row = at - this.stride; row <= at + this.stride; row += this.stride) {
      for (let cell = row - 1; cell <= row + 1; cell++) {
        const [x, y, z, m] = [red[cell], green[cell], blue[cell], matte[cell]];
        r += x;
        g += y;
        b += z;
        p += m;
        rp += x * m;
        gp += y * m;
        bp += z * m;
        rr += x * x;
        gg += y * y;
        bb += z * z;
        rg += x * y;
        rb += x * z;
        gb += y * z;
      }
    }
    [r, g, b, p] = [r / 9, g / 9, b / 9, p / 9];
    const [cr, cg, cb] = [rp / 9 - r * p, gp / 9 - g * p, bp / 9 - b * p];
    // The covariance of the colours, and its inverse by cofactors: it is symmetric.
    [rr, gg, bb] = [rr / 9 - r * r + noise, gg / 9 - g * g + noise, bb / 9 - b * b + noise];
    [rg, rb, gb] = [rg / 9 - r * g, rb / 9 - r * b, gb / 9 - g * b];
    const [xx, xy, xz] = [gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg];
    const [yy, yz, zz] = [rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg];
    const whole = rr * xx + rg * xy + rb * xz;
    const line = this.#line;
    line.red = (xx * cr + xy * cg + xz * cb) / whole;
    line.green = (xy * cr + yy * cg + yz * cb) / whole;
    line.blue = (xz * cr + yz * cg + zz * cb) / whole;
    [line.r, line.g, line.b, line.p] = [r, g, b, p];
  }

  /** The line in four bytes. What the slope loses when it is rounded, the offset makes up for. */
  #coded() {
    const { red, green, blue, r, g, b, p } = this.#line;
    const [x, y, z] = [code(red), code(green), code(blue)];
    const offset = p - ((x - zero) * r + (y - zero) * g + (z - zero) * b) / step;
    return x | (y << 8) | (z << 16) | (code(offset) << 24);
  }

  /** The mean of 3x3 cells' codes. */
  #smooth() {
    const [raw, { stride }] = [this.#raw, this];
    const words = new Uint32Array(this.codes.buffer);
    for (let row = 1, to = 0; row <= this.height; row++) {
      for (let at = row * stride + 1; at < (row + 1) * stride - 1; at++, to++) {
        if (isFlat(raw, at, stride)) {
          words[to] = raw[at];
          continue;
        }
        let [x, y, z, offset] = [0, 0, 0, 0];
        for (let near = at - stride; near <= at + stride; near += stride) {
          for (let cell = near - 1; cell <= near + 1; cell++) {
            const word = raw[cell];
            x += word & 255;
            y += (word >> 8) & 255;
            z += (word >> 16) & 255;
            offset += word >>> 24;
          }
        }
        words[to] =
          Math.round(x / 9) |
          (Math.round(y / 9) << 8) |
          (Math.round(z / 9) << 16) |
          (Math.round(offset / 9) << 24);
      }
    }
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #resize(width, height) {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    const padded = (width + 2) * (height + 2);
    this.#planes = Array.from({ length: 5 }, () => new Float32Array(padded));
    this.#raw = new Uint32Array(padded);
    this.codes = new Uint8Array(4 * width * height);
  }
}

/**
 * Whether a cell and all about it are the same.
 * @param {Float32Array | Uint32Array} plane
 * @param {number} at
 * @param {number} stride
 */
function isFlat(plane, at, stride) {
  const here = plane[at];
  for (let row = at - stride; row <= at + stride; row += stride)
    if (plane[row - 1] !== here || plane[row] !== here || plane[row + 1] !== here) return false;
  return true;
}

/**
 * Alpha less a half, stretched so that what is nearly nothing or all is so.
 * @param {number} alpha
 */
function sure(alpha) {
  return Math.min(0.5, Math.max(-0.5, alpha / (1 - 2 * cut)));
}

/**
 * What a byte keeps of a coefficient.
 * @param {number} value
 */
function code(value) {
  return Math.min(255, Math.max(0, Math.floor(value * step + zero + 0.5)));
}

/**
 * @param {number} word of codes
 */
function kindOf(word) {
  if ((word & colours) !== plain) return kinds.edge;
  const alpha = sure(((word >>> 24) - zero) / step);
  return alpha === 0.5 ? kinds.person : alpha === -0.5 ? kinds.room : kinds.edge;
}
