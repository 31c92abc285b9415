import { BridgeError, reasonOf } from "./error.js";
import { GPU_DTYPES, valuesOf } from "./tensor.js";

/** @typedef {import("onnxruntime-web").InferenceSession} OrtSession */
/** @typedef {import("onnxruntime-web").InferenceSession.SessionOptions} OrtOptions */
/** @typedef {import("onnxruntime-web").InferenceSession.RunOptions} RunOptions */
/** @typedef {import("./runtime.js").Provider} Provider */
/** @typedef {import("./runtime.js").Runtime} Runtime */
/** @typedef {import("./tensor.js").Tensor} Tensor */
/** @typedef {Record<string, Tensor>} Tensors */

/**
 * An input or output as a model declares it. A dimension that is no number may have any size; no dtype or no shape
 * means that nothing is known of it. What is no tensor has its ONNX type alone.
 *
 * @typedef {{name: string, dtype?: string, shape?: readonly (number | string | null)[], type?: string}} Spec
 */

/** @typedef {{places?: readonly string[], fetches?: readonly (Tensor | null)[]}} Binding for each output in turn */

const UNKNOWN = 2 ** 32 - 1;

/** A model on one provider. */
export class Session {
  #ort;
  #again;
  #isOnGpu = false;

  /**
   * @param {Runtime} runtime
   * @param {OrtSession} ort
   * @param {object} model
   * @param {string} model.name
   * @param {Provider} model.provider
   * @param {readonly Spec[]} [model.inputs]
   * @param {readonly Spec[]} [model.outputs]
   * @param {((options: OrtOptions) => Promise<OrtSession>) | null} model.again
   */
  constructor(runtime, ort, { name, provider, inputs, outputs, again }) {
    this.runtime = runtime;
    this.#ort = ort;
    this.#again = again;
    this.name = name;
    this.provider = provider;
    this.inputs = inputs ?? specs(ort, "input", provider);
    this.outputs = outputs ?? specs(ort, "output", provider);
  }

  /**
   * Run the model when its turn comes.
   *
   * @param {Tensors} feeds one tensor for each input; not to be changed before the run is over
   * @param {readonly string[]} [names] the outputs that are wanted; all where left out
   * @param {RunOptions & Binding} [options]
   * @returns {Promise<Tensors>} new tensors, which the caller owns
   * @throws {BridgeError} `feed-missing` or `feed-invalid` where the feeds are not what the model takes, `model-failed`
   *   where it fails
   */
  async run(feeds, names = this.#ort.outputNames, options) {
    if (this.runtime.isLost) {
      throw new BridgeError("runtime-lost", `Model ${this.name} is gone: its runtime has died.`);
    }
    this.#check(feeds, names);
    try {
      return await this.runtime.queue(() => this.#run(feeds, names, options));
    } catch (error) {
      const code = this.runtime.isLost ? "runtime-died" : "model-failed";
      throw new BridgeError(code, `${this.#fed(feeds)} ${reasonOf(error)}`, error);
    }
  }

  /**
   * `run` for Python: lists that are kept and bare tensors cross the border faster than a record.
   *
   * @param {readonly string[] | undefined} names of the outputs
   * @param {readonly string[]} keys of the feeds
   * @param {(RunOptions & Binding) | undefined} options
   * @param {...(Tensor | undefined)} tensors one for each key; none where an optional input is left out
   * @returns {Promise<Tensor[]>} one for each name
   */
  async call(names = this.#ort.outputNames, keys, options, ...tensors) {
    /** @type {Tensors} */
    const feeds = {};
    tensors.forEach((tensor, i) => {
      if (tensor) {
        feeds[keys[i]] = tensor;
      }
    });
    const outputs = await this.run(feeds, names, options);
    return names.map((name) => outputs[name]);
  }

  /**
   * `call` for who wants arrays.
   *
   * @param {Parameters<Session["call"]>} given
   */
  async arrays(...given) {
    return valuesOf(await this.call(...given));
  }

  /** Free the model, once the runs before are over. */
  release() {
    return this.runtime.queue(async () => {
      if (!this.runtime.isLost) {
        await this.#ort.release();
      }
    });
  }

  /**
   * @param {Tensors} feeds
   * @param {readonly string[]} names
   * @param {RunOptions & Binding} [options]
   */
  async #run(feeds, names, { places, fetches, ...options } = {}) {
    if (this.provider === "webgl") {
      return this.#runFloats(feeds, names);
    }
    if (places?.includes("gpu-buffer") && !this.#isOnGpu) {
      await this.#moveToGpu();
    }
    /** @type {Record<string, Tensor | null>} */
    const wanted = {};
    names.forEach((name, i) => {
      wanted[name] = fetches?.[i] ?? null;
    });
    let outputs;
    try {
      outputs = await runOf(this.#ort, feeds)(feeds, wanted, options);
    } catch (error) {
      // onnxruntime-web 1.30 would run with the failed run's tensors again.
      if (this.#isOnGpu && !this.runtime.isLost) {
        await this.#moveToGpu();
      }
      throw error;
    }
    const tensors = /** @type {Tensors} */ (outputs);
    for (const [i, name] of names.entries()) {
      if (tensors[name].location !== "cpu" && places?.[i] !== "gpu-buffer") {
        await tensors[name].getData(true);
      }
    }
    return tensors;
  }

  async #moveToGpu() {
    if (!this.#again) {
      throw new Error(`Results stay on a GPU with webgpu alone, not with ${this.provider}.`);
    }
    const known = this.outputs.filter(({ dtype }) => dtype && GPU_DTYPES.includes(dtype));
    const places = Object.fromEntries(known.map(({ name }) => [name, /** @type {const} */ ("gpu-buffer")]));
    const old = this.#ort;
    this.#ort = await this.#again({ preferredOutputLocation: places });
    this.#isOnGpu = true;
    await old.release();
  }

  /**
   * @param {Tensors} feeds
   * @param {readonly string[]} names
   */
  async #runFloats(feeds, names) {
    const floats = Object.entries(feeds).map(([name, tensor]) => {
      // The webgl provider has float32 alone: bytes are widened on their way in.
      return [name, tensor.type === "uint8" ? this.#as("float32", tensor) : tensor];
    });
    const outputs = /** @type {Tensors} */ (await this.#ort.run(Object.fromEntries(floats), names));
    return Object.fromEntries(
      names.map((name) => {
        const dtype = this.outputs.find((spec) => spec.name === name)?.dtype;
        return [name, dtype === "uint8" ? this.#as("uint8", outputs[name]) : outputs[name]];
      }),
    );
  }

  /**
   * @param {"float32" | "uint8"} dtype
   * @param {Tensor} tensor of the other one; rounded and clamped on its way to bytes
   * @returns {Tensor}
   */
  #as(dtype, { data, dims }) {
    const values = /** @type {ArrayLike<number>} */ (data);
    const array =
      dtype === "float32" ? new Float32Array(values) : new Uint8Array(new Uint8ClampedArray(values).buffer);
    return this.runtime.tensor(dtype, array, dims);
  }

  /**
   * @param {Tensors} feeds
   * @param {readonly string[]} names
   */
  #check(feeds, names) {
    const missing = this.inputs.filter(({ name, type }) => !feeds[name] && !type?.startsWith("optional"));
    if (missing.length > 0) {
      throw new BridgeError("feed-missing", `${this.#fed(feeds)} It takes ${list(this.inputs)}.`);
    }
    for (const name in feeds) {
      const spec = this.inputs.find((one) => one.name === name);
      if (!spec || !takes(spec, feeds[name])) {
        throw new BridgeError("feed-invalid", `${this.#fed(feeds)} It takes ${list(this.inputs)}.`);
      }
    }
    for (const name of names) {
      const spec = this.outputs.find((one) => one.name === name);
      if (!spec) {
        throw new BridgeError(
          "feed-invalid",
          `Model ${this.name} has no output ${name}; it has ${list(this.outputs)}.`,
        );
      }
    }
  }

  /** @param {Tensors} feeds */
  #fed(feeds) {
    const fed = Object.entries(feeds).map(([name, one]) => ({ name, dtype: one?.type, shape: one?.dims }));
    return `Model ${this.name} on ${this.provider} was fed ${list(fed)}.`;
  }
}

/**
 * Give the function that runs a session. onnxruntime-web insists on every input, its backend does not.
 *
 * @param {OrtSession} ort
 * @param {Tensors} feeds
 * @returns {(feeds: Tensors, fetches: Record<string, Tensor | null>, options: RunOptions) => Promise<object>}
 */
function runOf(ort, feeds) {
  if (ort.inputNames.every((name) => feeds[name])) {
    return (feeds, fetches, options) => ort.run(feeds, fetches, options);
  }
  const { handler } = /** @type {any} */ (ort);
  return handler.run.bind(handler);
}

/**
 * @param {OrtSession} ort
 * @param {"input" | "output"} side
 * @param {Provider} provider
 * @returns {Spec[]}
 */
function specs(ort, side, provider) {
  // The webgl provider knows the names alone.
  if (provider === "webgl") {
    return ort[`${side}Names`].map((name) => ({ name }));
  }
  return ort[`${side}Metadata`].map((value) =>
    value.isTensor
      ? { name: value.name, dtype: value.type, shape: value.shape.map(known) }
      : { name: value.name },
  );
}

/** @param {number | string} size onnxruntime-web 1.30 gives -1 as if it had no sign */
const known = (size) => (size === "" || size === UNKNOWN ? null : size);

/**
 * @param {Spec} spec
 * @param {Tensor} tensor
 */
function takes({ dtype, shape }, { type, dims }) {
  return (!dtype || type === dtype) && (!shape || fits(dims, shape));
}

/**
 * @param {readonly number[]} dims
 * @param {readonly (number | string | null)[]} shape
 */
function fits(dims, shape) {
  return (
    dims.length === shape.length && shape.every((size, i) => typeof size !== "number" || size === dims[i])
  );
}

/** @param {readonly Spec[]} specs */
function list(specs) {
  const one = (/** @type {Spec} */ { name, type, dtype = type, shape }) =>
    [name, dtype, shape && `[${shape.map((size) => size ?? "?").join(", ")}]`].filter(Boolean).join(" ");
  return specs.map(one).join("; ") || "nothing";
}
