import { config } from "../config.js";
import { labels } from "./fields.js";

/** @typedef {import("../stage.js").Stage} Stage */

const every_ms = 15_000;
const settled_ms = 10_000;
// The server takes no more of one thing at once.
const most = 500;
const classes = /** @type {const} */ ([
  [20, "quick"],
  [10, "fair"],
  [0, "slow"],
]);

/** Whether the viewer's browser asks not to be counted. */
function wantsNone() {
  const { doNotTrack, globalPrivacyControl } =
    /** @type {Navigator & {doNotTrack?: string, globalPrivacyControl?: boolean}} */ (navigator);
  return doNotTrack === "1" || globalPrivacyControl === true;
}

/**
 * Counts what happens on a campaign's page, and says so now and then: numbers under known names, nothing of anybody.
 *
 * Before the viewer has started the stage, and so has agreed to what stands above that button, nothing is counted.
 */
export class Counts {
  #address = wantsNone() ? null : (config.campaign?.figures ?? null);
  /** @type {Record<string, Record<string, number>>} */
  #sums = {};
  #hasStarted = false;
  #isTimed = false;
  /** Plug-ins that are on: a worker that comes back tells of them again.
   * @type {Set<string>} */
  #on = new Set();

  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    if (!this.#address) return;
    this.#listen();
    setInterval(() => this.send(), every_ms);
    addEventListener("pagehide", () => this.send());
    // On phones a page that is left is hidden, and may never hear more.
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
  }

  /**
   * The viewer has started the stage.
   * @param {import("../stage.js").Wanted} source
   * @param {Promise<void>} ready as `stage.ready`
   */
  start(source, ready) {
    if (!this.#address) return;
    this.#hasStarted = true;
    this.add("starts", typeof source === "string" ? source : "file");
    const began = performance.now();
    ready.then(
      () => {
        this.add("first-scene", step((performance.now() - began) / 1000));
        this.#time();
      },
      () => {},
    );
  }

  /**
   * @param {string} field
   * @param {string} [label]
   */
  add(field, label = "") {
    if (!this.#address || !this.#hasStarted) return;
    // One strange name, and the server would take nothing of the batch.
    if (labels[field]?.includes(label) === false) return;
    this.#sums[field] ??= {};
    const sums = this.#sums[field];
    sums[label] = Math.min(most, (sums[label] ?? 0) + 1);
  }

  /** Say what was counted since the last time. */
  send() {
    if (!this.#address || Object.keys(this.#sums).length === 0) return;
    const batch = new Blob([JSON.stringify(this.#sums)], { type: "application/json" });
    // Where the browser has no room for it, it is part of the next.
    if (navigator.sendBeacon(this.#address, batch)) this.#sums = {};
  }

  #listen() {
    /** @type {Record<string, (detail: any) => void>} */
    const hears = {
      gesture: ({ gesture }) => this.add("gestures", gesture),
      command: ({ command, by }) => {
        this.add("commands", command);
        this.add("inputs", by);
      },
      plugin: ({ plugin, what }) => {
        if (what === "off") this.#on.delete(plugin);
        if (what !== "on" || this.#on.has(plugin)) return;
        this.#on.add(plugin);
        this.add("plays", plugin);
      },
      error: ({ code }) => this.add("errors", labels.errors.includes(code) ? code : "other"),
    };
    for (const [kind, hear] of Object.entries(hears)) {
      this.stage.events.addEventListener(kind, (event) => hear(/** @type {CustomEvent} */ (event).detail));
    }
    for (const kind of ["click", "auxclick"]) {
      document.addEventListener(kind, ({ target }) => {
        const link = /** @type {Element} */ (target).closest(".offers a");
        const product = /** @type {HTMLElement | null} */ (link?.closest("[data-product]"))?.dataset.product;
        if (link) this.add(product ? "products" : "calls", product);
      });
    }
  }

  /** Once, when it has settled: how fast it runs. */
  #time() {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(async () => {
      try {
        const { fps } = await this.stage.ask("stats");
        const found = classes.find(([least]) => fps >= least);
        if (this.stage.state === "running" && found) this.add("devices", found[1]);
      } catch {
        // It was stopped meanwhile.
      }
    }, settled_ms);
  }
}

/** @param {number} seconds */
function step(seconds) {
  return labels["first-scene"].find((most_s) => seconds <= Number(most_s)) ?? "more";
}
