/**
 * @typedef {object} Shot a frame on its way to the stage
 * @property {VideoFrame | ImageBitmap} picture
 * @property {number} timestamp the frame's own, ms
 * @property {boolean} mirrored
 * @property {number} source which source it is of
 * @property {boolean} kept whether the picture is shown again, and so not closed
 */

// A picture does not change, but the scene about it moves.
const stillEvery_ms = 80;

/** One frame in flight. The newest one waits for its turn; those it overtakes are closed and counted, never queued. */
export class Frames {
  /** @type {Shot | null} */
  #next = null;
  /** @type {(() => Promise<void>)[]} */
  #jobs = [];
  #busy = false;
  /** What stops the source in hand. */
  #stop = () => {};
  #source = 0;
  dropped = 0;

  /** @param {(shot: Shot) => Promise<void>} show */
  constructor(show) {
    this.show = show;
  }

  /** Whether there is no source. */
  get isIdle() {
    return this.#source === 0;
  }

  /**
   * Another source: frames of those before it are of no use.
   * @param {number} source
   */
  begin(source) {
    this.halt();
    this.#source = source;
  }

  /**
   * Take frames from a track's stream until it ends or another source begins.
   * @param {ReadableStream<VideoFrame>} readable
   * @param {number} source
   * @param {boolean} mirrored
   * @param {number} rate frames a second
   */
  async stream(readable, source, mirrored, rate) {
    const reader = readable.getReader();
    let last = Number.NaN;
    this.#stop = () => void reader.cancel();
    for (;;) {
      const { value: picture, done } = await reader.read();
      if (done) return;
      const timestamp = picture.timestamp / 1000;
      // While a network runs nothing is read here, and the track itself lets go of what is late.
      const passed = Math.round(((timestamp - last) * rate) / 1000);
      if (passed > 1) this.dropped += passed - 1;
      last = timestamp;
      this.offer({ picture, timestamp, mirrored, source, kept: false });
    }
  }

  /**
   * Show one picture again and again.
   * @param {ImageBitmap} picture
   * @param {number} source
   */
  still(picture, source) {
    const again = () =>
      this.offer({ picture, timestamp: performance.now(), mirrored: false, source, kept: true });
    const timer = setInterval(again, stillEvery_ms);
    this.#stop = () => clearInterval(timer);
    again();
  }

  /** @param {Shot} shot */
  offer(shot) {
    if (shot.source !== this.#source) {
      release(shot);
      return;
    }
    if (this.#next) {
      if (!this.#next.kept) this.dropped += 1;
      release(this.#next);
    }
    this.#next = shot;
    void this.#pump();
  }

  /**
   * Do something while no frame is in flight.
   * @template T
   * @param {() => T | Promise<T>} job
   * @returns {Promise<T>}
   */
  between(job) {
    return new Promise((resolve, reject) => {
      this.#jobs.push(async () => {
        try {
          resolve(await job());
        } catch (error) {
          reject(error);
        }
      });
      void this.#pump();
    });
  }

  /** Take no more frames from the source in hand. */
  halt() {
    this.#stop();
    this.#stop = () => {};
    this.#source = 0;
    if (this.#next) release(this.#next);
    this.#next = null;
  }

  async #pump() {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const job = this.#jobs.shift();
      if (job) {
        await job();
        continue;
      }
      const shot = this.#next;
      if (!shot) break;
      this.#next = null;
      try {
        await this.show(shot);
      } catch (error) {
        // Nobody above can mend it: the page hears of it as a crash, and starts another worker.
        reportError(error);
      } finally {
        release(shot);
      }
    }
    this.#busy = false;
  }
}

/** @param {Shot} shot */
function release({ picture, kept }) {
  if (!kept) picture.close();
}
