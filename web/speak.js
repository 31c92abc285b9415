import { find, make } from "./dom.js";
import { language, languages, tag, tags, texts } from "./texts.js";

/** Fill the template with the viewer's language, and offer the others. */
export function speak() {
  document.documentElement.lang = tag;
  document.querySelector("meta[name=description]")?.setAttribute("content", texts.page.description);
  const words = /** @type {Record<string, string>} */ (texts.page);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words[/** @type {HTMLElement} */ (element).dataset.text ?? ""];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    const word = words[/** @type {HTMLElement} */ (element).dataset.label ?? ""];
    element.setAttribute("aria-label", word);
    if (element instanceof HTMLButtonElement) element.title = word;
  }
  find("languages", HTMLElement).append(...others());
}

function others() {
  const names = /** @type {import("./texts.js").Language[]} */ (Object.keys(languages));
  return names
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
