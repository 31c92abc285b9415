/**
 * What the server says of this build, on the root element; docs/house.md, section 6.
 * @typedef {object} Config
 * @property {Record<"web" | "pyodide" | "ort" | "models" | "wheels" | "media", string>} assets where each group lies
 * @property {string} index address of the package index
 * @property {string} worker address of the service worker: below its folder lies all that is kept
 * @property {boolean} [isStatic] whether the page lies on a file host, which sets no headers of ours
 * @property {boolean} [isUnguarded] whether nothing there keeps the worker from other hosts: no plug-in of others runs
 * @property {string[]} [packed] files of onnxruntime-web that lie there gzipped, with .gz: a file host takes no large ones
 * @property {Schedule} [schedule] when a page of files is open; a server judges that itself
 * @property {boolean} mustCover whether the room is never to be seen, not even before the first scene
 * @property {Campaign} [campaign] whose page this is
 * @property {Listed[]} plugins what is installed, and switched on from the start unless it waits
 * @property {boolean} isTried whether a plug-in is being written: the page loads itself anew when it is saved
 * @property {string[]} whip origins of the streaming servers that the page may publish to
 */

/**
 * What a command does: `do` says which of these it is; server/campaigns/actions.py.
 * @typedef {{do: "scene", to: "next" | "previous" | "first"} | {do: "photo"} | {do: "product", product: string}
 *   | {do: "say", line: string} | {do: "call"} | {do: "play", plugin: string} | {do: "nothing"}} Action
 */

/** @typedef {"confirm" | "next" | "previous" | "return"} Command */

/**
 * A campaign in one language; server/campaigns/texts.py.
 * @typedef {{title: string, tagline: string, about: string, consent: string, retention: string, failure: string,
 *   call?: string, products: Record<string, {name: string, price: string, about?: string}>,
 *   lines: Record<string, string>}} Words
 */

/**
 * A campaign as its page gives it: addresses in the place of names; server/campaigns/pages.py.
 * @typedef {object} Campaign
 * @property {Record<string, Words>} texts by language
 * @property {{name: string, colours: Record<"ground" | "ink" | "action" | "on_action", string>}} brand
 * @property {string[]} scenes in order
 * @property {object[]} chain
 * @property {Record<string, string>} tables address of each table of colours
 * @property {Record<Command, Action>} bindings
 * @property {{id: string, picture: string | null, link: string}[]} products
 * @property {string | null} call where the call to action leads
 * @property {string | null} frame
 * @property {string} contact
 * @property {string | null} figures where the page sends what it has counted; null where nothing is
 * @property {string[]} files addresses of all its assets
 * @property {string[]} origins of the pages that may show it in a frame
 */

/** @typedef {{opens: string | null, closes: string | null}} Schedule moments, ISO 8601 */

/**
 * A plug-in that the server has, a wheel of its index or one filter; or, in a campaign, one of ours, which has no sha256.
 * @typedef {object} Listed
 * @property {string} name of the package, and of its entry point
 * @property {string} [sha256] of the file; nothing else is installed
 * @property {string} [version] of a wheel
 * @property {string} [url] of the file
 * @property {object} [params]
 * @property {boolean} [waits] whether a command switches it on
 */

/** @typedef {import("./ortweb/bridge.js").Provider} Provider */

/** @typedef {"transparent" | "green"} Output */

/** Which network looks at hands; "" leaves it to what frames cost.
 * @typedef {"quick" | "fine" | ""} Landmarks */

/** @type {Config} */
const given = JSON.parse(/** @type {string} */ (document.documentElement.dataset.config));

export const config = { ...given, ...addresses(given) };

const query = new URLSearchParams(location.search);
const known = /** @type {Provider[]} */ (["webgpu", "wasm", "webgl"]);
const asked = query.get("providers")?.split(",") ?? [];
const named = known.filter((provider) => asked.includes(provider));

// More than four threads wait for one another with models as small as ours.
const useful = Math.min(4, Math.max(1, navigator.hardwareConcurrency ?? 1));
const wanted = Number.parseInt(query.get("threads") ?? "", 10);

/** What the address asks for. */
export const wishes = {
  autostart: ["camera", "demo"].find((source) => source === query.get("autostart")) ?? null,
  // The WebGL provider is deprecated and the slowest: only on request.
  providers: named.length
    ? named.sort((a, b) => asked.indexOf(a) - asked.indexOf(b))
    : known.filter((provider) => provider !== "webgl"),
  threads: self.crossOriginIsolated ? (wanted >= 1 ? Math.min(wanted, 16) : useful) : 1,
  landmarks: /** @type {Landmarks} */ (
    ["quick", "fine"].find((it) => it === query.get("landmarks")) ?? (isThrifty() ? "quick" : "")
  ),
  /** Plug-ins to switch on, by name: ours, and those of the server's own index. */
  plugins: query.getAll("plugin"),
  isDebug: query.get("debug") === "1",
  /** Part of the name of the camera that is meant, where there are several. */
  camera: query.get("camera") ?? "",
  /** Whether a campaign's page is a big screen that nobody looks after. */
  isKiosk: query.has("kiosk") && Boolean(config.campaign),
  /** Seconds without anybody in sight, after which a kiosk begins anew. */
  idle_s: seconds("idle", 30),
  /** Seconds for which a kiosk shows a photo. */
  keep_s: seconds("keep", 20),
  /** Seconds for which somebody who does not move counts as somebody at a kiosk. */
  still_s: seconds("still", 120),
  /** Seconds without a frame, after which a kiosk loads itself anew. */
  watchdog_s: seconds("watchdog", 20),
  /** What the picture is for: the viewer (null), or to be laid over something else. */
  output: /** @type {Output | null} */ (document.documentElement.dataset.output ?? null),
};

/** Whether the viewer has asked for few bytes: then nothing is fetched before the start, and no better network after it. */
export function isThrifty() {
  return /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection?.saveData === true;
}

/**
 * The same with whole addresses: those of a page on a file host are relative to it, and a worker lies elsewhere.
 * @param {Config} config
 */
function addresses({ assets, index, worker, campaign, plugins }) {
  const at = (/** @type {string} */ address) => new URL(address, document.baseURI).href;
  const all = (/** @type {Record<string, string>} */ record) =>
    Object.fromEntries(Object.entries(record).map(([name, address]) => [name, at(address)]));
  return {
    assets: /** @type {Config["assets"]} */ (all(assets)),
    index: at(index),
    worker: at(worker),
    plugins: plugins.map((plugin) => (plugin.url ? { ...plugin, url: at(plugin.url) } : plugin)),
    campaign: campaign && {
      ...campaign,
      tables: all(campaign.tables),
      files: campaign.files.map(at),
      frame: campaign.frame && at(campaign.frame),
      products: campaign.products.map((product) => ({
        ...product,
        picture: product.picture && at(product.picture),
      })),
    },
  };
}

/**
 * @param {string} name of a query
 * @param {number} usual where it is not given, or makes no sense
 */
function seconds(name, usual) {
  const given = Number(query.get(name));
  return given >= 3 && given <= 3600 ? given : usual;
}
