import { get } from "./fetch.js";
import { timed } from "./host.js";
import { open } from "./ortweb/bridge.js";

/** @typedef {import("./ortweb/bridge.js").Model} Model */
/** @typedef {import("./ortweb/bridge.js").Session} Session */

// The first picture does without: they are opened when it is there. Another one for hands is opened where Python asks.
const handModels = ["palm", "hand"];

/**
 * Open the models that the first frame needs.
 *
 * @param {import("./remote.js").Boot} wanted
 * @param {import("./figures.js").Figures} figures
 */
export async function openModels({ config: { assets, packed }, providers, threads }, figures) {
  const json = await (await get(`${assets.models}models.json`, "model-missing")).text();
  const models = listed(json, assets.models);
  const common = { base: assets.ort, threads, packed };
  const first = models.filter(({ task }) => task === "portrait");
  const engine = await open({ ...common, providers, models: first });
  /** @type {Record<string, Session>} */
  const sessions = {};
  for (const [name, session] of Object.entries(engine.sessions)) {
    sessions[name] = timed(session, figures, "segment");
  }
  const add = async (/** @type {string[]} */ names) => {
    const late = models.filter(({ name }) => names.includes(name));
    const opened = await open({ ...common, providers: [engine.provider], models: late });
    for (const [name, session] of Object.entries(opened.sessions)) {
      sessions[name] = timed(session, figures, "hands");
    }
  };
  return {
    json,
    engine,
    sessions,
    /** Open the models of the hands: Python finds them among the sessions. */
    rest: () => add(handModels),
    /**
     * Open one more while frames go on. Where that fails nobody misses it: only the figures say so.
     * @param {string} name
     */
    async bring(name) {
      try {
        await add([name]);
        return true;
      } catch (error) {
        console.error(error);
        const reason = `${name}: ${/** @type {Error} */ (error).message}`;
        engine.trials.push({ provider: engine.provider, ok: false, ms: null, reason });
        return false;
      }
    },
  };
}

/**
 * The bridge's list of models from ours.
 * @param {string} json `models.json`
 * @param {string} folder where the files lie
 * @returns {(Model & {task: string})[]}
 */
function listed(json, folder) {
  return Object.entries(JSON.parse(json).models).map(([name, model]) => {
    const files = Object.entries(model.files).map(([provider, file]) => [
      provider,
      { ...file, url: folder + file.file },
    ]);
    return { ...model, name, files: Object.fromEntries(files) };
  });
}
