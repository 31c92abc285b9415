/**
 * `<oivis-stage campaign="SLUG">`: a campaign in a page of others. That page loads this file as a module; it stands alone.
 *
 * The element is as high as the stage wants to be, and says by events with a plain `detail` what happens:
 *
 *   ready   {isolated, threads}   the first composited frame is on the screen; where the page is not isolated the stage has one thread
 *   state   {state}               idle, loading, running, paused or failed
 *   command {command, by}         what the viewer has done, by gesture, keyboard, touch or page
 *   scene   {scene, title}
 *   photo   {}                    one was taken; it stays the viewer's
 *   error   {code, message}
 *
 * `do(command)` and `scene(id)` are what the viewer's own buttons do. No picture ever comes out.
 */

const home = new URL(import.meta.url).origin;
const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const language = /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/;
// What the stage needs and no more; without the last it could have no threads in a page that is isolated.
const powers = "camera; microphone; fullscreen; web-share; autoplay; cross-origin-isolated";
// A stage that may be shown answers at once; this is for machines that are very busy.
const patience_ms = 20_000;
const highest_px = 4000;

/** @type {Record<string, Record<string, "string" | "number" | "boolean">>} */
const kinds = {
  here: {},
  size: { height: "number" },
  ready: { isolated: "boolean", threads: "number" },
  state: { state: "string" },
  command: { command: "string", by: "string" },
  scene: { scene: "string", title: "string" },
  photo: {},
  error: { code: "string", message: "string" },
};

/**
 * What a message says, or null where it is none of ours: nothing else of it is ever looked at.
 * @param {any} message
 */
function read(message) {
  const fields = Object.hasOwn(kinds, message?.type) ? kinds[message.type] : null;
  if (!fields || Object.entries(fields).some(([name, type]) => typeof message[name] !== type)) return null;
  return Object.fromEntries(Object.keys(fields).map((name) => [name, message[name]]));
}

const looks = new CSSStyleSheet();
looks.replaceSync(`:host { display: block } :host([hidden]) { display: none }
iframe { display: block; width: 100%; height: 640px; border: 0 }`);

class OivisStage extends HTMLElement {
  static observedAttributes = ["campaign", "lang"];
  #root = this.attachShadow({ mode: "closed" });
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** To the stage alone: a message of anybody else has no way in.
   * @type {MessagePort | null} */
  #port = null;
  #timer = 0;

  connectedCallback() {
    this.#root.adoptedStyleSheets = [looks];
    this.#show();
  }

  disconnectedCallback() {
    this.#leave();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  /** @param {"confirm" | "return" | "next" | "previous"} command */
  do(command) {
    this.#port?.postMessage({ type: "do", command });
  }

  /** @param {string} id of one of the campaign's scenes */
  scene(id) {
    this.#port?.postMessage({ type: "scene", scene: id });
  }

  #show() {
    this.#leave();
    const campaign = this.getAttribute("campaign") ?? "";
    const lang = this.getAttribute("lang") ?? "";
    if (!slug.test(campaign)) {
      this.#tell("error", {
        code: "campaign-missing",
        message: `campaign is ${JSON.stringify(campaign)}; right would be the last part of its link, such as product-launch.`,
      });
      return;
    }
    const frame = document.createElement("iframe");
    frame.allow = powers;
    frame.title = this.getAttribute("title") ?? campaign;
    frame.src = `${home}/c/${campaign}${language.test(lang) ? `?lang=${lang}` : ""}`;
    frame.addEventListener("load", () => this.#greet(frame));
    this.#frame = frame;
    this.#root.append(frame);
  }

  /**
   * Hand the stage one end of a channel. Only a page of its own origin is given it.
   * @param {HTMLIFrameElement} frame
   */
  #greet(frame) {
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#hear(data);
    frame.contentWindow?.postMessage({ type: "hello" }, home, [port2]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const message = `The campaign does not answer. Is it published, and is ${location.origin} among the pages that may show it?`;
      this.#tell("error", { code: "embed-refused", message });
    }, patience_ms);
  }

  /** @param {unknown} message */
  #hear(message) {
    const detail = read(message);
    if (!detail) return;
    const { type } = /** @type {{type: string}} */ (message);
    if (type === "here") clearTimeout(this.#timer);
    else if (type === "size") this.#fit(detail.height);
    else this.#tell(type, detail);
  }

  /** @param {number} height px */
  #fit(height) {
    if (this.#frame && height > 0 && height <= highest_px) this.#frame.style.height = `${height}px`;
  }

  /**
   * @param {string} kind
   * @param {object} detail
   */
  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#frame?.remove();
    this.#port = this.#frame = null;
  }
}

if (!customElements.get("oivis-stage")) customElements.define("oivis-stage", OivisStage);
