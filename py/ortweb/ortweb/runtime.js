import { BridgeError, reasonOf } from "./error.js";
import { PINS } from "./pins.js";
import { Session } from "./session.js";
import { tensorOf, valuesOf } from "./tensor.js";
import { unpack } from "./unpack.js";

/** @typedef {import("onnxruntime-web").InferenceSession.SessionOptions} OrtOptions */
/** @typedef {import("./session.js").Spec} Spec */
/** @typedef {import("./tensor.js").Ort} Ort */
/** @typedef {import("./tensor.js").Tensor} Tensor */
/** @typedef {"wasm" | "webgpu" | "webnn" | "webgl"} Provider */

/**
 * Where onnxruntime-web's files lie.
 *
 * @typedef {object} Place
 * @property {string} base
 * @property {number} threads
 * @property {boolean} [checked] whether to check the sha256 of each
 * @property {readonly string[]} [packed] WebAssembly that lies there gzipped, as NAME.gz: it is checked in any case
 */

const WASM = ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];
const WEBGPU = [
  "ort.webgpu.min.mjs",
  "ort-wasm-simd-threaded.asyncify.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
];

/**
 * The files of each provider, the module first. Providers with the same module share a runtime.
 *
 * @type {Record<Provider, readonly string[]>}
 */
const FILES = { wasm: WASM, webgpu: WEBGPU, webnn: WEBGPU, webgl: ["ort.webgl.min.mjs"] };

// onnxruntime-web starts its WebAssembly and its device with its first session. This one, `y = abs(x)`, is made while
// the real models are still on their way.
const PROBE = "CAg6MgoLCgF4EgF5IgNBYnMSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgQKABAN";

/** @type {Map<string, Promise<Runtime>>} */
const loaded = new Map();
/** @type {Map<string, Runtime>} */
const running = new Map();
// A module that has failed once fails for ever; under another fragment it is another one.
let attempts = 0;

/**
 * Load onnxruntime-web for one provider: once in a worker, its state is global.
 *
 * @param {Provider} provider
 * @param {Place} place the threads are of the WebAssembly; those of the first call stay
 * @returns {Promise<Runtime>}
 * @throws {BridgeError} `model-failed` where this browser cannot run the provider
 */
export function load(provider, place) {
  const key = keyOf(provider, place);
  const forget = () => {
    loaded.delete(key);
    running.delete(key);
  };
  const runtime = loaded.get(key) ?? start(provider, place, forget);
  loaded.set(key, runtime);
  runtime.then((started) => running.set(key, started), forget);
  return runtime;
}

/**
 * Give a runtime that has been loaded.
 *
 * @param {Provider} provider
 * @param {Place} place
 */
export const runtimeOf = (provider, place) => running.get(keyOf(provider, place));

/**
 * @param {Provider} provider
 * @param {Place} place
 */
const keyOf = (provider, { base }) => `${FILES[provider]?.[0]} ${base}`;

/**
 * @param {Provider} provider
 * @param {Place} place
 * @param {() => void} onlost
 */
async function start(provider, { base, threads, checked = false, packed = [] }, onlost) {
  const files = FILES[provider];
  if (!files) {
    throw new BridgeError(
      "model-failed",
      `There is no provider ${provider}; there are ${Object.keys(FILES).join(", ")}.`,
    );
  }
  // A worker may have been made from a blob, whose address is no base for others.
  const folder = new URL(base, location.protocol === "blob:" ? self.origin : location.href).href;
  try {
    const binary = files.find((file) => packed.includes(file));
    const unpacked = binary ? unpack(`${folder}${binary}.gz`, PINS[binary]) : undefined;
    // The module comes meanwhile; a failure is told where it is awaited.
    unpacked?.catch(() => {});
    if (checked) {
      await Promise.all(files.filter((file) => file !== binary).map((file) => check(folder, file)));
    }
    const fragment = attempts++ ? `#${attempts}` : "";
    const ort = /** @type {Ort} */ (await import(`${folder}${files[0]}${fragment}`));
    ort.env.logLevel = "error";
    ort.env.wasm.wasmPaths = folder;
    ort.env.wasm.numThreads = self.crossOriginIsolated ? threads : 1;
    ort.env.wasm.proxy = false;
    ort.env.wasm.wasmBinary = await unpacked;
    const probe = Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0));
    await (await ort.InferenceSession.create(probe, { executionProviders: [provider] })).release();
    // It is compiled: its 27 MB are of no use any more.
    ort.env.wasm.wasmBinary = undefined;
    return new Runtime(ort, provider, onlost);
  } catch (error) {
    throw new BridgeError(
      "model-failed",
      `onnxruntime-web does not start from ${folder}: ${reasonOf(error)}`,
    );
  }
}

/**
 * Fetch a file for the cache and compare it with its pin; the browser does both.
 *
 * @param {string} folder
 * @param {string} file
 */
async function check(folder, file) {
  let response;
  try {
    response = await fetch(folder + file, { integrity: PINS[file] });
  } catch {
    throw new Error(`${file} cannot be fetched, or is not the one that was pinned (${PINS[file]}).`);
  }
  if (!response.ok) {
    throw new Error(`${file}: the server answered ${response.status}.`);
  }
  await response.arrayBuffer();
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
  if (provider === "webnn" && !("ml" in navigator)) {
    throw new BridgeError("model-failed", "This browser has no WebNN.");
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
  #onlost;
  #isLost = false;

  /**
   * @param {Ort} ort
   * @param {Provider} provider
   * @param {() => void} onlost called once, when its WebAssembly has died
   */
  constructor(ort, provider, onlost) {
    this.ort = ort;
    this.provider = provider;
    this.threads = provider === "webgl" ? 1 : Number(ort.env.wasm.numThreads);
    this.#onlost = onlost;
  }

  /** Its WebAssembly has died: no session of it can be run any more. */
  get isLost() {
    return this.#isLost;
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
    this.#last = done.catch((error) => {
      const isTrap = error instanceof WebAssembly.RuntimeError || /^Aborted\(/.test(reasonOf(error));
      if (isTrap && !this.#isLost) {
        this.#isLost = true;
        this.#onlost();
      }
    });
    return done;
  }

  /** @type {(dtype: string, data: ArrayBufferView | number[] | string[], dims: readonly number[]) => Tensor} */
  tensor(dtype, data, dims) {
    return tensorOf(this.ort, dtype, data, dims);
  }

  /** @param {Tensor} tensor */
  values(tensor) {
    return valuesOf([tensor]);
  }

  /**
   * Free a tensor on a GPU, once the runs before are over.
   *
   * @param {Tensor} tensor
   */
  async free(tensor) {
    await this.queue(async () => {
      if (!this.#isLost) {
        tensor.dispose();
      }
    });
  }

  /**
   * @param {Uint8Array} bytes of an ONNX file
   * @param {object} model
   * @param {string} model.name for messages
   * @param {Provider} [model.provider]
   * @param {readonly Spec[]} [model.inputs] as declared; read from the file where left out (webgl cannot)
   * @param {readonly Spec[]} [model.outputs]
   * @param {() => OrtOptions} [options] of onnxruntime-web, a new object each time: it changes them
   * @returns {Promise<Session>}
   */
  async create(bytes, { name, provider = this.provider, inputs, outputs }, options = () => ({})) {
    /** @param {OrtOptions} more */
    const open = (more) =>
      this.ort.InferenceSession.create(bytes, { executionProviders: [provider], ...options(), ...more });
    try {
      const ort = await this.queue(() => open({}));
      // A session has to be made anew when its results are to stay on the GPU.
      const again = provider === "webgpu" ? open : null;
      return new Session(this, ort, { name, provider, inputs, outputs, again });
    } catch (error) {
      throw new BridgeError(
        this.#isLost ? "runtime-died" : "model-failed",
        `Model ${name} does not open on ${provider}: ${reasonOf(error)}`,
        error,
      );
    }
  }
}
