import { config } from "../config.js";
import { find } from "../dom.js";
import { texts } from "../texts.js";

/** @typedef {import("./publish.js").State} State */

/** What the viewer chooses of photos and clips, and where they go live. */
export class Panel {
  #panel = find("panel", HTMLElement);
  #opener = find("panel-open", HTMLButtonElement);
  #microphone = find("microphone", HTMLInputElement);
  #air = find("air", HTMLElement);
  /** Called when it is opened or closed. */
  onchange = (/** @type {boolean} */ _isOpen) => {};
  /** Called when the viewer wants to go live, and when they have had enough. */
  onpublish = (/** @type {string} */ _address, /** @type {string} */ _token) => {};
  onstop = () => {};
  /** @type {State} */
  #state = "ended";

  constructor() {
    this.#opener.addEventListener("click", () => (this.isOpen ? this.close() : this.#show(true)));
    this.#panel.addEventListener("keydown", (event) => {
      // In a field no key is a command.
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    find("panel-close", HTMLButtonElement).addEventListener("click", () => this.close());
    if (!config.whip.length) return;
    find("publish", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#state !== "ended") this.onstop();
      else this.onpublish(this.#field("address").value.trim(), this.#field("token").value.trim());
    });
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @returns {"image/png" | "image/jpeg"} */
  get photo() {
    const chosen = this.#panel.querySelector("[name=photo]:checked");
    return /** @type {"image/png"} */ (/** @type {HTMLInputElement} */ (chosen).value);
  }

  get wantsMicrophone() {
    return this.#microphone.checked;
  }

  close() {
    if (!this.isOpen) return;
    this.#show(false);
    this.#opener.focus({ preventScroll: true });
  }

  /**
   * How the publication fares.
   * @param {State} state
   * @param {string} [trouble]
   */
  publishing(state, trouble = "") {
    this.#state = state;
    this.#air.hidden = state !== "live";
    if (!config.whip.length) return;
    const isOver = state === "ended";
    for (const name of ["address", "token"]) this.#field(name).disabled = !isOver;
    const go = find("publish-go", HTMLButtonElement);
    go.textContent = isOver ? texts.page.goLive : texts.page.endLive;
    go.classList.toggle("primary", isOver);
    const line = find("publish-state", HTMLElement);
    line.textContent = trouble || texts.publish.states[state];
    line.dataset.trouble = String(Boolean(trouble));
  }

  /** @param {string} name */
  #field(name) {
    return find(`publish-${name}`, HTMLInputElement);
  }

  /** @param {boolean} isShown */
  #show(isShown) {
    this.#panel.hidden = !isShown;
    this.#opener.setAttribute("aria-expanded", String(isShown));
    if (isShown)
      /** @type {HTMLElement} */ (this.#panel.querySelector("input:checked")).focus({ preventScroll: true });
    this.onchange(isShown);
  }
}
