import { config } from "./config.js";
import { Corner } from "./corner.js";
import { find, make } from "./dom.js";
import { fields } from "./form.js";
import { texts } from "./texts.js";

/**
 * A plug-in that is on, as Python describes it: data, no markup.
 * @typedef {object} About
 * @property {string} plugin its name
 * @property {string} title
 * @property {string} about
 * @property {{id: string, title: string, key: string}[]} buttons
 * @property {import("./form.js").Schema} schema
 * @property {Record<string, any>} params
 */

const ours = ["booth", "hats", "party", "draw", "catch", "carousel", "prompter", "duel"];

/** Plug-ins to switch on, with their parameters; their buttons lie on the picture. */
export class Play extends Corner {
  #settings = make("div", "play-settings");
  #bar = find("play-bar", HTMLElement);
  /** @type {Map<string, HTMLInputElement>} */
  #switches = new Map();
  /** @type {Map<string, {about: About, form: HTMLElement, buttons: HTMLElement}>} */
  #on = new Map();

  /**
   * @param {object} act what the viewer can do; each tells of its failures itself
   * @param {(name: string, isOn: boolean) => void} act.toggle
   * @param {(name: string, button: string) => void} act.press
   * @param {(name: string, params: object) => void} act.change
   * @param {(isMuted: boolean) => void} act.mute
   */
  constructor(act) {
    super(find("play", HTMLElement), "games", texts.plugins.title, "input");
    this.act = act;
    this.panel.classList.add("play-panel");
    this.panel.append(this.#choices(), this.#settings);
    this.#bar.addEventListener("pointerdown", (event) => event.stopPropagation());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {any} record a `plugin` event; docs/house.md, section 3 */
  hear(record) {
    if (record.what === "on") this.#show(record);
    if (record.what === "off") this.#hide(record.plugin);
    if (record.what === "slow") this.#note(record);
  }

  /** @param {string} name a plug-in that could not be switched on */
  refuse(name) {
    const input = this.#switches.get(name);
    if (input) input.checked = this.#on.has(name);
  }

  #choices() {
    const group = make("fieldset", "corner-choices");
    group.append(make("legend", "unseen", texts.plugins.title));
    const listed = config.plugins.map(({ name }) => name);
    for (const name of [...ours, ...listed]) group.append(this.#choice(name));
    const sounds = this.#switch(texts.plugins.sounds, (isOn) => this.act.mute(!isOn));
    sounds.input.checked = true;
    group.append(sounds.label);
    return group;
  }

  /** @param {string} name */
  #choice(name) {
    const names = /** @type {Record<string, string>} */ (texts.plugins.names);
    const { label, input } = this.#switch(names[name] ?? name, (isOn) => this.act.toggle(name, isOn));
    input.value = name;
    this.#switches.set(name, input);
    return label;
  }

  /**
   * @param {string} title
   * @param {(isOn: boolean) => void} onchange
   */
  #switch(title, onchange) {
    const label = make("label", "corner-choice");
    const input = make("input", "unseen");
    input.type = "checkbox";
    input.addEventListener("change", () => onchange(input.checked));
    label.append(input, make("span", "", title));
    return { label, input };
  }

  /** @param {About} about */
  #show(about) {
    this.#hide(about.plugin);
    const input = this.#switches.get(about.plugin);
    if (input) input.checked = true;
    const form = make("section", "play-form");
    form.append(make("h3", "", about.title || about.plugin));
    if (about.about) form.append(make("p", "", about.about));
    form.append(...fields(about.schema, about.params, (params) => this.act.change(about.plugin, params)));
    form.append(make("p", "play-note"));
    const buttons = make("div", "play-buttons");
    for (const { id, title, key } of about.buttons) {
      const button = make("button", "play-press", title);
      button.type = "button";
      if (key) {
        button.setAttribute("aria-keyshortcuts", key === " " ? "Space" : key);
        button.append(make("kbd", "", key.toUpperCase()));
      }
      button.addEventListener("click", () => this.act.press(about.plugin, id));
      buttons.append(button);
    }
    this.#settings.append(form);
    this.#bar.append(buttons);
    this.#on.set(about.plugin, { about, form, buttons });
  }

  /** @param {{plugin: string, ms: number, every: number}} record what a plug-in takes of a frame */
  #note({ plugin, ms, every }) {
    const note = this.#on.get(plugin)?.form.querySelector(".play-note");
    if (note) note.textContent = every > 1 ? texts.plugins.slow(ms) : "";
  }

  /** @param {string} name */
  #hide(name) {
    const on = this.#on.get(name);
    on?.form.remove();
    on?.buttons.remove();
    this.#on.delete(name);
    this.refuse(name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    // A space on a button presses it, and letters belong to the field that they are typed into.
    if (target.closest("input:not([type=checkbox]), textarea, select, video, [role=dialog]")) return;
    if (event.key === " " && target.closest("button, a, summary, input")) return;
    for (const [name, { about }] of this.#on) {
      const button = about.buttons.find(({ key }) => key && key === event.key.toLowerCase());
      if (!button) continue;
      event.preventDefault();
      this.act.press(name, button.id);
      return;
    }
  }
}
