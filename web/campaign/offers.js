import { config } from "../config.js";
import { find, make } from "../dom.js";
import { texts } from "../texts.js";
import { way, words } from "./campaign.js";

/** The campaign's products and its call to action, in a panel over the picture; on the plain page there is none. */
export class Offers {
  #panel = document.getElementById("offers");
  #button = document.getElementById("offers-open");
  /** Called when it is opened or closed. */
  onchange = () => {};

  constructor() {
    if (!this.#panel || !this.#button || !config.campaign) return;
    const { products, call } = config.campaign;
    find("offers-list", HTMLElement).append(...products.map((product) => item(product)));
    if (call) find("offers-call", HTMLElement).append(way(call, "button primary", words?.call ?? ""));
    this.#button.hidden = products.length === 0 && !call;
    this.#button.addEventListener("click", () => (this.isOpen ? this.close() : this.open(null)));
    find("offers-close", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  get isOpen() {
    return this.#panel !== null && !this.#panel.hidden;
  }

  /** @param {string | null} product the one that is meant; null for the call to action */
  open(product) {
    if (!this.#panel) return;
    this.#show(true);
    const chosen = product && this.#panel.querySelector(`[data-product="${CSS.escape(product)}"] a`);
    const link = chosen || this.#panel.querySelector("#offers-call a, a");
    if (!(link instanceof HTMLElement)) return;
    link.scrollIntoView({ block: "nearest" });
    link.focus({ preventScroll: true });
  }

  close() {
    this.#show(false);
    find("screen", HTMLElement).focus({ preventScroll: true });
  }

  /** @param {boolean} isShown */
  #show(isShown) {
    if (this.#panel) this.#panel.hidden = !isShown;
    this.#button?.setAttribute("aria-expanded", String(isShown));
    this.onchange();
  }
}

/** @param {import("../config.js").Campaign["products"][number]} product */
function item({ id, picture, link }) {
  const { name = "", price = "", about = "" } = words?.products[id] ?? {};
  const entry = make("li", "offer");
  entry.dataset.product = id;
  if (picture) {
    const view = make("img", "offer-view");
    view.src = picture;
    view.alt = "";
    entry.append(view);
  }
  const said = make("div", "offer-words");
  said.append(make("h3", "", name), make("p", "offer-price", price));
  if (about) said.append(make("p", "", about));
  const shop = way(link, "button primary", texts.page.shop);
  shop.setAttribute("aria-label", `${name}: ${texts.page.shop}`);
  entry.append(said, shop);
  return entry;
}
