import { find } from "./dom.js";
import { fileName } from "./format.js";
import { texts } from "./texts.js";

const endings = { "image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/webm": "webm" };

/**
 * What a viewer has made, photos and clips: each to be saved, shared or discarded. What is put aside, or made while another
 * one is looked at, is kept until then.
 */
export class Card {
  #card = find("card", HTMLElement);
  #title = find("card-title", HTMLElement);
  #picture = find("card-picture", HTMLImageElement);
  #video = find("card-video", HTMLVideoElement);
  #save = find("save", HTMLButtonElement);
  #share = find("share", HTMLButtonElement);
  #tray = find("tray", HTMLButtonElement);
  #count = find("tray-count", HTMLElement);
  #url = "";
  /** The one on the card is the last.
   * @type {File[]} */
  #kept = [];
  /** Called when the card is opened or closed. */
  onchange = (/** @type {boolean} */ _isOpen) => {};

  constructor() {
    this.#save.addEventListener("click", () => this.save());
    this.#share.addEventListener("click", () => void this.share());
    this.#tray.addEventListener("click", () => (this.isOpen ? this.close() : this.#open()));
    find("discard", HTMLButtonElement).addEventListener("click", () => this.#done());
    find("card-close", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  get isOpen() {
    return !this.#card.hidden;
  }

  /** Whether something would be lost with the page. */
  get isFull() {
    return this.#kept.length > 0;
  }

  /**
   * @param {Blob} made a photo or a clip
   */
  show(made) {
    const kind = endings[/** @type {keyof typeof endings} */ (made.type)] ?? "webm";
    this.#kept.push(new File([made], fileName(kind), { type: made.type }));
    this.#open();
  }

  /** Give it to the viewer as a file. */
  save() {
    const link = document.createElement("a");
    link.href = this.#url;
    link.download = this.#top.name;
    link.click();
    // The download has its own hold on the data once it has begun.
    const url = this.#url;
    this.#url = "";
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.#done();
  }

  /** Hand it to another program of the device. It stays here where that did not take it. */
  async share() {
    const file = this.#top;
    try {
      await navigator.share({ files: [file] });
      if (file === this.#top) this.#done();
    } catch (error) {
      if (/** @type {DOMException} */ (error).name !== "AbortError") console.warn(error);
    }
  }

  /** Put it aside: it can be taken up again. */
  close() {
    if (!this.isOpen) return;
    this.#card.hidden = true;
    this.#free();
    this.#mark();
    this.onchange(false);
  }

  /** Forget all of it: whoever made it has gone. */
  empty() {
    this.#kept = [];
    this.close();
    this.#mark();
  }

  get #top() {
    return this.#kept[this.#kept.length - 1];
  }

  #open() {
    this.#free();
    const made = this.#top;
    const isPhoto = made.type.startsWith("image/");
    this.#url = URL.createObjectURL(made);
    this.#title.textContent = isPhoto ? texts.card.photo : texts.card.clip;
    this.#picture.hidden = !isPhoto;
    this.#video.hidden = isPhoto;
    if (isPhoto) this.#picture.src = this.#url;
    else this.#video.src = this.#url;
    this.#share.hidden = !navigator.canShare?.({ files: [made] });
    this.#card.hidden = false;
    this.#mark();
    this.#save.focus({ preventScroll: true });
    this.onchange(true);
  }

  /** It is the viewer's now, or nobody's: on with the next. */
  #done() {
    this.#kept.pop();
    if (this.isFull) this.#open();
    else this.close();
  }

  #mark() {
    this.#tray.hidden = !this.isFull;
    this.#tray.setAttribute("aria-expanded", String(this.isOpen));
    this.#count.textContent = String(this.#kept.length);
  }

  #free() {
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
    this.#picture.removeAttribute("src");
    this.#video.removeAttribute("src");
    this.#video.load();
  }
}
