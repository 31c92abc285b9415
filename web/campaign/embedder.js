import { config, wishes } from "../config.js";
import { find } from "../dom.js";

/** @typedef {import("../stage.js").Stage} Stage */

const commands = ["confirm", "return", "next", "previous"];
// As wide as this a stage lies; narrower it stands, as on a phone.
const wide_px = 720;
const shapes = { lying: 1.5, standing: 0.72 };

/**
 * The page of others that shows this one in a frame, by `embed.js`, which lists what is said to it.
 *
 * It is heard once, where its origin is one that the campaign allows: then by a channel that nobody else has.
 */
export class Embedder {
  /** @type {MessagePort | null} */
  #port = null;
  #isReady = false;
  #shape = 0;

  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    const origins = config.campaign?.origins ?? [];
    if (window.parent === window || origins.length === 0) return;
    addEventListener("message", ({ source, origin, data, ports }) => {
      const isOurs = source === window.parent && origins.includes(origin);
      if (isOurs && data?.type === "hello" && ports.length === 1) this.#greet(ports[0]);
    });
    stage.events.addEventListener("command", (event) => {
      const { command, by } = /** @type {CustomEvent} */ (event).detail;
      this.#say("command", { command, by });
    });
    stage.events.addEventListener("scene", (event) => {
      const { scene } = /** @type {CustomEvent} */ (event).detail;
      this.#say("scene", {
        scene,
        title: stage.choices.scenes.find(({ id }) => id === scene)?.title ?? scene,
      });
    });
    stage.events.addEventListener("error", (event) => {
      const { code, message } = /** @type {CustomEvent} */ (event).detail;
      this.#say("error", { code, message });
    });
    let width = innerWidth;
    addEventListener("resize", () => {
      // Its height is our own doing.
      if (innerWidth !== width) this.#fit();
      width = innerWidth;
    });
  }

  /** @param {string} state */
  state(state) {
    this.#say("state", { state });
    if (state === "running" && !this.#isReady) {
      this.#isReady = true;
      this.#say("ready", { isolated: self.crossOriginIsolated, threads: wishes.threads });
    }
    this.#fit();
  }

  /** @param {number} shape width over height of the picture */
  size(shape) {
    this.#shape = shape;
    this.#fit();
  }

  photo() {
    this.#say("photo", {});
  }

  /** @param {MessagePort} port */
  #greet(port) {
    this.#port?.close();
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
    this.#isReady = false;
    this.#say("here", {});
    this.state(this.stage.state);
  }

  /** @param {any} message */
  #hear(message) {
    if (message?.type === "do" && commands.includes(message.command)) {
      this.stage.do(message.command, "page");
    }
    if (message?.type === "scene" && this.stage.choices.scenes.some(({ id }) => id === message.scene)) {
      this.stage.choices.choose(message.scene);
    }
  }

  /** Ask for the height that the picture wants at this width, with all that is around it. */
  #fit() {
    if (!this.#port) return;
    const { clientWidth, clientHeight } = find("screen", HTMLElement).parentElement ?? document.body;
    const around = innerHeight - clientHeight;
    const isStanding = innerWidth < wide_px;
    const shape = Math.max(0.5, this.#shape || shapes.lying);
    // The page looks at whether its window stands or lies: that is kept as it is meant here.
    const height = isStanding
      ? Math.max(innerWidth + 1, around + clientWidth / Math.min(shape, shapes.standing))
      : Math.min(innerWidth - 1, around + clientWidth / shape);
    this.#say("size", { height: Math.round(height) });
  }

  /**
   * @param {string} type
   * @param {object} said
   */
  #say(type, said) {
    this.#port?.postMessage({ type, ...said });
  }
}
