import { words } from "./campaign/campaign.js";
import { find } from "./dom.js";
import { megabytes } from "./format.js";
import { texts } from "./texts.js";

const parts = ["camera", "scenes", "models", "python", "stage"];

/** @typedef {"none" | "loading" | "again" | "paused" | "lost" | "failed"} Kind */

/**
 * What lies over the picture while there is none: how far the start is, why it is paused, what went wrong.
 * Once a scene was shown, nothing of the room is seen through it.
 */
export class Veil {
  #veil = find("veil", HTMLElement);
  #title = find("veil-title", HTMLElement);
  #about = find("veil-about", HTMLElement);
  #code = find("veil-code", HTMLElement);
  #bar = find("veil-bar", HTMLElement);
  #parts = find("veil-parts", HTMLElement);
  #bytes = find("veil-bytes", HTMLElement);
  #actions = find("veil-actions", HTMLElement);
  /** @type {Set<string>} */
  #done = new Set();

  /**
   * @param {Kind} kind
   * @param {import("./error.js").StageError | null} [error]
   */
  show(kind, error = null) {
    this.#veil.dataset.kind = kind;
    this.#veil.hidden = kind === "none";
    const isFailed = kind === "failed";
    this.#actions.hidden = !isFailed && kind !== "lost";
    this.#code.hidden = !isFailed;
    this.#code.textContent = error?.code ?? "";
    const titles = /** @type {Record<string, string>} */ (texts.titles);
    this.#title.textContent = {
      none: "",
      loading: texts.loading.title,
      again: texts.loading.again,
      paused: texts.veil.paused,
      lost: texts.veil.lost,
      failed: titles[error?.code ?? ""] ?? texts.veil.failed,
    }[kind];
    this.#about.textContent =
      {
        paused: texts.veil.pausedAbout,
        lost: texts.errors["camera-lost"],
        failed: [words?.failure, error?.message].filter(Boolean).join(" "),
      }[/** @type {string} */ (kind)] ?? "";
    this.#parts.hidden = kind !== "loading" || this.#done.has("stage");
  }

  /** @param {string} part that has been loaded */
  part(part) {
    this.#done.add(part);
    this.#bar.style.setProperty("--done", String(this.#done.size / parts.length));
    const names = /** @type {Record<string, string>} */ (texts.loading.parts);
    this.#parts.replaceChildren(
      ...Object.keys(names).map((name) => {
        const item = document.createElement("li");
        item.textContent = names[name];
        item.dataset.done = String(this.#done.has(name));
        return item;
      }),
    );
  }

  /** Another worker begins from nothing. */
  restart() {
    this.#done.clear();
    this.part("page");
    this.#done.clear();
    this.#bytes.textContent = "";
  }

  /** @param {number} bytes so far */
  bytes(bytes) {
    this.#bytes.textContent = megabytes(bytes);
  }
}
