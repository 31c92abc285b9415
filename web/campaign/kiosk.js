import { openCamera } from "../camera.js";
import { config, wishes } from "../config.js";
import { find, make } from "../dom.js";
import { texts } from "../texts.js";
import { words } from "./campaign.js";
import { isOpen } from "./schedule.js";

const look_ms = 1000;
// Of the picture: less is a chair that the network takes for somebody.
const person = 0.03;
// The matte has a value for each pixel; so many tell how much of it is a person.
const step = 97;
// Of the person, and of what they have left: more than the noise of a camera, less than a head that turns.
const moved = 0.05;
const turn_ms = 12_000;
const boot_ms = 180_000;
const retry_ms = 30_000;
// What is laid out for a phone of this width is that much larger on a big screen.
const phone_px = 540;

/**
 * What a kiosk may do with the page.
 * @typedef {object} Page
 * @property {(source: "camera" | "demo") => Promise<void>} start
 * @property {() => boolean} leave close what lies open; false where nothing does
 * @property {() => void} forget what viewers have made
 * @property {() => void} greet show what the gestures do
 */

/**
 * A big screen that nobody looks after: `?kiosk`.
 *
 * It starts by itself, calls people until one is in sight, goes back to its beginning when they have gone, and loads
 * itself anew where no frame comes. `data-kiosk` is `attract` or `awake`.
 */
export class Kiosk {
  #seenAt = 0;
  #turnedAt = 0;
  /** When the last frame was shown, and how many there were. */
  #shownAt = performance.now();
  #frames = 0;
  #isAsking = false;
  /** The matte when somebody last moved, and when that was. */
  #pose = new Uint8Array();
  #movedAt = 0;

  /**
   * @param {import("../stage.js").Stage} stage
   * @param {Page} page
   */
  constructor(stage, page) {
    this.stage = stage;
    this.page = page;
    this.#dress();
    this.#show("attract");
    for (const kind of ["gesture", "command"]) {
      // The hands in the demo clip are nobody's.
      stage.events.addEventListener(kind, () => stage.wanted === "camera" && this.#see());
    }
    for (const kind of ["pointerdown", "keydown"]) {
      addEventListener(kind, () => {
        enlarge();
        this.#see();
      });
    }
    // Nobody leaves the page by a link or a menu.
    document.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("a")) event.preventDefault();
    });
    document.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("visibilitychange", () => void stayLit());
  }

  begin() {
    enlarge();
    void stayLit();
    void this.#start();
    setInterval(() => void this.#look(), look_ms);
  }

  /** The camera; while there is none the demo clip, so that the screen is never empty. */
  async #start() {
    try {
      await this.page.start("camera");
    } catch (error) {
      const { code = "" } = /** @type {import("../error.js").StageError} */ (error);
      // What else can go wrong is the watchdog's.
      if (!code.startsWith("camera")) return;
      this.page.start("demo").catch(() => {});
      setTimeout(() => void this.#retry(), retry_ms);
    }
  }

  async #retry() {
    try {
      (await openCamera()).stop();
    } catch {
      setTimeout(() => void this.#retry(), retry_ms);
      return;
    }
    await this.#start();
  }

  async #look() {
    const now = performance.now();
    // Who has hidden the page, or unplugged the camera, is waited for.
    if (this.stage.state === "paused") this.#shownAt = now;
    if (now - this.#shownAt > (this.stage.hasComposed ? wishes.watchdog_s * 1000 : boot_ms)) {
      this.page.forget();
      location.reload();
      return;
    }
    if (this.#isAttracting && now - this.#turnedAt > turn_ms) this.#turn(now);
    if (!this.#isAttracting && now - this.#seenAt > wishes.idle_s * 1000) this.#rest();
    if (this.#isAsking || this.stage.state !== "running") return;
    this.#isAsking = true;
    try {
      const { frames } = await this.stage.ask("stats");
      if (frames !== this.#frames) this.#shownAt = performance.now();
      this.#frames = frames;
      if (this.stage.wanted === "camera" && this.#isSomebody(await this.stage.ask("matte"))) this.#see();
    } catch {
      // Between two workers: looked at again.
    }
    this.#isAsking = false;
  }

  /**
   * Whether there is a person who has moved in the last minutes: a poster and a mannequin are nobody.
   * @param {{data: Uint8Array}} matte
   */
  #isSomebody({ data }) {
    const pose = Uint8Array.from({ length: Math.ceil(data.length / step) }, (_, at) => data[at * step]);
    const size = sum(pose);
    // Frames that became smaller, or larger, tell nothing of who is in them.
    const isOther = pose.length !== this.#pose.length;
    const change = isOther ? 0 : sum(pose.map((value, at) => Math.abs(value - this.#pose[at])));
    if (isOther || change > moved * Math.max(size, sum(this.#pose))) {
      this.#pose = pose;
      if (!isOther || !this.#movedAt) this.#movedAt = performance.now();
    }
    const isStill = performance.now() - this.#movedAt > wishes.still_s * 1000;
    return size / pose.length / 255 > person && !isStill;
  }

  get #isAttracting() {
    return document.documentElement.dataset.kiosk === "attract";
  }

  /** Somebody is there. */
  #see() {
    this.#seenAt = performance.now();
    if (!this.#isAttracting || this.stage.state !== "running") return;
    this.#show("awake");
    this.page.greet();
  }

  /** They have gone: nothing of theirs is left for the next. */
  #rest() {
    // It has closed while they were here: the page that comes says so.
    if (!isOpen()) return location.reload();
    while (this.page.leave());
    this.page.forget();
    for (const { name, waits } of config.plugins) if (waits) this.stage.choices.drop(name);
    const [first] = this.stage.choices.scenes;
    if (first) this.stage.choices.choose(first.id);
    this.#turnedAt = performance.now();
    this.#show("attract");
  }

  /**
   * Another scene, for who passes by.
   * @param {number} now
   */
  #turn(now) {
    this.#turnedAt = now;
    const { scenes, scene } = this.stage.choices;
    const next = scenes[(scenes.findIndex(({ id }) => id === scene) + 1) % scenes.length];
    if (next && this.stage.state === "running") this.stage.choices.choose(next.id);
  }

  /** @param {"attract" | "awake"} kind */
  #show(kind) {
    document.documentElement.dataset.kiosk = kind;
  }

  #dress() {
    const call = make("section", "attract");
    const hands = find("coach", HTMLElement).querySelector("ul")?.cloneNode(true);
    call.append(make("h2", "attract-title", words?.tagline), make("p", "attract-come", texts.kiosk.come));
    if (hands) call.append(hands);
    // Who comes into sight has read it: it stands there before.
    const told = [words?.consent, words?.retention, config.campaign?.contact].filter(Boolean).join(" ");
    call.append(make("p", "attract-consent", told));
    find("screen", HTMLElement).append(call);
    const grow = () => {
      const zoom = Math.max(1, Math.min(innerWidth, innerHeight) / phone_px);
      document.body.style.setProperty("zoom", String(zoom));
    };
    addEventListener("resize", grow);
    grow();
  }
}

/** @param {Uint8Array} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** Fill the screen: a browser lets that be at a touch, or where whoever set it up has allowed it. */
function enlarge() {
  if (document.fullscreenElement) return;
  document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
}

async function stayLit() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    // Not here, or not now.
  }
}
