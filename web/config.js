/**
 * What the server says of this build, on the root element; docs/house.md, section 6.
 * @typedef {object} Config
 * @property {Record<"web" | "pyodide" | "ort" | "models" | "wheels" | "media", string>} assets where each group lies
 * @property {string} index address of the package index
 * @property {boolean} mustCover whether the room is never to be seen, not even before the first scene
 * @property {string[]} whip origins of the streaming servers that the page may publish to
 */

/** @typedef {import("./ortweb/bridge.js").Provider} Provider */

/** @typedef {"transparent" | "green"} Output */

/** @type {Config} */
export const config = JSON.parse(document.documentElement.dataset.config ?? "{}");

const query = new URLSearchParams(location.search);
const known = /** @type {Provider[]} */ (["webgpu", "wasm", "webgl"]);
const asked = query.get("providers")?.split(",") ?? [];
const named = known.filter((provider) => asked.includes(provider));

// More than four threads wait for one another with models as small as ours, and one core is left to the page and the picture.
const useful = Math.min(4, Math.max(1, (navigator.hardwareConcurrency ?? 1) - 1));
const wanted = Number.parseInt(query.get("threads") ?? "", 10);

/** What the address asks for. */
export const wishes = {
  autostart: ["camera", "demo"].find((source) => source === query.get("autostart")) ?? null,
  // The WebGL provider is deprecated and the slowest: only on request.
  providers: named.length ? named.sort((a, b) => asked.indexOf(a) - asked.indexOf(b)) : known.slice(0, 2),
  threads: self.crossOriginIsolated ? (wanted >= 1 ? Math.min(wanted, 16) : useful) : 1,
  isDebug: query.get("debug") === "1",
  /** What the picture is for: the viewer (null), or to be laid over something else. */
  output: /** @type {Output | null} */ (document.documentElement.dataset.output ?? null),
};
