import { wishes } from "../config.js";
import { find, make } from "../dom.js";
import { texts } from "../texts.js";

const second_ms = 1000;

/**
 * A photo at a big screen, handed over: it fills the screen for a while, with the seconds that are left, so that its
 * viewer can take a picture of it with a phone of their own; then nothing has it any more. It is never saved here, where
 * others come after them, and nothing leaves the device.
 */
export class Handed {
  #section = make("section", "handed");
  #picture = make("img", "handed-picture");
  #left = make("p", "handed-left");
  #timer = 0;
  onchange = () => {};

  constructor() {
    const about = make("div", "handed-about");
    about.id = "handed-about";
    about.append(make("h2", "", texts.kiosk.take), make("p", "", texts.kiosk.gone));
    this.#picture.alt = texts.card.photo;
    this.#section.setAttribute("role", "dialog");
    this.#section.setAttribute("aria-labelledby", about.id);
    this.#section.hidden = true;
    // Who looks sees the seconds; who listens would hear nothing else.
    this.#left.setAttribute("aria-hidden", "true");
    this.#section.addEventListener("click", () => this.close());
    this.#section.append(this.#picture, about, this.#left);
    find("screen", HTMLElement).append(this.#section);
  }

  get isOpen() {
    return !this.#section.hidden;
  }

  /** @param {Blob} photo in the place of the one before */
  show(photo) {
    this.#drop();
    this.#picture.src = URL.createObjectURL(photo);
    this.#section.hidden = false;
    this.#count(Math.round(wishes.keep_s));
    this.onchange();
  }

  close() {
    if (!this.isOpen) return;
    this.#drop();
    this.#section.hidden = true;
    this.onchange();
  }

  /** @param {number} left seconds */
  #count(left) {
    if (left <= 0) return this.close();
    this.#left.textContent = String(left);
    this.#timer = setTimeout(() => this.#count(left - 1), second_ms);
  }

  #drop() {
    clearTimeout(this.#timer);
    URL.revokeObjectURL(this.#picture.src);
    this.#picture.removeAttribute("src");
  }
}
