import { config } from "./config.js";
import { find, make } from "./dom.js";

/** The strip of scenes, and at its end the way to another one. */
export class Picker {
  #strip = find("scenes", HTMLElement);

  /**
   * @param {(id: string) => void} choose
   * @param {HTMLButtonElement} last stands for the viewer's own scene
   */
  constructor(choose, last) {
    this.choose = choose;
    this.last = last;
  }

  /**
   * @param {{id: string, title: string}[]} scenes
   * @param {string | null} chosen
   */
  list(scenes, chosen) {
    const listed = scenes.filter(({ id }) => id !== this.last.dataset.scene);
    this.#strip.replaceChildren(
      ...listed.map(({ id, title }) => {
        const button = make("button", "scene");
        button.type = "button";
        button.dataset.scene = id;
        const view = make("img", "scene-view");
        view.loading = "lazy";
        view.alt = "";
        view.src = `${config.assets.web}scenes/${id}.webp`;
        button.append(view, make("span", "scene-title", title));
        button.addEventListener("click", () => this.choose(id));
        return button;
      }),
      // A campaign's places are its own.
      ...(config.campaign ? [] : [this.last]),
    );
    this.mark(chosen);
  }

  /** @param {string | null} chosen */
  mark(chosen) {
    for (const button of this.#strip.querySelectorAll("button")) {
      const isChosen = button.dataset.scene === chosen;
      button.setAttribute("aria-pressed", String(isChosen));
      if (!isChosen) continue;
      const left = button.offsetLeft - (this.#strip.clientWidth - button.offsetWidth) / 2;
      this.#strip.scrollTo({ left });
      // Who walks the strip by its arrow keys stays where the choice is.
      if (this.#strip.contains(document.activeElement)) button.focus({ preventScroll: true });
    }
  }
}
