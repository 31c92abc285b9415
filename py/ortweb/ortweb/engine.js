/**
 * onnxruntime-web as Python uses it: one record that opens models and makes tensors. It starts a runtime when the first
 * model needs it.
 */
import { BridgeError, reasonOf } from "./error.js";
import { fetchModel } from "./fetch.js";
import { download, upload, write } from "./gpu.js";
import { readModel } from "./model.js";
import { VERSION } from "./pins.js";
import { demand, load, runtimeOf } from "./runtime.js";
import { valuesOf } from "./tensor.js";

/** @typedef {import("./model.js").Value} Value */
/** @typedef {import("./runtime.js").OrtOptions} OrtOptions */
/** @typedef {import("./runtime.js").Place} Place */
/** @typedef {import("./runtime.js").Provider} Provider */
/** @typedef {import("./session.js").Spec} Spec */

/** @typedef {ReturnType<typeof engineAt>} Engine */

/**
 * @param {Place} place where onnxruntime-web's files lie
 * @param {Provider} [provider] the one for models that ask for none
 */
export function engineAt(place, provider = "wasm") {
  return {
    version: VERSION,
    place,
    provider,

    /**
     * @param {string} url
     * @returns {Promise<Uint8Array<ArrayBuffer>>}
     */
    fetch: (url) => fetchModel({ url }),

    /**
     * @param {Uint8Array} bytes of an ONNX file
     * @returns {string | undefined} what it says of itself, as JSON
     */
    read(bytes) {
      const model = readModel(bytes);
      return model ? JSON.stringify(model) : undefined;
    },

    /**
     * Open a model on the first of the providers that takes it.
     *
     * @param {Uint8Array} bytes of an ONNX file
     * @param {string} name for messages
     * @param {readonly ({name: Provider} & Record<string, unknown>)[]} providers each with its options
     * @param {string} [json] options of onnxruntime-web
     * @param {readonly [string, Uint8Array][]} [files] with weights: name and content
     */
    async create(bytes, name, providers, json = "{}", files = []) {
      const model = readModel(bytes);
      const inputs = model?.inputs.map(specOf);
      const outputs = model?.outputs.map(specOf);
      /** @type {{provider: string, reason: string}[]} */
      const refused = [];
      let first;
      for (const { name: wanted, ...more } of providers.length > 0 ? providers : [{ name: provider }]) {
        try {
          await demand(wanted);
          const runtime = await load(wanted, place);
          const session = await runtime.create(
            bytes,
            // What onnxruntime-web infers is more than what the file declares, and webgl infers nothing.
            { name, provider: wanted, ...(wanted === "webgl" ? { inputs, outputs } : {}) },
            () => ({
              ...JSON.parse(json),
              executionProviders: [{ name: wanted, ...more }],
              externalData: files.map(([path, data]) => ({ path, data })),
            }),
          );
          return { session, about: about(model, session), refused: JSON.stringify(refused) };
        } catch (error) {
          first ??= error;
          refused.push({ provider: wanted, reason: reasonOf(error) });
        }
      }
      if (refused.length === 1) {
        throw first;
      }
      const reasons = refused.map((one) => one.reason);
      throw new BridgeError("model-failed", reasons.join(" "), reasons.at(-1));
    },

    /** The runtime with the GPU, once a session has started it. */
    gpu: () => runtimeOf("webgpu", place),

    values: (/** @type {import("./tensor.js").Tensor} */ tensor) => valuesOf([tensor]),
    upload,
    write,
    download,
  };
}

/**
 * @param {Value} value
 * @returns {Spec}
 */
function specOf({ name, type, shape }) {
  const element = /^tensor\((.*)\)$/.exec(type)?.[1];
  return element
    ? { name, type, dtype: { float: "float32", double: "float64" }[element] ?? element, shape }
    : { name, type };
}

/**
 * What Python tells of a model, as JSON: one string crosses the border faster than its parts.
 *
 * @param {import("./model.js").Model | null} model
 * @param {import("./session.js").Session} session
 */
function about(model, session) {
  const { inputs, outputs } = session;
  for (const [specs, values] of /** @type {const} */ ([
    [inputs, model?.inputs],
    [outputs, model?.outputs],
  ])) {
    for (const spec of specs) {
      const declared = values?.find(({ name }) => name === spec.name);
      if (declared && !spec.dtype) {
        spec.type = declared.type;
        spec.shape = declared.shape;
      }
    }
  }
  return JSON.stringify({ ...model, inputs, outputs });
}
