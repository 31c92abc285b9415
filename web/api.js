/** @typedef {import("./stage.js").Stage} Stage */

/**
 * Let other code drive the stage by `window.oivis`; docs/house.md, section 7.
 * @template {object} T
 * @param {Stage} stage
 * @param {T} [more] members that not every page has
 */
export function expose(stage, more) {
  const oivis = {
    get ready() {
      return stage.ready;
    },
    /** @param {import("./stage.js").Wanted} source */
    start: (source) => stage.start(source),
    stop: () => stage.stop(),
    stats: () => statsOf(stage),
    events: stage.events,
    /** @param {string} id */
    scene: (id) => stage.choices.choose(id),
    get scenes() {
      return stage.choices.scenes;
    },
    /** @param {import("./own/own.js").Wanted} wanted a picture, a video, a colour or blur */
    own: (wanted) => stage.choices.own(wanted),
    /** @param {unknown} links filters over every scene; docs/house.md, section 4 */
    chain: (links) => stage.choices.over(links),
    /** @type {(name: string, file: Blob) => Promise<void>} */
    picture: (name, file) => stage.choices.picture(name, file),
    /** @type {(name: string, params?: object) => Promise<void>} */
    play: (name, params) => stage.choices.play(name, params),
    /** @param {string} name of a plug-in */
    end: (name) => stage.choices.drop(name),
    matte: () => stage.ask("matte"),
    /**
     * @param {{type?: "image/png" | "image/jpeg"}} [wish]
     * @returns {Promise<Blob>}
     */
    snapshot: (wish) => stage.ask("snapshot", wish),
    /** @param {string} command */
    do: (command) => stage.do(command, "page"),
  };
  const members = {
    ...Object.getOwnPropertyDescriptors(oivis),
    ...Object.getOwnPropertyDescriptors(more ?? {}),
  };
  Object.defineProperty(window, "oivis", { value: Object.defineProperties({}, members) });
}

/** @param {Stage} stage */
export async function statsOf(stage) {
  const own = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
  const bytes = own.reduce(
    (sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).transferSize,
    0,
  );
  const figures = await stage.ask("stats");
  return { ...figures, isolated: self.crossOriginIsolated, bytes: figures.bytes + bytes };
}
