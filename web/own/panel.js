import { config } from "../config.js";
import { find, icon, make } from "../dom.js";
import { texts } from "../texts.js";
import { id, wantedOf } from "./own.js";

/** @typedef {import("./own.js").Wanted} Wanted */

/** Where the viewer makes a scene of what they have, and its place among the scenes. */
export class OwnPanel {
  #panel = find("own", HTMLElement);
  #trouble = find("own-trouble", HTMLElement);
  #screen = find("screen", HTMLElement);
  #view = make("span", "scene-view own-view");
  #url = "";
  /** The latest wish that was not tried yet: a slider moves faster than scenes are made.
   * @type {Wanted | null} */
  #next = null;
  #isMaking = false;
  /** The last one of the strip. */
  tile = make("button", "scene");
  /** Called when it is opened or closed. */
  onchange = () => {};

  /** @param {import("../stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.tile.type = "button";
    this.tile.dataset.scene = id;
    this.tile.setAttribute("aria-controls", "own");
    this.#view.append(icon("add"));
    this.tile.append(this.#view, make("span", "scene-title", texts.scenes.own));
    this.tile.addEventListener("click", () => {
      if (stage.choices.scenes.some((scene) => scene.id === id)) stage.choices.choose(id);
      this.open(!this.isOpen);
    });
    this.#listen();
    this.#drop();
    this.open(false);
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    const wasOpen = this.isOpen;
    this.#panel.hidden = !isOpen;
    this.#trouble.textContent = "";
    this.tile.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) find("own-pick", HTMLButtonElement).focus({ preventScroll: true });
    if (isOpen !== wasOpen) this.onchange();
  }

  #listen() {
    const file = find("own-file", HTMLInputElement);
    const colour = find("own-colour", HTMLInputElement);
    const blur = find("own-blur", HTMLInputElement);
    find("own-pick", HTMLButtonElement).addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      const [picked] = file.files ?? [];
      if (picked) void this.#make(wantedOf(picked));
      file.value = "";
    });
    colour.addEventListener("input", () => void this.#make({ colour: colour.value }));
    blur.addEventListener("input", () => void this.#make({ blur: blur.valueAsNumber }));
    find("own-close", HTMLButtonElement).addEventListener("click", () => this.#leave());
    // What is dragged here is no swipe over the picture, and Escape leaves this and nothing else.
    this.#panel.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#leave();
    });
  }

  /** A file that is dropped on the stage; elsewhere the browser would leave the page for it. */
  #drop() {
    const mark = (/** @type {boolean} */ isOver) => this.#screen.classList.toggle("dropping", isOver);
    document.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      mark(this.stage.state === "running" && this.#screen.contains(/** @type {Node} */ (event.target)));
    });
    document.addEventListener("dragleave", () => mark(false));
    document.addEventListener("drop", (event) => {
      const [dropped] = event.dataTransfer?.files ?? [];
      if (!dropped) return;
      event.preventDefault();
      mark(false);
      if (this.stage.state !== "running" || !this.#screen.contains(/** @type {Node} */ (event.target)))
        return;
      this.open(true);
      void this.#make(wantedOf(dropped));
    });
  }

  #leave() {
    this.open(false);
    this.tile.focus({ preventScroll: true });
  }

  /** @param {Wanted} wanted */
  async #make(wanted) {
    this.#next = wanted;
    if (this.#isMaking) return;
    this.#isMaking = true;
    while (this.#next) {
      const now = this.#next;
      this.#next = null;
      await this.stage.choices.own(now).catch(({ message }) => {
        this.#trouble.textContent = message;
      });
    }
    this.#isMaking = false;
  }

  /** @param {Wanted} wanted what the tile shows from now on */
  show({ picture, video, colour }) {
    this.#trouble.textContent = "";
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = picture || video ? URL.createObjectURL(/** @type {Blob} */ (picture ?? video)) : "";
    this.#view.style.background = colour ?? "";
    if (video) {
      const still = make("video");
      still.muted = true;
      still.src = this.#url;
      this.#view.replaceChildren(still);
    } else if (!colour) {
      const view = make("img");
      view.alt = "";
      view.src = picture ? this.#url : `${config.assets.web}scenes/blur.webp`;
      this.#view.replaceChildren(view);
    } else {
      this.#view.replaceChildren();
    }
  }
}
