import { cell, Follow } from "./follow.js";
import { Islands } from "./islands.js";
import { Likeness } from "./likeness.js";
import { near } from "./near.js";
import { Refine } from "./refine.js";
import { stabilise } from "./stabilise.js";

/** Left, top, right, bottom. @typedef {[number, number, number, number]} Box */

const half = 128;

/**
 * The model's matte made ready to be drawn: decided by colour where it was not sure, without islands, steadied over time,
 * its edge moved towards that of the picture.
 *
 * All of it is at the matte's own resolution or less, where both the matte and what the model saw of the frame already
 * are: in memory. What is left to the GPU is one pass at the frame's size.
 */
export class Matte {
  /** Whether there is one for the frame in hand. */
  has = false;
  width = 0;
  height = 0;
  /** Steadied, 0..255, row 0 at the top. */
  held = new Uint8Array(0);
  /** For places of 4x4 pixels: what each is, for how long it has rested (0..255), the colours near it (RGBA). */
  places = new Uint8Array(0);
  rest = new Uint8Array(0);
  person = new Uint8Array(0);
  room = new Uint8Array(0);
  #before = this.held;
  #islands = new Islands();
  #likeness = new Likeness();
  #follow = new Follow();
  #refine = new Refine();

  /** Coefficients of the guided filter, four bytes for 2x2 pixels. */
  get codes() {
    return this.#refine.codes;
  }

  /** A new source: what was kept of the old one is of no use. */
  forget() {
    this.has = false;
    this.#islands.forget();
    this.#follow.forget();
  }

  /**
   * The smallest box that holds the people, in shares of the matte; null for nobody.
   * @returns {Box | null}
   */
  box() {
    const { held, width, height } = this;
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let row = 0, start = 0; row < height; row++, start += width) {
      let first = 0;
      while (first < width && held[start + first] < half) first += 1;
      if (first === width) continue;
      let last = width;
      while (held[start + last - 1] < half) last -= 1;
      left = Math.min(left, first);
      right = Math.max(right, last);
      top = Math.min(top, row);
      bottom = row + 1;
    }
    return right ? [left / width, top / height, right / width, bottom / height] : null;
  }

  /**
   * @param {Uint8Array} fresh 0..255, row 0 at the top, of the frame or a part of it
   * @param {Uint8Array} pixels RGBA, as large: what the model saw
   * @param {number} width a multiple of 4
   * @param {number} height the same
   */
  take(fresh, pixels, width, height) {
    this.#resize(width, height);
    [this.held, this.#before] = [this.#before, this.held];
    this.#follow.see(pixels, width, height);
    const clean = this.#islands.clean(this.#likeness.decide(fresh, pixels, width), width);
    stabilise(this.held, clean, this.has ? this.#before : null, this.#follow);
    this.#refine.see(this.held, pixels, width);
    this.#refine.kinds(this.places);
    near(this.person, this.room, this.places, this.#refine);
    // The first one has nothing to rest on.
    for (let at = 0; at < this.rest.length; at++) this.rest[at] = this.has ? 255 * this.#follow.rest[at] : 0;
    this.has = true;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #resize(width, height) {
    if (width === this.width && height === this.height) return;
    if (width % cell || height % cell)
      throw new RangeError(`a matte's sides must be multiples of ${cell}, not ${width}x${height}`);
    this.width = width;
    this.height = height;
    this.has = false;
    const places = (width / cell) * (height / cell);
    [this.held, this.#before] = [0, 1].map(() => new Uint8Array(width * height));
    [this.places, this.rest] = [0, 1].map(() => new Uint8Array(places));
    [this.person, this.room] = [0, 1].map(() => new Uint8Array(4 * places));
  }
}
