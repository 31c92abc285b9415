import { find } from "./dom.js";
import { texts } from "./texts.js";

/** What a viewer has made, a photo or a clip: to be saved or discarded. */
export class Card {
  #card = find("card", HTMLElement);
  #title = find("card-title", HTMLElement);
  #picture = find("card-picture", HTMLImageElement);
  #video = find("card-video", HTMLVideoElement);
  #save = find("save", HTMLButtonElement);
  #url = "";
  #name = "";
  /** Called when the card is opened or closed. */
  onchange = (/** @type {boolean} */ _isOpen) => {};

  constructor() {
    this.#save.addEventListener("click", () => this.save());
    find("discard", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.#card.hidden;
  }

  /**
   * @param {Blob} made PNG or video
   */
  show(made) {
    this.#free();
    const isPhoto = made.type.startsWith("image/");
    const kind = isPhoto ? "png" : made.type.includes("mp4") ? "mp4" : "webm";
    this.#url = URL.createObjectURL(made);
    this.#name = texts.card.name(kind);
    this.#title.textContent = isPhoto ? texts.card.photo : texts.card.clip;
    this.#picture.hidden = !isPhoto;
    this.#video.hidden = isPhoto;
    if (isPhoto) this.#picture.src = this.#url;
    else this.#video.src = this.#url;
    this.#card.hidden = false;
    this.#save.focus({ preventScroll: true });
    this.onchange(true);
  }

  /** Give it to the viewer as a file. */
  save() {
    const link = document.createElement("a");
    link.href = this.#url;
    link.download = this.#name;
    link.click();
    // The download has its own hold on the data once it has begun.
    const url = this.#url;
    this.#url = "";
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.close();
  }

  close() {
    if (!this.isOpen) return;
    this.#card.hidden = true;
    this.#free();
    this.onchange(false);
  }

  #free() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
    this.#picture.removeAttribute("src");
    this.#video.removeAttribute("src");
    this.#video.load();
  }
}
