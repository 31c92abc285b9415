// The same numbers as in `oivis/likeness.py`, which does the same in CPython.
const unsure = 0.1; // share of the person from which, and up to one minus it, a cell of 2x2 pixels is decided
const room = 0.5; // below this a cell is not brought back: with 0.4 a curtain of the colour of hair came back above a head
const near = 5; // places of 4x4 pixels to each side whose colours are looked at
const like = 0.1; // difference of colour from which nothing is alike
const chroma = 2; // counts more than it spans: light falls differently on what is of one colour
const few = 0.005; // share of what is near that one side has of any colour: nothing is ruled out
const low = 0.25 * 255; // what the model gives up to this is the room,
const high = 0.75 * 255; // and from this on the person
const place = 4;
const luma = [0.299, 0.587, 0.114];

/** Decides what a network is not sure of by whom it is like: `oivis/likeness.py` says how. */
export class Likeness {
  #decided = new Uint8Array(0);
  /** Of each place: luma, blue and red less luma, and the side it is surely on. */
  #colours = new Float32Array(0);
  #sides = new Uint8Array(0);
  #across = 0;
  /** Of the cell in hand. */
  #colour = new Float32Array(3);

  /**
   * @param {Uint8Array} matte 0..255, not modified
   * @param {Uint8Array} pixels RGBA, as large
   * @param {number} width a multiple of 4, as the height
   * @returns {Uint8Array} overwritten by the next call
   */
  decide(matte, pixels, width) {
    this.#resize(matte.length, width);
    this.#gather(matte, pixels, width);
    const decided = this.#decided;
    decided.set(matte);
    const height = matte.length / width;
    for (let row = 0; row < height; row += 2) {
      for (let column = 0; column < width; column += 2) {
        const at = row * width + column;
        const under = at + width;
        const share = (matte[at] + matte[at + 1] + matte[under] + matte[under + 1]) / (4 * 255);
        if (share <= unsure || share >= 1 - unsure) continue;
        average(this.#colour, 0, pixels, at, width, 2);
        const change = 255 * (this.#share(share, (row / place) | 0, (column / place) | 0) - share);
        for (const pixel of [at, at + 1, under, under + 1]) decided[pixel] = rounded(matte[pixel] + change);
      }
    }
    return decided;
  }

  /**
   * The person's share of the cell in hand, once its colour has been looked at.
   * @param {number} share what the network says
   * @param {number} row place that it is in
   * @param {number} column
   */
  #share(share, row, column) {
    const [across, down] = [this.#across, this.#sides.length / this.#across];
    const [a, b, c] = this.#colour;
    const [colours, sides] = [this.#colours, this.#sides];
    let [persons, rooms, likePerson, likeRoom] = [0, 0, 0, 0];
    const [left, right] = [Math.max(0, column - near), Math.min(across - 1, column + near)];
    for (let y = Math.max(0, row - near); y <= Math.min(down - 1, row + near); y++) {
      for (let at = y * across + left; at <= y * across + right; at++) {
        const side = sides[at];
        if (side === 0) continue;
        const x = a - colours[3 * at];
        const u = b - colours[3 * at + 1];
        const v = c - colours[3 * at + 2];
        const alike = Math.max(0, 1 - (x * x + u * u + v * v) / (like * like));
        if (side === 1) {
          persons += 1;
          likePerson += alike * alike;
        } else {
          rooms += 1;
          likeRoom += alike * alike;
        }
      }
    }
    if (!persons || !rooms) return share;
    // The root: neighbours are no independent witnesses.
    const mine = share * Math.sqrt(likePerson / persons + few);
    const theirs = (1 - share) * Math.sqrt(likeRoom / rooms + few);
    const likely = mine / (mine + theirs);
    return share < room ? Math.min(likely, share) : likely;
  }

  /**
   * The places' colours and sides: 1 the person, 2 the room, 0 neither for sure.
   * @param {Uint8Array} matte
   * @param {Uint8Array} pixels
   * @param {number} width
   */
  #gather(matte, pixels, width) {
    for (let at = 0; at < this.#sides.length; at++) {
      const start = Math.floor(at / this.#across) * place * width + (at % this.#across) * place;
      let [least, most] = [255, 0];
      for (let row = start; row < start + place * width; row += width) {
        for (let pixel = row; pixel < row + place; pixel++) {
          least = Math.min(least, matte[pixel]);
          most = Math.max(most, matte[pixel]);
        }
      }
      this.#sides[at] = least >= high ? 1 : most <= low ? 2 : 0;
      if (this.#sides[at]) average(this.#colours, 3 * at, pixels, start, width, place);
    }
  }

  /**
   * @param {number} length
   * @param {number} width
   */
  #resize(length, width) {
    this.#across = width / place;
    if (length === this.#decided.length) return;
    this.#decided = new Uint8Array(length);
    this.#sides = new Uint8Array(length / (place * place));
    this.#colours = new Float32Array(3 * this.#sides.length);
  }
}

/**
 * The mean colour of a square of pixels, as it is compared.
 * @param {Float32Array} given
 * @param {number} to where in it
 * @param {Uint8Array} pixels
 * @param {number} start first pixel
 * @param {number} width
 * @param {number} side
 */
function average(given, to, pixels, start, width, side) {
  let [r, g, b] = [0, 0, 0];
  for (let row = start; row < start + side * width; row += width) {
    for (let at = 4 * row; at < 4 * (row + side); at += 4) {
      r += pixels[at];
      g += pixels[at + 1];
      b += pixels[at + 2];
    }
  }
  const scale = 1 / (255 * side * side);
  const light = (luma[0] * r + luma[1] * g + luma[2] * b) * scale;
  given[to] = light;
  given[to + 1] = chroma * (b * scale - light);
  given[to + 2] = chroma * (r * scale - light);
}

/** @param {number} value */
function rounded(value) {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
}
