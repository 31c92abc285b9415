/** Of so many answers the quickest counts; older ones are forgotten, for clocks drift. */
const kept = 8;

/**
 * The server's clock, from pings, as NTP has it: an answer tells the server's time at half of the way there and back,
 * and the quickest answer tells it best.
 */
export class Clock {
  /** @type {{took: number, offset: number}[]} */
  #samples = [];

  /** This device's own clock in milliseconds; it is never set back while the page is open. */
  own() {
    return performance.timeOrigin + performance.now();
  }

  /**
   * @param {number} sent when the ping was sent, on the own clock
   * @param {number} server_ms the server's clock in the answer
   * @param {number} [received] when the answer came, on the own clock
   */
  hear(sent, server_ms, received = this.own()) {
    const took = received - sent;
    this.#samples.push({ took, offset: server_ms - sent - took / 2 });
    this.#samples = this.#samples.slice(-kept);
  }

  /** Milliseconds to be added to the own clock for the server's. */
  get offset() {
    const best = this.#samples.reduce((a, b) => (b.took < a.took ? b : a), { took: Infinity, offset: 0 });
    return best.offset;
  }

  /** The server's clock now, in milliseconds since 1970. */
  now() {
    return this.own() + this.offset;
  }
}
