/**
 * Every word that a viewer reads, in the viewer's language. `texts/` holds one file for each.
 *
 * `speak.js` fills the elements that carry `data-text` (their text) or `data-label` (their accessible name).
 */
import { en } from "./texts/en.js";
import { zh } from "./texts/zh.js";

/** @typedef {keyof typeof languages} Language */

/** Names of the languages, each in its own. */
export const languages = { en: "English", zh: "中文" };

const all = { en, zh };
/** The languages as HTML and Intl want them. */
export const tags = { en: "en", zh: "zh-Hans" };

// A campaign says which it speaks; a worker is told by its address.
const said = globalThis.document?.documentElement.dataset.languages?.split(" ") ?? [];
const known = /** @type {Language[]} */ (Object.keys(all));

/** Those that this page speaks; the first is for viewers who speak none of them. */
export const offered = said.length
  ? /** @type {Language[]} */ (said.filter((name) => Object.hasOwn(all, name)))
  : known;

/** The viewer's: asked for in the address (a worker's too), else the first of the browser's that there is. */
export const language = choose();

export const texts = all[language];

export const tag = tags[language];

function choose() {
  const asked = new URLSearchParams(self.location.search).get("lang");
  const wanted = [asked, ...navigator.languages].map((name) => name?.split("-")[0]);
  const spoken = wanted.filter((name) => offered.includes(/** @type {Language} */ (name)));
  return /** @type {Language} */ (spoken[0] ?? offered[0]);
}
