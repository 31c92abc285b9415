import { get } from "./fetch.js";
import { timed } from "./host.js";
import { open } from "./ortweb/bridge.js";

/** @typedef {import("./ortweb/bridge.js").Model} Model */
/** @typedef {import("./ortweb/bridge.js").Session} Session */

// The first picture does without: they are opened when it is there.
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
  const engine = await open({ ...common, providers, models: models.filter(({ name }) => !isLate(name)) });
  /** @type {Record<string, Session>} */
  const sessions = {};
  for (const [name, session] of Object.entries(engine.sessions)) {
    sessions[name] = timed(session, figures, "segment");
  }
  return {
    json,
    engine,
    sessions,
    /** Open the models of the hands: Python finds them among the sessions. */
    async rest() {
      const late = models.filter(({ name }) => isLate(name));
      const opened = await open({ ...common, providers: [engine.provider], models: late });
      for (const [name, session] of Object.entries(opened.sessions)) {
        sessions[name] = timed(session, figures, "hands");
      }
    },
  };
}

/** @param {string} name */
function isLate(name) {
  return handModels.includes(name);
}

/**
 * The bridge's list of models from ours.
 * @param {string} json `models.json`
 * @param {string} folder where the files lie
 * @returns {Model[]}
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
