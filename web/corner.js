import { icon, make } from "./dom.js";

/** A small button in a corner of the picture, and the panel that it opens above itself. */
export class Corner {
  panel = make("div", "corner-panel");
  #button = make("button", "round");
  #first;
  /** Called when it is opened or closed. */
  onchange = () => {};

  /**
   * @param {HTMLElement} place
   * @param {string} name of the button's icon
   * @param {string} title
   * @param {string} first selects what has the focus when it is opened
   */
  constructor(place, name, title, first) {
    this.#first = first;
    this.panel.id = `${place.id}-panel`;
    this.#button.type = "button";
    this.#button.append(icon(name));
    this.#button.title = title;
    this.#button.setAttribute("aria-label", title);
    this.#button.setAttribute("aria-controls", this.panel.id);
    this.#button.addEventListener("click", () => this.open(!this.isOpen));
    place.append(this.panel, this.#button);
    // What is dragged here is no swipe over the picture, and Escape leaves this and nothing else.
    place.addEventListener("pointerdown", (event) => event.stopPropagation());
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.isOpen) return;
      event.stopPropagation();
      this.open(false);
      this.#button.focus();
    });
    this.open(false);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.panel.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) /** @type {HTMLElement | null} */ (this.panel.querySelector(this.#first))?.focus();
    this.onchange();
  }
}
