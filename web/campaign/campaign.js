import { config } from "../config.js";
import { find, make } from "../dom.js";
import { language, texts } from "../texts.js";

/** @typedef {import("../config.js").Action} Action */
/** @typedef {import("../config.js").Command} Command */

/** What each command does on the plain page, and where a campaign says nothing else: the server fills it in. */
const plain = /** @type {Record<Command, Action>} */ ({
  confirm: { do: "photo" },
  next: { do: "scene", to: "next" },
  previous: { do: "scene", to: "previous" },
  return: { do: "scene", to: "first" },
});

export const bindings = config.campaign?.bindings ?? plain;

/** The campaign's words in the viewer's language, or null where the page is nobody's. */
export const words = config.campaign?.texts[language] ?? null;

/** Where the template says what a gesture does: each text, and the command that it is of. */
const hints = /** @type {const} */ ([
  ["fistDoes", "confirm"],
  ["slideDoes", "next"],
  ["palmDoes", "return"],
  ["fistKey", "confirm"],
  ["palmKey", "return"],
  ["leftKey", "next"],
  ["rightKey", "previous"],
]);

/**
 * Give the page the campaign's looks and words, before anything of it is used.
 * @param {import("../config.js").Campaign} campaign
 */
export function dress({ brand, contact }) {
  if (!words) return;
  document.title = words.title;
  const root = document.documentElement;
  for (const [name, colour] of Object.entries(brand.colours)) {
    root.style.setProperty(`--${name.replace("_", "-")}`, colour);
  }
  find("start-title", HTMLElement).textContent = words.tagline;
  find("start-about", HTMLElement).textContent = words.about;
  find("consent", HTMLElement).textContent = words.consent;
  find("retention", HTMLElement).textContent = words.retention;
  const mail = find("contact", HTMLAnchorElement);
  mail.href = `mailto:${contact}`;
  mail.textContent = `${texts.page.contact}: ${contact}`;
  // Where nothing is counted a sentence that says so is in its place.
  document.getElementById("counted")?.setAttribute("href", `/figures?lang=${language}`);
  for (const [text, command] of hints) {
    for (const element of document.querySelectorAll(`[data-text="${text}"]`)) {
      const does = told(bindings[command]);
      element.textContent = does;
      /** @type {HTMLElement} */ (element.closest("li, dl > div") ?? element).hidden = does === "";
    }
  }
  for (const [command, action] of Object.entries(bindings)) {
    for (const button of document.querySelectorAll(`button[data-do="${command}"]`)) {
      const does = told(action);
      button.setAttribute("aria-label", does);
      /** @type {HTMLElement} */ (button).title = does;
      // What closes things is needed whatever else it does.
      /** @type {HTMLElement} */ (button).hidden = does === "" && command !== "return";
    }
  }
}

/**
 * What an action does, in words; none where it does nothing.
 * @param {Action} action
 */
function told(action) {
  if (action.do === "photo") return texts.page.confirm;
  if (action.do === "scene") return texts.page[action.to === "first" ? "return" : action.to];
  if (action.do === "product") return words?.products[action.product]?.name ?? "";
  if (action.do === "say") return words?.lines[action.line] ?? "";
  return action.do === "call" ? (words?.call ?? "") : "";
}

/**
 * A link that leaves the page, in a tab of its own: the stage goes on.
 * @param {string} href
 * @param {string} className
 * @param {string} text
 */
export function way(href, className, text) {
  const link = make("a", className, text);
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}
