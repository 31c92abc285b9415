import { Corner } from "./corner.js";
import { find, make } from "./dom.js";
import { texts } from "./texts.js";

/**
 * What a viewer may lay over every scene.
 * @typedef {object} Effect
 * @property {keyof typeof texts.effects.names} id
 * @property {keyof typeof texts.effects.sliders} slider what its slider changes
 * @property {number} start where the slider begins, 0..1
 * @property {(value: number) => object[]} links docs/house.md, section 4
 */

/** @type {(table: Effect["id"]) => Effect} */
const look = (table) => ({
  id: table,
  slider: "strength",
  start: 0.9,
  links: (strength) => [{ filter: "lut", params: { table, strength } }],
});

/** @type {Effect[]} */
const effects = [
  { id: "none", slider: "strength", start: 0, links: () => [] },
  {
    id: "beauty",
    slider: "strength",
    start: 0.6,
    links: (smooth) => [{ filter: "beauty", on: "person", params: { smooth } }],
  },
  {
    id: "painterly",
    slider: "brush",
    start: 0.4,
    links: (brush) => [{ filter: "painterly", params: { brush } }],
  },
  {
    id: "cartoon",
    slider: "lines",
    start: 0.7,
    links: (lines) => [{ filter: "cartoon", params: { lines } }],
  },
  ...["film", "teal", "golden", "fade", "silver", "noir"].map((table) =>
    look(/** @type {Effect["id"]} */ (table)),
  ),
  {
    id: "vignette",
    slider: "strength",
    start: 0.7,
    links: (amount) => [{ filter: "vignette", params: { amount } }],
  },
];

/** What a viewer lays over every scene: one effect at a time, and how strong it is. */
export class Effects extends Corner {
  #label = make("span");
  #slider = make("input", "effects-slider");
  #values = new Map(effects.map(({ id, start }) => [id, start]));
  #chosen = effects[0];
  #isLaying = false;
  #isStale = false;

  /** @param {(links: object[]) => Promise<void>} lay lays filters over every scene; tells of its failures itself */
  constructor(lay) {
    super(find("effects", HTMLElement), "effects", texts.effects.title, "input:checked");
    this.lay = lay;
    this.panel.append(this.#choices(), this.#strength());
    this.#choose(this.#chosen);
  }

  #choices() {
    const group = make("fieldset", "corner-choices");
    group.append(make("legend", "unseen", texts.effects.title));
    for (const effect of effects) {
      const choice = make("label", "corner-choice");
      const input = make("input", "unseen");
      input.type = "radio";
      input.name = "effect";
      input.value = effect.id;
      input.checked = effect === this.#chosen;
      input.addEventListener("change", () => {
        this.#choose(effect);
        void this.#apply();
      });
      choice.append(input, make("span", "", texts.effects.names[effect.id]));
      group.append(choice);
    }
    return group;
  }

  #strength() {
    const row = make("label", "effects-strength");
    Object.assign(this.#slider, { type: "range", min: "0", max: "1", step: "0.02" });
    this.#slider.addEventListener("input", () => {
      this.#values.set(this.#chosen.id, this.#slider.valueAsNumber);
      void this.#apply();
    });
    row.append(this.#label, this.#slider);
    return row;
  }

  /** @param {Effect} effect */
  #choose(effect) {
    this.#chosen = effect;
    this.#slider.disabled = effect.id === "none";
    this.#slider.value = String(this.#values.get(effect.id));
    this.#label.textContent = texts.effects.sliders[effect.slider];
  }

  /** One change at a time: a slider moves faster than frames are drawn. */
  async #apply() {
    this.#isStale = true;
    if (this.#isLaying) return;
    this.#isLaying = true;
    while (this.#isStale) {
      this.#isStale = false;
      await this.lay(this.#chosen.links(this.#values.get(this.#chosen.id) ?? 0));
    }
    this.#isLaying = false;
  }
}
