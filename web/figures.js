const kept = 240;

/** The last times of one part of a frame, for their median and 95th percentile. */
class Ring {
  #times = new Float64Array(kept);
  #count = 0;

  /** @param {number} ms */
  add(ms) {
    this.#times[this.#count++ % kept] = ms;
  }

  /** @returns {{p50: number, p95: number}} milliseconds, 0 where there is none yet */
  read() {
    const sorted = this.#times.slice(0, Math.min(this.#count, kept)).sort();
    const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    return { p50: at(0.5), p95: at(0.95) };
  }
}

/** @typedef {"upload" | "sample" | "segment" | "hands" | "python" | "render" | "wait" | "total"} Part */

/** What frames cost. Parts are added up over a frame and kept when it ends; it waits where no other part accounts for the time. */
export class Figures {
  /** @type {Part[]} */
  static parts = ["upload", "sample", "segment", "hands", "python", "render", "wait", "total"];
  #rings = /** @type {Record<Part, Ring>} */ (
    Object.fromEntries(Figures.parts.map((part) => [part, new Ring()]))
  );
  #frame = this.#empty();
  /** Milliseconds of this frame in which Python had JavaScript do something. */
  #called = 0;
  /** When the last frames were shown, ms of the worker's clock.
   * @type {number[]} */
  #shown = [];
  frames = 0;

  /** A frame begins. */
  begin() {
    this.#frame = this.#empty();
    this.#called = 0;
  }

  /**
   * @param {Part} part
   * @param {number} ms
   */
  add(part, ms) {
    this.#frame[part] += ms;
  }

  /**
   * What Python has JavaScript do is not Python's.
   * @param {number} ms
   */
  called(ms) {
    this.#called += ms;
  }

  /**
   * Python's share.
   * @param {number} ms in which it ran, what it called among them
   */
  python(ms) {
    this.add("python", Math.max(0, ms - this.#called));
  }

  /**
   * Do a job for Python and add its time to a part.
   * @template T
   * @param {Part} part
   * @param {() => T} job
   * @returns {T}
   */
  time(part, job) {
    const began = performance.now();
    try {
      return job();
    } finally {
      this.add(part, performance.now() - began);
      this.called(performance.now() - began);
    }
  }

  /**
   * A frame has been shown.
   * @param {number} total milliseconds from its arrival
   */
  end(total) {
    const { upload, sample, segment, hands, python, render } = this.#frame;
    this.#frame.total = total;
    this.#frame.wait = Math.max(0, total - upload - sample - segment - hands - python - render);
    for (const part of Figures.parts) this.#rings[part].add(this.#frame[part]);
    this.frames += 1;
    const now = performance.now();
    this.#shown.push(now);
    while (this.#shown[0] < now - 2000) this.#shown.shift();
  }

  /** Frames a second over the last two seconds. */
  get fps() {
    const now = performance.now();
    const recent = this.#shown.filter((time) => time > now - 2000);
    const span = (recent.at(-1) ?? 0) - (recent[0] ?? 0);
    return span > 0 ? ((recent.length - 1) * 1000) / span : 0;
  }

  read() {
    return Object.fromEntries(Figures.parts.map((part) => [part, this.#rings[part].read()]));
  }

  /** @returns {Record<Part, number>} */
  #empty() {
    return { upload: 0, sample: 0, segment: 0, hands: 0, python: 0, render: 0, wait: 0, total: 0 };
  }
}
