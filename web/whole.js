// Where no frame comes, a photo is of the one that is there.
const patience_ms = 1500;

/** Frames as large as their source, where the governor may have made them small: for photos, and while one records. */
export class Whole {
  /** Photos that wait for one. */
  #wishes = 0;
  #isKept = false;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** Whether the next frame is to be one. */
  get isWanted() {
    return this.#isKept || this.#wishes > 0;
  }

  /** @param {boolean} isKept whether all are to be so; a worker may be told of an end whose beginning another one heard */
  keep(isKept) {
    this.#isKept = isKept;
  }

  /**
   * Wish for one.
   * @returns {() => void} take it back
   */
  wish() {
    this.#wishes += 1;
    return () => {
      this.#wishes -= 1;
    };
  }

  /** A frame that was wanted so is on the screen. */
  shown() {
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** When one is on the screen, or none comes. */
  async next() {
    const shown = new Promise((resolve) => this.#waiting.push(() => resolve(null)));
    await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, patience_ms))]);
  }
}
