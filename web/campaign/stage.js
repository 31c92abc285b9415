import { get } from "../fetch.js";

/**
 * What a campaign changes of the stage, for Python: docs/house.md, section 3.
 * @param {import("../config.js").Campaign} campaign
 * @throws {import("../error.js").StageError} `source-unreadable` where a table of colours does not come
 */
export async function stageOf({ scenes, chain, bindings, tables }) {
  /** @type {Record<string, string>} */
  const moves = {};
  for (const [command, action] of Object.entries(bindings)) {
    if (action.do === "scene") moves[command] = action.to;
  }
  const texts = await Promise.all(
    Object.entries(tables).map(async ([name, url]) => [
      name,
      await (await get(url, "source-unreadable")).text(),
    ]),
  );
  return { scenes, chain, moves, tables: Object.fromEntries(texts) };
}
