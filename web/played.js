import { keep, recall } from "./storage.js";
import { language } from "./texts.js";

const place = "oivis.plugin.";
// One look a second: so many in a row at the same turn, and the plug-in does not come back. Looks that a busy page
// was late for count once. On a machine that others keep busy a first drawing was seen to take five seconds.
const look_ms = 1000;
const looks = 8;

/** Which plug-ins are switched on, what they keep, and whether the one at work still answers. */
export class Played {
  /** @type {Map<string, object>} */
  #on = new Map();
  #turn = 0;
  #seen = 0;
  #waited = 0;
  #timer = 0;
  /** Which plug-in is at work; "" for none. */
  current = "";

  /** @param {(name: string) => void} onhung called once a plug-in has kept the word for too long */
  constructor(onhung) {
    this.onhung = onhung;
  }

  /**
   * @param {string} name
   * @param {object} params
   */
  set(name, params) {
    this.#on.set(name, params);
  }

  /**
   * @param {string} name
   * @param {object} params
   */
  change(name, params) {
    this.#on.set(name, { ...this.#on.get(name), ...params });
  }

  /** @param {string} name */
  delete(name) {
    this.#on.delete(name);
  }

  /**
   * What the worker is told of one.
   * @param {string} name
   * @param {object} params
   * @returns {import("./plugins.js").Wish}
   */
  wish(name, params) {
    return { name, params, state: kept(name), language };
  }

  wishes() {
    return [...this.#on].map(([name, params]) => this.wish(name, params));
  }

  /** @param {{plugin: string, what: string, state?: object}} record */
  hear({ plugin, what, state }) {
    if (what === "off") this.#on.delete(plugin);
    if (what === "state") keep(place + plugin, JSON.stringify(state));
  }

  /** @param {string} plugin at work from now on; "" for none */
  turn(plugin) {
    this.current = plugin;
    this.#turn += 1;
    if (plugin && !this.#timer) this.#timer = setInterval(() => this.#look(), look_ms);
  }

  /** The worker is gone. */
  rest() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#waited = 0;
    this.current = "";
  }

  #look() {
    const isStuck = this.current && this.#seen === this.#turn;
    this.#waited = isStuck ? this.#waited + 1 : 0;
    this.#seen = this.#turn;
    if (this.#on.size === 0 && !this.current) this.rest();
    if (this.#waited < looks) return;
    const name = this.current;
    this.rest();
    this.onhung(name);
  }
}

/** @param {string} name */
function kept(name) {
  try {
    return JSON.parse(recall(place + name) ?? "{}");
  } catch {
    // What lies there may be anybody's.
    return {};
  }
}
