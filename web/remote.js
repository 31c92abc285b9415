import { StageError } from "./error.js";
import { language } from "./texts.js";

/**
 * What a worker is started with.
 * @typedef {object} Boot
 * @property {OffscreenCanvas} canvas
 * @property {import("./config.js").Config} config
 * @property {import("./config.js").Provider[]} providers
 * @property {number} threads
 * @property {import("./config.js").Landmarks} landmarks
 * @property {string | null} scene to begin with; null for the first
 * @property {import("./own/own.js").Given | null} own the viewer's own scene
 * @property {boolean} isStill whether the viewer wants less motion
 * @property {import("./config.js").Output | null} output what takes the place of the scenes
 * @property {boolean} isCovered whether the plain frame must not be shown
 * @property {string} lock
 */

/**
 * What the worker says; `worker.js` lists the messages.
 * @typedef {object} Listener
 * @property {(part: string) => void} part
 * @property {(bytes: number) => void} bytes
 * @property {(message: {scenes: {id: string, title: string}[]}) => void} booted
 * @property {(message: {source: number, width?: number, height?: number}) => void} shown
 * @property {(source: number) => void} composed the scene is on the screen
 * @property {(kind: string, record: any) => void} event
 * @property {(plugin: string) => void} turn which plug-in is at work; "" for none
 * @property {() => void} lost
 * @property {(error: StageError) => void} failed it cannot run, and would not if it were started again
 * @property {(reason: string) => void} crashed it ran, and is gone
 */

/** @typedef {"stats" | "matte" | "snapshot" | "whole" | "addresses" | "chain" | "picture" | "own" | "turn" | "play" | "change"} Ask */

let count = 0;

/** One worker and its canvas, seen from the page. */
export class Remote {
  #asks = /** @type {Map<number, {resolve(value: any): void, reject(error: Error): void}>} */ (new Map());
  #asked = 0;
  #isOpen = true;
  #inFlight = 0;
  #source = 0;

  /**
   * @param {HTMLCanvasElement} canvas new: a canvas can be handed over once
   * @param {Omit<Boot, "canvas" | "lock">} boot
   * @param {Listener} listener
   */
  constructor(canvas, boot, listener) {
    this.canvas = canvas;
    this.listener = listener;
    this.lock = `oivis-worker-${++count}-${performance.timeOrigin}`;
    this.worker = new Worker(new URL(`./worker.js?lang=${language}`, import.meta.url), {
      type: "module",
      name: "oivis",
    });
    this.worker.onmessage = ({ data }) => this.#hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(event.message ?? "it could not be loaded");
    };
    const offscreen = canvas.transferControlToOffscreen();
    const frame = boot.own?.frame;
    const transfer = frame ? [offscreen, frame] : [offscreen];
    this.send("boot", { ...boot, canvas: offscreen, lock: this.lock }, transfer);
  }

  /**
   * @param {string} type
   * @param {object} [message]
   * @param {Transferable[]} [transfer]
   */
  send(type, message = {}, transfer = []) {
    this.worker.postMessage({ type, ...message }, transfer);
  }

  /**
   * Where a source gives its frames to.
   * @param {number} source
   * @param {boolean} mirrored
   * @returns {import("./source.js").Sink}
   */
  sink(source, mirrored) {
    this.#source = source;
    this.#inFlight = 0;
    this.send("source", { source, mirrored });
    return {
      stream: (readable, rate) => this.send("stream", { source, readable, rate }, [readable]),
      frame: (picture, timestamp) => {
        this.#inFlight += 1;
        this.send("frame", { source, picture, timestamp }, [picture]);
      },
      still: (picture) => this.send("still", { source, picture }, [picture]),
      // One in flight, one that waits: more would only be closed.
      isHungry: () => this.#inFlight < 2,
    };
  }

  /**
   * @param {Ask} what
   * @param {unknown} [given]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  ask(what, given, transfer = []) {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#asks.set(id, { resolve, reject });
      this.send("ask", { id, what, given }, transfer);
    });
  }

  close() {
    this.#isOpen = false;
    this.worker.terminate();
    for (const { reject } of this.#asks.values())
      reject(new StageError("worker-crashed", "The stage was started anew. Ask again."));
    this.#asks.clear();
  }

  /** @param {any} message */
  #hear(message) {
    const { listener } = this;
    switch (message.type) {
      case "alive":
        // Granted only when the worker is gone, however it went.
        void navigator.locks.request(this.lock, () => this.#crash("it ended without a word"));
        break;
      case "shown":
        if (message.source === this.#source) this.#inFlight = Math.max(0, this.#inFlight - 1);
        listener.shown(message);
        break;
      case "composed":
        listener.composed(message.source);
        break;
      case "event":
        listener.event(message.kind, message.record);
        break;
      case "turn":
        listener.turn(message.plugin);
        break;
      case "answer":
        this.#answer(message);
        break;
      case "part":
        listener.part(message.part);
        break;
      case "bytes":
        listener.bytes(message.bytes);
        break;
      case "booted":
        listener.booted(message);
        break;
      case "lost":
        listener.lost();
        break;
      case "failed":
        listener.failed(new StageError(message.code, message.message));
        break;
    }
  }

  /** @param {{id: number, value: any, error?: {code: string, message: string}}} message */
  #answer({ id, value, error }) {
    const ask = this.#asks.get(id);
    this.#asks.delete(id);
    if (error) ask?.reject(new StageError(error.code, error.message));
    else ask?.resolve(value);
  }

  /** @param {string} reason */
  #crash(reason) {
    if (!this.#isOpen) return;
    this.close();
    this.listener.crashed(reason);
  }
}
