import { config } from "../config.js";
import { make } from "../dom.js";
import { texts } from "../texts.js";

const look_ms = 15_000;

/** Whether the campaign is open by this device's clock. A server judges by its own, and gives no page otherwise. */
export function isOpen(now = Date.now()) {
  const { opens, closes } = config.schedule ?? {};
  return !(opens && now < Date.parse(opens)) && !(closes && now >= Date.parse(closes));
}

/**
 * Outside its time: say so in the place of all there is, and come back when it opens.
 * @returns {Promise<void>} never settled then
 */
export async function keepTime() {
  if (isOpen()) return;
  const said = make("main", "closed");
  said.append(make("h1", "", texts.page.closed));
  document.body.replaceChildren(said);
  setInterval(() => isOpen() && location.reload(), look_ms);
  await new Promise(() => {});
}
