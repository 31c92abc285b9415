/** The worker of /ortweb as the page knows it: made anew whenever a program is stopped. */

/** @typedef {import("./npy.js").Picture} Picture */

/**
 * @typedef {object} Hearing what the page does about the worker's messages
 * @property {() => void} onready
 * @property {(text: string, isError: boolean) => void} onsaid
 * @property {(picture: Picture | null, seconds: number) => void} ondone
 * @property {(text: string) => void} onfailed
 * @property {(what: string) => void} onodd
 * @property {(text: string) => void} onbroken
 */

export class Python {
  #addresses;
  #hearing;
  /** @type {Worker | null} */
  #worker = null;

  /**
   * @param {{pyodide: string, ort: string}} addresses
   * @param {Hearing} hearing
   */
  constructor(addresses, hearing) {
    this.#addresses = addresses;
    this.#hearing = hearing;
  }

  /** Start a worker. */
  start() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    const absolute = (/** @type {string} */ path) => new URL(path, location.origin).href;
    const threads = self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency ?? 1) : 1;
    const { pyodide, ort } = this.#addresses;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => this.#hearing.onbroken(event.message ?? "");
    worker.postMessage({ kind: "boot", pyodide: absolute(pyodide), ort: absolute(ort), threads });
    this.#worker = worker;
  }

  /** End the program wherever it is, and start another worker. */
  stop() {
    this.#worker?.terminate();
    this.start();
  }

  /**
   * @param {string} text
   * @param {Picture} picture
   * @param {[string, string][]} files
   */
  run(text, picture, files) {
    this.#worker?.postMessage({ kind: "run", text, picture, files });
  }

  /** @param {any} message as worker.js lists them */
  #hear(message) {
    const { onready, onsaid, ondone, onfailed, onodd, onbroken } = this.#hearing;
    const heard = {
      ready: () => onready(),
      said: () => onsaid(message.text, message.isError),
      done: () => ondone(message.picture, message.seconds),
      failed: () => onfailed(message.text),
      odd: () => onodd(message.what),
      broken: () => onbroken(message.text),
    };
    heard[/** @type {keyof typeof heard} */ (message.kind)]();
  }
}
