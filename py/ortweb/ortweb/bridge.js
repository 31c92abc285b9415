/**
 * The door for pages. `register` gives Python its engine. `open` is for pages with models that must be right: they are
 * fetched and checked, every provider is put to the test, the fastest that passed is used. docs/house.md, section 5.
 */
import { engineAt } from "./engine.js";
import { BridgeError, reasonOf } from "./error.js";
import { fetchModel } from "./fetch.js";
import { difference, referencePixels } from "./reference.js";
import { demand, load } from "./runtime.js";

export { engineAt } from "./engine.js";
export { BridgeError } from "./error.js";

/** @typedef {import("./fetch.js").ModelFile} ModelFile */
/** @typedef {import("./reference.js").Reference} Reference */
/** @typedef {import("./runtime.js").Place} Place */
/** @typedef {import("./runtime.js").Provider} Provider */
/** @typedef {import("./runtime.js").Runtime} Runtime */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").Spec} Spec */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {Partial<Record<Provider, ModelFile>>} files
 * @property {{name: string, dtype: string, shape: readonly number[]}} input uint8 RGBA, [1, height, width, 4]
 * @property {readonly Spec[]} outputs
 * @property {Reference} reference
 */

/**
 * How one provider did.
 *
 * @typedef {object} Trial
 * @property {Provider} provider
 * @property {boolean} ok it reproduced every reference
 * @property {number | null} ms one run of every model; null where it failed
 * @property {string | null} reason why it failed
 */

/** @typedef {{name: string, loaded: number, total: number}} Progress bytes of a model */

/** @typedef {Awaited<ReturnType<typeof open>>} Engine */

/**
 * Open models on the fastest of the wanted providers that reproduces every model's reference.
 *
 * Runtimes and models are fetched at the same time. A runtime lives as long as the worker: opening more models later
 * costs no second start, and they share its queue.
 *
 * @param {object} wanted
 * @param {string} wanted.base folder with onnxruntime-web's dist files, same origin, ends in a slash
 * @param {readonly Provider[]} wanted.providers best first: that order decides where there is nothing to time
 * @param {number} [wanted.threads] of WebAssembly; 1 where the page is not isolated
 * @param {readonly string[]} [wanted.packed] WebAssembly that lies there gzipped, as NAME.gz
 * @param {readonly Model[]} [wanted.models]
 * @param {(progress: Progress) => void} [wanted.onprogress]
 * @throws {BridgeError} `model-corrupt` and `model-missing` where that is why no provider passed, else `model-failed`
 */
export async function open({ base, providers, threads = 1, packed, models = [], onprogress = () => {} }) {
  const place = { base, threads, packed };
  const candidates = providers.map((provider) => begin(provider, { place, models, onprogress }));
  /** @type {Trial[]} */
  const trials = [];
  const errors = [];
  /** @type {{trial: Trial, runtime: Runtime, sessions: Record<string, Session>} | null} */
  let best = null;
  const able = await Promise.allSettled(candidates.map((candidate) => candidate.able));
  const isRace = able.filter(({ status }) => status === "fulfilled").length > 1;
  for (const candidate of candidates) {
    const { provider } = candidate;
    /** @type {Record<string, Session>} */
    let losers = {};
    try {
      const sessions = losers;
      const runtime = await candidate.runtime;
      const ms = await attempt(runtime, sessions, candidate.files, isRace);
      const trial = { provider, ok: true, ms, reason: null };
      trials.push(trial);
      if (!best || ms < /** @type {number} */ (best.trial.ms)) {
        losers = best?.sessions ?? {};
        best = { trial, runtime, sessions };
      }
    } catch (error) {
      errors.push(error);
      trials.push({ provider, ok: false, ms: null, reason: reasonOf(error) });
    }
    await release(losers);
  }
  if (!best) {
    throw verdict(errors, trials);
  }
  return engine(best.runtime, best.sessions, { place, trials });
}

/**
 * @param {Runtime} runtime
 * @param {Record<string, Session>} sessions
 * @param {{place: Place, trials: Trial[]}} opened
 */
function engine(runtime, sessions, { place, trials }) {
  return {
    ...engineAt(place, runtime.provider),
    /** threads of WebAssembly in fact */
    threads: runtime.threads,
    trials,
    sessions,
    tensor: runtime.tensor.bind(runtime),

    /** Free the models. */
    close: () => release(sessions),
  };
}

/**
 * Give Python in this worker its engine: `ortweb.InferenceSession` needs one, attached sessions do not.
 *
 * @param {{registerJsModule(name: string, module: object): void}} pyodide
 * @param {import("./engine.js").Engine} engine of `open` or `engineAt`
 */
export function register(pyodide, engine) {
  pyodide.registerJsModule("_ortweb", engine);
}

/**
 * Start everything a provider needs, so that nothing waits for something else.
 *
 * @param {Provider} provider
 * @param {{place: Place, models: readonly Model[], onprogress: (progress: Progress) => void}} wanted
 */
function begin(provider, { place, models, onprogress }) {
  const able = demand(provider);
  const runtime = able.then(() => load(provider, place));
  const files = models.map((model) => ({
    model,
    bytes: able.then(() => fetchFor(provider, model, onprogress)),
  }));
  // Each is awaited in its turn; until then a failure is not an unhandled one.
  for (const promise of [runtime, ...files.map(({ bytes }) => bytes)]) {
    promise.catch(() => {});
  }
  return { provider, able, runtime, files };
}

/**
 * @param {Provider} provider
 * @param {Model} model
 * @param {(progress: Progress) => void} onprogress
 */
async function fetchFor(provider, { name, files }, onprogress) {
  const file = files[provider];
  if (!file) {
    throw new BridgeError("model-failed", `Model ${name} has no file for ${provider}.`);
  }
  return fetchModel(file, (loaded, total) => onprogress({ name, loaded, total }));
}

/**
 * Make a provider's sessions and hold each to its reference.
 *
 * @param {Runtime} runtime
 * @param {Record<string, Session>} sessions filled one by one, so that they can be released when one fails
 * @param {readonly {model: Model, bytes: Promise<Uint8Array>}[]} files
 * @param {boolean} isRace whether to run once more, warm, for the time; otherwise the first run has to do
 * @returns {Promise<number>} milliseconds of one run of every model
 */
async function attempt(runtime, sessions, files, isRace) {
  let total = 0;
  for (const { model, bytes } of files) {
    const { name, input, outputs, reference } = model;
    const session = await runtime.create(await bytes, { name, inputs: [input], outputs });
    sessions[name] = session;
    const pixels = runtime.tensor("uint8", referencePixels(reference.thumb, input.shape), input.shape);
    const feeds = { [input.name]: pixels };
    const first = await clocked(() => session.run(feeds));
    const wrong = difference(first.result, reference.outputs);
    if (wrong) {
      throw new BridgeError("model-failed", `Model ${name} on ${runtime.provider} is wrong: ${wrong}.`);
    }
    total += isRace ? (await clocked(() => session.run(feeds))).ms : first.ms;
  }
  return total;
}

/**
 * @template T
 * @param {() => Promise<T>} job
 */
async function clocked(job) {
  const start = performance.now();
  const result = await job();
  return { result, ms: performance.now() - start };
}

/** @param {Record<string, Session>} sessions */
async function release(sessions) {
  await Promise.all(Object.values(sessions).map((session) => session.release()));
}

/**
 * @param {unknown[]} errors
 * @param {readonly Trial[]} trials
 */
function verdict(errors, trials) {
  const file = errors.find((error) => error instanceof BridgeError && /corrupt|missing/.test(error.code));
  const reasons = trials.map(({ provider, reason }) => `${provider}: ${reason}`);
  return file ?? new BridgeError("model-failed", `No provider can run the models. ${reasons.join(" ")}`);
}
