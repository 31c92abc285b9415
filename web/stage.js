import { Choices } from "./choices.js";
import { config, wishes } from "./config.js";
import { StageError } from "./error.js";
import { lacking } from "./needs.js";
import { pending } from "./ready.js";
import { Remote } from "./remote.js";
import { openSource } from "./source.js";
import { texts } from "./texts.js";

/** @typedef {"idle" | "loading" | "running" | "paused" | "failed"} State */
/** @typedef {"camera" | "demo" | Blob} Wanted */

const restarts = 3;
const eventKinds = ["gesture", "command", "scene", "plugin", "error"];

/**
 * The stage as the page knows it: one source, one worker, one state, and how they come back.
 *
 * It tells its viewer's page by `on`, and whoever else listens by `events`.
 */
export class Stage {
  /** @type {State} */
  state = "idle";
  events = new EventTarget();
  choices = new Choices();
  /** What the page does of it. */
  on = {
    state: (/** @type {State} */ _state, /** @type {StageError | null} */ _error) => {},
    lost: () => {},
    canvas: (/** @type {HTMLCanvasElement} */ _canvas) => {},
    size: (/** @type {number} */ _width, /** @type {number} */ _height) => {},
    scenes: () => {},
    own: (/** @type {import("./own/own.js").Wanted} */ _wanted) => {},
    part: (/** @type {string} */ _part) => {},
    bytes: (/** @type {number} */ _bytes) => {},
    hud: (/** @type {any} */ _record) => {},
  };
  /** Whether a scene was ever shown: from then on the room is not. */
  hasComposed = false;
  /** @type {Wanted | null} */
  wanted = null;
  /** @type {Remote | null} */
  #remote = null;
  /** @type {import("./source.js").Source | null} */
  #source = null;
  #turn = 0;
  /** How often the source was released while it stayed the source. */
  #pauses = 0;
  #isLost = false;
  #crashes = 0;
  #size = "";
  #ready = pending();

  constructor() {
    this.choices.on = {
      scenes: () => this.on.scenes(),
      own: (wanted) => this.on.own(wanted),
      trouble: (error) => this.tell(error),
      off: (plugin, why) => this.#blame(plugin, why),
      hung: (plugin) => this.#hung(plugin),
    };
  }

  /** First composited frame shown; rejects with a `StageError`. After a failure, that of the next start. */
  get ready() {
    return this.#ready.promise;
  }

  get canvas() {
    return this.#remote?.canvas ?? null;
  }

  /**
   * Show a source, in place of the one before.
   * @param {Wanted} wanted
   * @returns {Promise<void>} as `ready`
   */
  start(wanted) {
    const turn = ++this.#turn;
    if (this.#ready.isOver) this.#ready = pending();
    this.#crashes = 0;
    this.wanted = wanted;
    this.#drop();
    this.#set("loading");
    void this.#begin(turn, wanted);
    return this.ready;
  }

  /** Load what every source needs, so that the first start is short. A failure is told when it matters: then. */
  warm() {
    if (lacking().length === 0) this.#remote ??= this.#employ();
  }

  /** Release the source. What is loaded stays, so that the next start is short. */
  stop() {
    this.#turn += 1;
    this.#drop();
    this.#set("idle");
  }

  /** The page is not seen: release what others could use. */
  pause() {
    if (this.state !== "running" && this.state !== "loading") return;
    this.#pauses += 1;
    this.#source?.pause();
    this.#remote?.send("halt");
    this.#set("paused");
  }

  async resume() {
    // A camera that is gone is waited for, seen or not.
    if (this.state !== "paused" || this.#isLost) return;
    const [turn, pauses] = [this.#turn, this.#pauses];
    const isMeant = () => turn === this.#turn && pauses === this.#pauses;
    this.#set("loading");
    try {
      await this.#source?.resume();
      if (isMeant()) await this.#feed();
    } catch (error) {
      if (isMeant()) this.fail(error);
    }
  }

  /**
   * @param {string} command
   * @param {string} by
   */
  do(command, by) {
    this.#remote?.send("do", { command, by });
  }

  /**
   * A command that the page has already carried out itself: it is heard, and nobody does it again.
   * @param {string} command
   * @param {string} by
   */
  did(command, by) {
    this.#hear("command", { command, by, hand: null, taken: true, timestamp: performance.now() });
  }

  /**
   * @param {ImageBitmap | null} picture lies over all that is drawn, until the worker is another
   */
  overlay(picture) {
    this.#remote?.send("overlay", { picture }, picture ? [picture] : []);
  }

  /**
   * @param {import("./remote.js").Ask} what
   * @param {unknown} [given]
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  async ask(what, given, transfer) {
    if (!this.#remote) throw new StageError("unsupported", texts.trouble.notRunning);
    return this.#remote.ask(what, given, transfer);
  }

  /**
   * Say what went wrong where the stage goes on.
   * @param {StageError} error
   */
  tell({ code, message }) {
    this.#tell(code, message);
  }

  /**
   * Stop for good, and say why.
   * @param {unknown} cause
   */
  fail(cause) {
    const known = /** @type {StageError} */ (cause);
    // A DOMException has a code too: a number, and none of ours.
    const error =
      typeof known.code === "string"
        ? known
        : new StageError("worker-crashed", texts.errors["worker-crashed"], { cause });
    console.error(error.cause ?? error);
    this.#turn += 1;
    this.#drop();
    this.#tell(error.code, error.message);
    this.#ready.reject(error);
    this.#set("failed", error);
  }

  /**
   * @param {number} turn
   * @param {Wanted} wanted
   */
  async #begin(turn, wanted) {
    try {
      const missing = lacking();
      if (missing.length) throw new StageError("unsupported", texts.trouble.lacking(missing));
      this.#remote ??= this.#employ();
      const source = await openSource(wanted, config.assets.media);
      if (turn !== this.#turn) {
        source.close();
        return;
      }
      this.on.part("camera");
      this.#source = source;
      source.onlost = () => this.#lose();
      source.onback = () => this.#regain();
      // The page went out of sight while the viewer was asked.
      if (this.state === "paused") source.pause();
      else await this.#feed();
    } catch (error) {
      if (turn === this.#turn) this.fail(error);
    }
  }

  async #feed() {
    if (this.#source && this.#remote) {
      await this.#source.feed(this.#remote.sink(this.#turn, this.#source.mirrored));
    }
  }

  #drop() {
    this.#remote?.send("halt");
    this.#source?.close();
    this.#source = null;
    this.#isLost = false;
  }

  #employ() {
    const canvas = document.createElement("canvas");
    this.on.canvas(canvas);
    const { providers, threads, landmarks, output } = wishes;
    const boot = {
      config,
      providers,
      threads,
      landmarks,
      output,
      isCovered: config.mustCover || this.hasComposed || output !== null,
      ...this.choices.boot,
    };
    const remote = new Remote(canvas, boot, {
      part: (part) => this.on.part(part),
      bytes: (bytes) => this.on.bytes(bytes),
      booted: ({ scenes }) => this.choices.restore(scenes),
      shown: (shown) => this.#shown(shown),
      composed: (source) => this.#composed(source),
      event: (kind, record) => this.#hear(kind, record),
      turn: (plugin) => this.choices.turn(plugin),
      lost: () => {
        this.#tell("webgl-lost", texts.errors["webgl-lost"]);
        if (this.state === "running") this.#set("loading");
      },
      failed: (error) => {
        this.#dismiss();
        if (this.state !== "idle") this.fail(error);
      },
      crashed: (reason) => this.#crashed(reason),
    });
    this.choices.begin(remote);
    return remote;
  }

  /**
   * A plug-in does not give back the word: end the worker, and go on without it.
   * @param {string} name
   */
  #hung(name) {
    this.#dismiss();
    const message = texts.trouble.hung(name);
    this.#blame(name, message);
    this.#tell("plugin-failed", message);
    if (this.state === "idle" || this.state === "failed") return;
    this.#again();
  }

  /**
   * @param {string} plugin
   * @param {string} why
   */
  #blame(plugin, why) {
    this.#hear("plugin", { plugin, what: "off", why, timestamp: performance.now() });
  }

  #dismiss() {
    this.choices.end();
    this.#remote?.close();
    this.#remote = null;
  }

  /** @param {string} reason */
  #crashed(reason) {
    console.error(`the worker crashed: ${reason}`);
    const culprit = this.choices.playing;
    this.#dismiss();
    // Nothing is shown: the next start makes another.
    if (this.state === "idle" || this.state === "failed") return;
    if (this.#crashes >= restarts) {
      this.fail(new StageError("worker-crashed", texts.errors["worker-crashed"]));
      return;
    }
    this.#crashes += 1;
    if (culprit) this.#blame(culprit, reason);
    this.#tell("worker-crashed", texts.trouble.restarting);
    this.#again();
  }

  #again() {
    this.#remote = this.#employ();
    // What is paused gives its frames when it goes on.
    if (this.state === "paused") return;
    this.#set("loading");
    this.#feed().catch((error) => this.fail(error));
  }

  #lose() {
    this.#isLost = true;
    this.#tell("camera-lost", texts.errors["camera-lost"]);
    this.#set("paused");
    this.on.lost();
  }

  #regain() {
    this.#isLost = false;
    this.#set("loading");
    // A camera that came back to a tab that nobody sees is released again.
    if (document.hidden) this.pause();
    else this.#feed().catch((error) => this.fail(error));
  }

  /** @param {{source: number, width?: number, height?: number}} shown */
  #shown({ source, width, height }) {
    if (source !== this.#turn || !width || !height) return;
    const size = `${width}x${height}`;
    if (size !== this.#size) this.on.size(width, height);
    this.#size = size;
  }

  /** @param {number} source */
  #composed(source) {
    if (source !== this.#turn) return;
    this.hasComposed = true;
    if (this.state === "loading") {
      this.#set("running");
      this.#ready.resolve();
    }
  }

  /**
   * @param {string} kind
   * @param {any} record
   */
  #hear(kind, record) {
    if (kind === "hud") {
      this.on.hud(record);
      return;
    }
    if (kind === "scene") this.choices.shown(record.scene);
    if (kind === "plugin") this.choices.hear(record);
    if (eventKinds.includes(kind)) this.events.dispatchEvent(new CustomEvent(kind, { detail: record }));
  }

  /**
   * @param {string} code
   * @param {string} message
   */
  #tell(code, message) {
    this.#hear("error", { code, message, timestamp: performance.now() });
  }

  /**
   * @param {State} state
   * @param {StageError | null} [error]
   */
  #set(state, error = null) {
    this.state = state;
    document.documentElement.dataset.oivis = state;
    this.choices.see(state === "running" || state === "loading");
    this.on.state(state, error);
  }
}
