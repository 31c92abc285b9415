// What is drawn is on the screen by the second frame after it, whether its clock has turned or not.
const enough = 3;

/** Tells, once for each source, that its scene is on the screen. */
export class Arrival {
  /** The source that was told of. */
  #told = 0;
  #coming = 0;
  #frames = 0;

  /** @param {(source: number) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  /** What is on the screen no longer counts: a new source, or the graphics context is gone. */
  reset() {
    this.#told = this.#coming = 0;
  }

  /**
   * A frame was drawn in its scene.
   *
   * It is handed to the screen at the next turn of the screen's clock, and is there at the one after. Browsers stop that clock
   * in a worker while the screen lags far behind.
   *
   * @param {number} source
   */
  composed(source) {
    if (this.#told === source) return;
    if (this.#coming !== source) {
      this.#coming = source;
      this.#frames = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => this.#arrive(source)));
    }
    this.#frames += 1;
    if (this.#frames >= enough) this.#arrive(source);
  }

  /** @param {number} source */
  #arrive(source) {
    if (this.#told === source || this.#coming !== source) return;
    this.#told = source;
    this.tell(source);
  }
}
