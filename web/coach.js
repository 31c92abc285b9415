import { find } from "./dom.js";

// Long enough to read three lines and to try one.
const shown_ms = 10_000;

/** Three hands that show what gestures do: once after the first scene is there, and whenever the viewer asks. */
export class Coach {
  #coach = find("coach", HTMLElement);
  #timer = 0;
  #hasShown = false;

  /** @param {(text: string) => void} announce for who listens */
  constructor(announce) {
    this.announce = announce;
  }

  /** A scene is on the screen. */
  begin() {
    if (!this.#hasShown) this.show();
  }

  show() {
    this.#hasShown = true;
    this.#coach.hidden = false;
    this.announce(
      [...this.#coach.querySelectorAll("[data-text]")].map((line) => line.textContent).join(". "),
    );
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.hide(), shown_ms);
  }

  /** The viewer has done one, or looks at something else. */
  hide() {
    clearTimeout(this.#timer);
    this.#coach.hidden = true;
  }
}
