import { config, wishes } from "./config.js";
import { StageError } from "./error.js";
import { lacking } from "./needs.js";
import { openOwn, id as ownId } from "./own/own.js";
import { Played } from "./played.js";
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
  /** @type {{id: string, title: string}[]} */
  scenes = [];
  /** @type {string | null} */
  scene = null;
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
  #crashes = 0;
  /** What is laid over every scene: JSON of a chain, and what it names. */
  #over = { links: "[]", pictures: /** @type {Map<string, Blob>} */ (new Map()) };
  #played = new Played((name) => this.#hung(name));
  /** @type {import("./own/own.js").Own | null} */
  #own = null;
  #isStill = false;
  #isOpen = false;
  #room = 0;
  #size = "";
  #ready = pending();

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
    this.#source?.pause();
    this.#remote?.send("halt");
    this.#set("paused");
  }

  async resume() {
    if (this.state !== "paused") return;
    const turn = this.#turn;
    this.#set("loading");
    try {
      await this.#source?.resume();
      if (turn === this.#turn) await this.#feed();
    } catch (error) {
      if (turn === this.#turn) this.fail(error);
    }
  }

  /**
   * @param {string} command
   * @param {string} by
   */
  do(command, by) {
    this.#remote?.send("do", { command, by });
  }

  /** @param {string} id */
  choose(id) {
    if (this.scenes.length === 0) this.scene = id;
    else this.#remote?.send("scene", { id });
  }

  /**
   * Lay filters over every scene; docs/house.md, section 4. Before anything is loaded they are checked once it is.
   * @param {unknown} links
   * @throws {StageError} `unsupported`, naming what is wrong; the chain before it goes on
   */
  async over(links) {
    const json = JSON.stringify(links) ?? "null";
    if (this.scenes.length) await this.ask("chain", json);
    this.#over.links = json;
  }

  /**
   * Name a table of colours or a picture, for the filters that are laid over.
   * @param {string} name
   * @param {Blob} file a `.cube` file, or a picture that the browser can read
   * @throws {StageError} `source-unreadable` or `unsupported`, saying what is wrong
   */
  async picture(name, file) {
    if (this.scenes.length) await this.ask("picture", [name, file]);
    this.#over.pictures.set(name, file);
  }

  /**
   * Switch a plug-in on. Before anything is loaded that is done once it is.
   * @param {string} name
   * @param {object} [params]
   * @throws {StageError} `plugin-failed`, naming what is wrong
   */
  async play(name, params = {}) {
    if (this.scenes.length) await this.ask("play", this.#played.wish(name, params));
    this.#played.set(name, params);
  }

  /** @param {string} name of a plug-in; nothing where it is off */
  end(name) {
    this.#played.delete(name);
    this.#remote?.send("end", { name });
  }

  /**
   * @param {string} name
   * @param {string} button one that the plug-in declares
   */
  press(name, button) {
    this.#remote?.send("press", { name, button });
  }

  /**
   * Set parameters of a plug-in that is on.
   * @param {string} name
   * @param {object} params
   * @throws {StageError} `plugin-failed`, naming what is wrong; none is changed then
   */
  async change(name, params) {
    await this.ask("change", { name, params });
    this.#played.change(name, params);
  }

  /**
   * Make a scene of what the viewer has, in place of the one before, and go there. Before anything is loaded it is
   * checked once it is.
   * @param {import("./own/own.js").Wanted} wanted
   * @throws {StageError} `source-unreadable`, `unsupported`; the scene before goes on
   */
  async own(wanted) {
    const next = await openOwn(wanted);
    // No frame of the one before may come after the first of this one.
    this.#own?.see(false, this.#turnOwn);
    try {
      if (this.scenes.length) await this.#enter(next);
      else this.scene = ownId;
      this.#own?.close();
      this.#own = next;
      this.on.own(wanted);
    } catch (error) {
      next.close();
      throw error;
    } finally {
      this.#tend();
    }
  }

  /** @param {number} aspect of the place that the picture is shown in: what does not fit is cut off */
  room(aspect) {
    this.#room = aspect;
    this.#remote?.send("room", { aspect });
  }

  /** @param {boolean} isOpen whether something lies open that `return` closes */
  open(isOpen) {
    this.#isOpen = isOpen;
    this.#remote?.send("open", { isOpen });
  }

  /** @param {boolean} isStill whether the viewer wants less motion */
  still(isStill) {
    this.#isStill = isStill;
    this.#remote?.send("motion", { isStill });
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
      await this.#feed();
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
  }

  /** @param {import("./own/own.js").Own} own */
  async #enter(own) {
    const { given } = own;
    this.#list(await this.ask("own", given, given.frame ? [given.frame] : []));
  }

  #employ() {
    const canvas = document.createElement("canvas");
    this.on.canvas(canvas);
    const { providers, threads, output } = wishes;
    const own = this.#own;
    const boot = {
      config,
      providers,
      threads,
      scene: this.scene,
      own: own?.given ?? null,
      isStill: this.#isStill,
      output,
      isCovered: config.mustCover || this.hasComposed || output !== null,
    };
    const remote = new Remote(canvas, boot, {
      part: (part) => this.on.part(part),
      bytes: (bytes) => this.on.bytes(bytes),
      booted: ({ scenes }) => {
        remote.send("open", { isOpen: this.#isOpen });
        if (this.#room) remote.send("room", { aspect: this.#room });
        this.#lay(remote).catch(({ code, message }) => this.#tell(code, message));
        for (const wish of this.#played.wishes()) {
          remote.ask("play", wish).catch(({ code, message }) => this.#refused(wish.name, code, message));
        }
        this.#list(scenes);
        // It was made while this worker was being loaded.
        if (this.#own && this.#own !== own) this.#enter(this.#own).catch((error) => this.tell(error));
      },
      shown: (shown) => this.#shown(shown),
      composed: (source) => this.#composed(source),
      event: (kind, record) => this.#hear(kind, record),
      turn: (plugin) => this.#played.turn(plugin),
      lost: () => {
        this.#tell("webgl-lost", texts.errors["webgl-lost"]);
        if (this.state === "running") this.#set("loading");
      },
      restored: () => {},
      failed: (error) => {
        this.#dismiss();
        if (this.state !== "idle") this.fail(error);
      },
      crashed: (reason) => this.#crashed(reason),
    });
    return remote;
  }

  /** @param {{id: string, title: string}[]} scenes */
  #list(scenes) {
    this.scenes = scenes.map(({ id, title }) => ({ id, title: titleOf(id) ?? title }));
    this.on.scenes();
  }

  /** A video of the viewer's own plays while it is seen. */
  #tend() {
    const isShown = this.state === "running" || this.state === "loading";
    this.#own?.see(isShown && this.scene === ownId, this.#turnOwn);
  }

  /** @param {VideoFrame | ImageBitmap} frame */
  #turnOwn = (frame) => this.ask("turn", frame, [frame]);

  /**
   * Lay over the scenes of a new worker what was laid over those of the one before.
   * @param {Remote} remote
   */
  async #lay(remote) {
    for (const given of this.#over.pictures) await remote.ask("picture", given);
    if (this.#over.links !== "[]") await remote.ask("chain", this.#over.links);
  }

  /**
   * A plug-in could not be switched on in a new worker.
   * @param {string} name
   * @param {string} code
   * @param {string} message
   */
  #refused(name, code, message) {
    // Another crash is no fault of the plug-in's.
    if (code !== "plugin-failed") return;
    this.#blame(name, message);
    this.#tell(code, message);
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
    this.#played.rest();
    this.#remote?.close();
    this.#remote = null;
    this.scenes = [];
  }

  /** @param {string} reason */
  #crashed(reason) {
    console.error(`the worker crashed: ${reason}`);
    const culprit = this.#played.current;
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
    if (this.state !== "paused") this.#set("loading");
    this.#feed().catch((error) => this.fail(error));
  }

  #lose() {
    this.#tell("camera-lost", texts.errors["camera-lost"]);
    this.#set("paused");
    this.on.lost();
  }

  #regain() {
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
    if (kind === "scene") {
      this.scene = record.scene;
      this.#tend();
    }
    if (kind === "plugin") this.#played.hear(record);
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
    this.#tend();
    this.on.state(state, error);
  }
}

/** @param {string} id of a scene; that of a scene given by others has the title that they gave */
function titleOf(id) {
  return /** @type {Record<string, string>} */ (texts.scenes)[id];
}
