import { find, icon, make } from "./dom.js";
import { texts } from "./texts.js";

/**
 * @typedef {object} SeenHand
 * @property {number} id
 * @property {string} gesture
 * @property {number[]} box x0, y0, x1, y1; 0..1 of the frame
 * @property {{command: string, progress: number} | null} hold
 */

const icons = ["fist", "palm", "victory", "pointing", "thumb-up"];
const toast_ms = 1800;
// Badges stay where they can be seen, whatever of the picture the screen cuts away.
const margin = 0.08;

/** What is seen and what it will do, drawn over the picture; and a word on what has happened. */
export class Hud {
  #hands = find("hands", HTMLDivElement);
  #toast = find("toast", HTMLParagraphElement);
  #said = find("said", HTMLParagraphElement);
  /** @type {Map<number, Badge>} */
  #badges = new Map();
  #timer = 0;

  /** @param {{hands: SeenHand[], level?: number}} record */
  show({ hands, level = 0 }) {
    // What glides is drawn at the screen's rate: where time is short that is taken from the picture.
    this.#hands.toggleAttribute("data-glides", level === 0);
    for (const hand of hands) {
      let badge = this.#badges.get(hand.id);
      if (!badge) {
        badge = new Badge();
        this.#badges.set(hand.id, badge);
        this.#hands.append(badge.element);
      }
      badge.show(hand);
    }
    const ids = hands.map(({ id }) => id);
    for (const [id, badge] of this.#badges) {
      if (ids.includes(id)) continue;
      badge.element.remove();
      this.#badges.delete(id);
    }
  }

  clear() {
    this.show({ hands: [] });
  }

  /**
   * Say something to who listens.
   * @param {string} text
   */
  announce(text) {
    this.#said.textContent = text;
  }

  /**
   * Say something for a moment, on the screen and to who listens.
   * @param {string} text
   */
  say(text) {
    this.#toast.textContent = text;
    this.#toast.dataset.shown = "";
    this.announce(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => delete this.#toast.dataset.shown, toast_ms);
  }
}

/** A hand's gesture in a ring that fills while it is held. */
class Badge {
  #icon = "";
  #label = make("span", "badge-label");
  #face = make("span", "badge-face");

  constructor() {
    this.element = make("div", "badge");
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    ring.classList.add("badge-ring");
    ring.setAttribute("viewBox", "0 0 48 48");
    for (const name of ["badge-track", "badge-hold"]) {
      const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      circle.classList.add(name);
      for (const [key, value] of Object.entries({ cx: 24, cy: 24, r: 21, pathLength: 1 })) {
        circle.setAttribute(key, String(value));
      }
      ring.append(circle);
    }
    const disc = make("span", "badge-disc");
    disc.append(ring, this.#face);
    this.element.append(disc, this.#label);
  }

  /** @param {SeenHand} hand */
  show({ gesture, box: [x0, y0, x1], hold }) {
    const { style, dataset } = this.element;
    const kept = (/** @type {number} */ at) => Math.min(1 - margin, Math.max(margin, at));
    style.setProperty("--x", String(kept((x0 + x1) / 2)));
    style.setProperty("--y", String(kept(y0)));
    style.setProperty("--hold", String(hold?.progress ?? 0));
    dataset.gesture = gesture;
    dataset.held = String(Boolean(hold));
    const wanted = icons.includes(gesture) ? gesture : "hand";
    if (wanted !== this.#icon) this.#face.replaceChildren(icon(wanted));
    this.#icon = wanted;
    const command = hold ? texts.commands[/** @type {"next"} */ (hold.command)] : null;
    this.#label.textContent = command ?? texts.gestures[/** @type {"none"} */ (gesture)] ?? gesture;
  }
}
