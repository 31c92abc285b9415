import { find, make } from "./dom.js";
import { language, languages, offered, tag, tags, texts } from "./texts.js";

/**
 * Fill the template with the viewer's language, and offer the others.
 *
 * @param {{description: string}} words of the page
 */
export function speak(words = texts.page) {
  document.documentElement.lang = tag;
  document.querySelector("meta[name=description]")?.setAttribute("content", words.description);
  const named = /** @type {Record<string, any>} */ (words);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = named[/** @type {HTMLElement} */ (element).dataset.text ?? ""];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    const word = named[/** @type {HTMLElement} */ (element).dataset.label ?? ""];
    element.setAttribute("aria-label", word);
    if (element instanceof HTMLButtonElement) element.title = word;
  }
  find("languages", HTMLElement).append(...others());
}

function others() {
  return offered
    .filter((name) => name !== language)
    .map((name) => {
      const link = make("a", "language", languages[name]);
      const query = new URLSearchParams(location.search);
      query.set("lang", name);
      link.href = `?${query}`;
      link.lang = link.hreflang = tags[name];
      return link;
    });
}
