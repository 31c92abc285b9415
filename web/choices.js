import { StageError } from "./error.js";
import { openOwn, id as ownId } from "./own/own.js";
import { Played } from "./played.js";
import { texts } from "./texts.js";

/** @typedef {import("./remote.js").Remote} Remote */
/** @typedef {{id: string, title: string}} Scene */

/** What is chosen for the stage: the worker that runs is told at once, and each that takes its place again. */
export class Choices {
  /** Those of the worker that runs; none while it is loaded.
   * @type {Scene[]} */
  scenes = [];
  /** @type {string | null} */
  scene = null;
  /** What the stage does of it. */
  on = {
    scenes: () => {},
    own: (/** @type {import("./own/own.js").Wanted} */ _wanted) => {},
    trouble: (/** @type {StageError} */ _error) => {},
    off: (/** @type {string} */ _plugin, /** @type {string} */ _why) => {},
    hung: (/** @type {string} */ _plugin) => {},
  };
  /** @type {Remote | null} */
  #remote = null;
  /** Chosen while the worker was loaded.
   * @type {string | null} */
  #wished = null;
  /** What is laid over every scene: JSON of a chain, and what it names. */
  #over = { links: "[]", pictures: /** @type {Map<string, Blob>} */ (new Map()) };
  #played = new Played((name) => this.on.hung(name));
  /** @type {import("./own/own.js").Own | null} */
  #own = null;
  /** That of the worker's start.
   * @type {import("./own/own.js").Own | null} */
  #ownAtStart = null;
  #isSeen = false;
  #isStill = false;
  #isOpen = false;
  #room = 0;

  /** What a worker is started with. */
  get boot() {
    this.#ownAtStart = this.#own;
    this.#wished = null;
    return { scene: this.scene, own: this.#own?.given ?? null, isStill: this.#isStill };
  }

  /** The plug-in that is at work; "" for none. */
  get playing() {
    return this.#played.current;
  }

  /** @param {Remote} remote a worker that is being loaded */
  begin(remote) {
    this.#remote = remote;
  }

  /** The worker is gone. */
  end() {
    this.#played.rest();
    this.#remote = null;
    this.scenes = [];
  }

  /** The worker is loaded: tell it what its start did not say.
   * @param {Scene[]} scenes */
  restore(scenes) {
    const remote = this.#demand();
    remote.send("open", { isOpen: this.#isOpen });
    if (this.#room) remote.send("room", { aspect: this.#room });
    this.#lay(remote).catch((error) => this.on.trouble(error));
    for (const wish of this.#played.wishes()) {
      remote.ask("play", wish).catch((error) => this.#refused(wish.name, error));
    }
    this.#list(scenes);
    this.#enterLate(remote).catch((error) => this.on.trouble(error));
  }

  /** @param {string} id */
  choose(id) {
    if (this.scenes.length) {
      this.#remote?.send("scene", { id });
      return;
    }
    this.scene = id;
    this.#wished = id;
  }

  /** @param {string} id of the scene that is shown now */
  shown(id) {
    this.scene = id;
    this.#tend();
  }

  /** @param {boolean} isSeen whether anything is shown: a video of the viewer's own plays while it is seen */
  see(isSeen) {
    this.#isSeen = isSeen;
    this.#tend();
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
    this.#own?.see(false, this.#turn);
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

  /**
   * Lay filters over every scene; docs/house.md, section 4. Before anything is loaded they are checked once it is.
   * @param {unknown} links
   * @throws {StageError} `unsupported`, naming what is wrong; the chain before it goes on
   */
  async over(links) {
    const json = JSON.stringify(links) ?? "null";
    if (this.scenes.length) await this.#demand().ask("chain", json);
    this.#over.links = json;
  }

  /**
   * Name a table of colours or a picture, for the filters that are laid over.
   * @param {string} name
   * @param {Blob} file a `.cube` file, or a picture that the browser can read
   * @throws {StageError} `source-unreadable` or `unsupported`, saying what is wrong
   */
  async picture(name, file) {
    if (this.scenes.length) await this.#demand().ask("picture", [name, file]);
    this.#over.pictures.set(name, file);
  }

  /**
   * Switch a plug-in on. Before anything is loaded that is done once it is.
   * @param {string} name
   * @param {object} [params]
   * @throws {StageError} `plugin-failed`, naming what is wrong
   */
  async play(name, params = {}) {
    if (this.scenes.length) await this.#demand().ask("play", this.#played.wish(name, params));
    this.#played.set(name, params);
  }

  /**
   * Set parameters of a plug-in that is on.
   * @param {string} name
   * @param {object} params
   * @throws {StageError} `plugin-failed`, naming what is wrong; none is changed then
   */
  async change(name, params) {
    await this.#demand().ask("change", { name, params });
    this.#played.change(name, params);
  }

  /** @param {string} name of a plug-in, to be switched off; nothing where it is */
  drop(name) {
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

  /** @param {{plugin: string, what: string, state?: object}} record what a plug-in says */
  hear(record) {
    this.#played.hear(record);
  }

  /** @param {string} plugin at work from now on; "" for none */
  turn(plugin) {
    this.#played.turn(plugin);
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

  #demand() {
    if (!this.#remote) throw new StageError("unsupported", texts.trouble.notRunning);
    return this.#remote;
  }

  /** @param {Scene[]} scenes */
  #list(scenes) {
    this.scenes = scenes.map(({ id, title }) => ({ id, title: titleOf(id) ?? title }));
    this.on.scenes();
  }

  /** @param {import("./own/own.js").Own} own */
  async #enter({ given }) {
    this.#list(await this.#demand().ask("own", given, given.frame ? [given.frame] : []));
  }

  /**
   * Go where the viewer wished to go while this worker was loaded.
   * @param {Remote} remote
   */
  async #enterLate(remote) {
    const wished = this.#wished;
    if (this.#own && this.#own !== this.#ownAtStart) await this.#enter(this.#own);
    if (wished && wished !== ownId) remote.send("scene", { id: wished });
  }

  #tend() {
    this.#own?.see(this.#isSeen && this.scene === ownId, this.#turn);
  }

  /** @param {VideoFrame | ImageBitmap} frame of the viewer's own video */
  #turn = async (frame) => this.#demand().ask("turn", frame, [frame]);

  /** @param {Remote} remote */
  async #lay(remote) {
    for (const given of this.#over.pictures) await remote.ask("picture", given);
    if (this.#over.links !== "[]") await remote.ask("chain", this.#over.links);
  }

  /**
   * A plug-in could not be switched on in a new worker.
   * @param {string} name
   * @param {StageError} error
   */
  #refused(name, error) {
    // Another crash is no fault of the plug-in's.
    if (error.code !== "plugin-failed") return;
    this.on.off(name, error.message);
    this.on.trouble(error);
  }
}

/** @param {string} id of a scene; that of a scene given by others has the title that they gave */
function titleOf(id) {
  return /** @type {Record<string, string>} */ (texts.scenes)[id];
}
