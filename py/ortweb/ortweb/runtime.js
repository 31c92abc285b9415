import { BridgeError, reasonOf } from "./error.js";

/** @typedef {import("onnxruntime-web").Tensor} Tensor */
/** @typedef {import("onnxruntime-web").InferenceSession} OrtSession */
/** @typedef {import("onnxruntime-web").InferenceSession.SessionOptions} OrtOptions */
/** @typedef {import("onnxruntime-web").InferenceSession.ValueMetadata} Metadata */
/** @typedef {"wasm" | "webgpu" | "webgl"} Provider */
/** @typedef {Record<string, Tensor>} Tensors */

/**
 * An input or output as a model declares it. A dimension that is a name may have any size; no dtype or no shape means
 * that nothing is known of it.
 *
 * @typedef {{name: string, dtype?: string, shape?: readonly (number | string)[]}} Spec
 */

/** @type {Record<Provider, string>} */
const BUILDS = { wasm: "ort.wasm.min.mjs", webgpu: "ort.webgpu.min.mjs", webgl: "ort.webgl.min.mjs" };

// onnxruntime-web starts its WebAssembly and its device with its first session. This one, `y = abs(x)`, is made while
// the real models are still on their way.
const PROBE = "CAg6MgoLCgF4EgF5IgNBYnMSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgQKABAN";

/** @type {Record<string, {new (buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView, BYTES_PER_ELEMENT: number}>} */
const ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  float16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float64: Float64Array,
};

/** @type {Map<string, Promise<Runtime>>} */
const loaded = new Map();

/**
 * Load onnxruntime-web for one provider: once in a worker, its state is global.
 *
 * @param {Provider} provider
 * @param {string} base folder with onnxruntime-web's files
 * @param {number} threads of the WebAssembly; those of the first call stay
 * @returns {Promise<Runtime>}
 * @throws {BridgeError} `model-failed` where this browser cannot run the provider
 */
export function load(provider, base, threads) {
  const key = `${provider} ${base}`;
  const runtime = loaded.get(key) ?? start(provider, base, threads);
  loaded.set(key, runtime);
  return runtime;
}

/**
 * @param {Provider} provider
 * @param {string} base
 * @param {number} threads
 */
async function start(provider, base, threads) {
  if (!(provider in BUILDS)) {
    throw new BridgeError(
      "model-failed",
      `There is no provider ${provider}; there are ${Object.keys(BUILDS).join(", ")}.`,
    );
  }
  const folder = new URL(base, location.href).href;
  try {
    const ort = /** @type {typeof import("onnxruntime-web")} */ (
      await import(`${folder}${BUILDS[provider]}`)
    );
    ort.env.logLevel = "error";
    ort.env.wasm.wasmPaths = folder;
    ort.env.wasm.numThreads = self.crossOriginIsolated ? threads : 1;
    ort.env.wasm.proxy = false;
    const probe = Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0));
    await (await ort.InferenceSession.create(probe, { executionProviders: [provider] })).release();
    return new Runtime(ort, provider);
  } catch (error) {
    throw new BridgeError(
      "model-failed",
      `onnxruntime-web does not start from ${folder}: ${reasonOf(error)}`,
    );
  }
}

/**
 * Ask the browser for what a provider needs, before megabytes are fetched.
 *
 * @param {Provider} provider
 * @throws {BridgeError} `model-failed` where it is not there
 */
export async function demand(provider) {
  if (provider === "webgpu" && !(await gpuAdapter())) {
    throw new BridgeError("model-failed", "This browser has no WebGPU adapter.");
  }
  if (provider === "webgl" && !new OffscreenCanvas(1, 1).getContext("webgl2")) {
    throw new BridgeError("model-failed", "This browser has no WebGL 2.");
  }
}

async function gpuAdapter() {
  const gpu = /** @type {{gpu?: {requestAdapter(): Promise<object | null>}}} */ (navigator).gpu;
  return (await gpu?.requestAdapter()) ?? null;
}

/** onnxruntime-web with one provider. It is not re-entrant: whatever runs in it waits for its turn. */
export class Runtime {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #ort;

  /**
   * @param {typeof import("onnxruntime-web")} ort
   * @param {Provider} provider
   */
  constructor(ort, provider) {
    this.#ort = ort;
    this.provider = provider;
    this.threads = provider === "webgl" ? 1 : Number(ort.env.wasm.numThreads);
  }

  /**
   * Run a job after those that came before it, whether they failed or not.
   *
   * @template T
   * @param {() => Promise<T>} job
   * @returns {Promise<T>}
   */
  queue(job) {
    const done = this.#last.then(job);
    this.#last = done.catch(() => {});
    return done;
  }

  /**
   * @param {string} dtype one of onnxruntime-web's: float32, uint8, ...
   * @param {ArrayBufferView | number[]} data kept, not copied. The dtype's own array, or a Uint8Array with its bytes
   * @param {readonly number[]} dims
   * @returns {Tensor}
   */
  tensor(dtype, data, dims) {
    const Type = ARRAYS[dtype];
    if (!Type) {
      throw new BridgeError(
        "feed-invalid",
        `There is no dtype ${dtype}; there are ${Object.keys(ARRAYS).join(", ")}.`,
      );
    }
    const { buffer, byteOffset, byteLength } = /** @type {Uint8Array} */ (data);
    const values =
      data instanceof Uint8Array && Type !== Uint8Array
        ? new Type(buffer, byteOffset, byteLength / Type.BYTES_PER_ELEMENT)
        : data;
    return new this.#ort.Tensor(/** @type {"float32"} */ (dtype), /** @type {Float32Array} */ (values), dims);
  }

  /**
   * Give a tensor's values as bytes, without a copy. Pyodide knows no Float16Array.
   *
   * @param {Tensor} tensor
   */
  bytes({ data }) {
    const { buffer, byteOffset, byteLength } = /** @type {Uint8Array} */ (data);
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  /**
   * @param {Uint8Array} bytes of an ONNX file
   * @param {object} model
   * @param {string} model.name for messages
   * @param {readonly Spec[]} [model.inputs] as declared; read from the file where left out (webgl cannot)
   * @param {readonly Spec[]} [model.outputs]
   * @param {OrtOptions} [options] of onnxruntime-web
   * @returns {Promise<Session>}
   */
  async create(bytes, { name, inputs, outputs }, options = {}) {
    try {
      const ort = await this.queue(() =>
        this.#ort.InferenceSession.create(bytes, { executionProviders: [this.provider], ...options }),
      );
      return new Session(this, ort, {
        name,
        inputs: inputs ?? this.#specs(ort, "input"),
        outputs: outputs ?? this.#specs(ort, "output"),
      });
    } catch (error) {
      throw new BridgeError(
        "model-failed",
        `Model ${name} does not open on ${this.provider}: ${reasonOf(error)}`,
      );
    }
  }

  /**
   * @param {OrtSession} ort
   * @param {"input" | "output"} side
   * @returns {Spec[]}
   */
  #specs(ort, side) {
    // The webgl provider knows the names alone.
    if (this.provider === "webgl") {
      return ort[`${side}Names`].map((name) => ({ name }));
    }
    return ort[`${side}Metadata`].map((value) =>
      value.isTensor ? { name: value.name, dtype: value.type, shape: value.shape } : { name: value.name },
    );
  }
}

/** A model on one provider. */
export class Session {
  #ort;

  /**
   * @param {Runtime} runtime
   * @param {OrtSession} ort
   * @param {{name: string, inputs: readonly Spec[], outputs: readonly Spec[]}} model
   */
  constructor(runtime, ort, { name, inputs, outputs }) {
    this.runtime = runtime;
    this.#ort = ort;
    this.name = name;
    this.provider = runtime.provider;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Run the model when its turn comes.
   *
   * @param {Tensors} feeds one tensor for each input; not to be changed before the run is over
   * @param {readonly string[]} [names] the outputs that are wanted; all where left out
   * @returns {Promise<Tensors>} new tensors, which the caller owns
   * @throws {BridgeError} `feed-invalid` where the feeds are not what the model takes, `model-failed` where it fails
   */
  async run(feeds, names = this.#ort.outputNames) {
    if (!this.#takes(feeds)) {
      throw new BridgeError("feed-invalid", `${this.#fed(feeds)} It takes ${list(this.inputs)}.`);
    }
    const unknown = names.filter((name) => !this.#ort.outputNames.includes(name));
    if (unknown.length > 0) {
      throw new BridgeError(
        "feed-invalid",
        `Model ${this.name} has no output ${unknown.join(", ")}; it has ${list(this.outputs)}.`,
      );
    }
    try {
      return await this.runtime.queue(() => this.#run(feeds, names));
    } catch (error) {
      throw new BridgeError("model-failed", `${this.#fed(feeds)} ${reasonOf(error)}`);
    }
  }

  /**
   * `run` for Python: lists that are kept and bare tensors cross the border faster than a record.
   *
   * @param {readonly string[] | undefined} names of the outputs
   * @param {readonly string[]} keys of the feeds
   * @param {...Tensor} tensors one for each key
   * @returns {Promise<Tensor[]>} one for each name
   */
  async call(names = this.#ort.outputNames, keys, ...tensors) {
    const outputs = await this.run(Object.fromEntries(keys.map((key, i) => [key, tensors[i]])), names);
    return names.map((name) => outputs[name]);
  }

  /** Free the model. */
  release() {
    return this.runtime.queue(() => this.#ort.release());
  }

  /**
   * @param {Tensors} feeds
   * @param {readonly string[]} names
   */
  async #run(feeds, names) {
    if (this.provider !== "webgl") {
      return /** @type {Tensors} */ (await this.#ort.run(feeds, names));
    }
    const floats = Object.entries(feeds).map(([name, tensor]) => [name, this.#as("float32", tensor)]);
    const outputs = await this.#ort.run(Object.fromEntries(floats), names);
    const tensors = /** @type {Tensors} */ (outputs);
    return Object.fromEntries(this.outputs.map(({ name, dtype }) => [name, this.#as(dtype, tensors[name])]));
  }

  /**
   * The webgl provider has float32 alone: bytes are widened on their way in, rounded and clamped on their way out.
   *
   * @param {string | undefined} dtype
   * @param {Tensor} tensor
   * @returns {Tensor}
   */
  #as(dtype, tensor) {
    const data = /** @type {ArrayLike<number>} */ (tensor.data);
    if (dtype === "float32" && tensor.type === "uint8") {
      return this.runtime.tensor("float32", new Float32Array(data), tensor.dims);
    }
    if (dtype === "uint8" && tensor.type === "float32") {
      return this.runtime.tensor("uint8", new Uint8Array(new Uint8ClampedArray(data).buffer), tensor.dims);
    }
    return tensor;
  }

  /** @param {Tensors} feeds */
  #takes(feeds) {
    return (
      Object.keys(feeds).length === this.inputs.length &&
      this.inputs.every(({ name, dtype, shape }) => {
        const tensor = feeds[name];
        return tensor && (!dtype || tensor.type === dtype) && (!shape || fits(tensor.dims, shape));
      })
    );
  }

  /** @param {Tensors} feeds */
  #fed(feeds) {
    const fed = Object.entries(feeds).map(([name, one]) => ({ name, dtype: one?.type, shape: one?.dims }));
    return `Model ${this.name} on ${this.provider} was fed ${list(fed)}.`;
  }
}

/**
 * @param {readonly number[]} dims
 * @param {readonly (number | string)[]} shape
 */
function fits(dims, shape) {
  return (
    dims.length === shape.length && shape.every((size, i) => typeof size === "string" || size === dims[i])
  );
}

/** @param {readonly Spec[]} specs */
function list(specs) {
  const one = (/** @type {Spec} */ { name, dtype, shape }) =>
    [name, dtype, shape && `[${shape.join(", ")}]`].filter(Boolean).join(" ");
  return specs.map(one).join("; ") || "nothing";
}
