// Runs one network in one runtime, some times over: `?runtime=ort|litert&threads=N`. Nothing but the run is timed.
const query = new URLSearchParams(location.search);
const threads = Number(query.get("threads"));

/** @typedef {{name: string, url: string, shape: number[]}} Network the shape is that of its one input; files of ONNX say theirs */

/** Filled once, so that the runs of both runtimes read the same kind of values. */
function noise(length, scale) {
  const values = new Float32Array(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (state * 48271) % 2147483647;
    values[index] = (state / 2147483647) * scale;
  }
  return values;
}

async function onnx() {
  const ort = await import("/modules/onnxruntime-web/dist/ort.wasm.min.mjs");
  ort.env.wasm.wasmPaths = "/modules/onnxruntime-web/dist/";
  ort.env.wasm.numThreads = threads;
  return async ({ url }) => {
    const session = await ort.InferenceSession.create(url, { executionProviders: ["wasm"] });
    const feeds = {};
    for (const { name, shape } of session.inputMetadata)
      feeds[name] = new ort.Tensor("uint8", Uint8Array.from(noise(shape.reduce((a, b) => a * b), 255)), shape);
    return async () => {
      await session.run(feeds);
    };
  };
}

async function litert() {
  const { loadLiteRt, loadAndCompile, Tensor } = await import("/modules/@litertjs/core/dist/index.js");
  await loadLiteRt("/modules/@litertjs/core/wasm/", { threads: threads > 1 });
  return async ({ url, shape }) => {
    const model = await loadAndCompile(url, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
    const pixels = new Tensor(noise(shape.reduce((a, b) => a * b), 1), shape);
    return async () => {
      for (const output of await model.run([pixels])) output.delete();
    };
  };
}

const load = query.get("runtime") === "ort" ? onnx() : litert();
const runs = new Map();

window.bench = {
  /** @param {Network} network */
  async prepare(network) {
    const run = await (await load)(network);
    for (let warm = 0; warm < 5; warm++) await run();
    runs.set(network.name, run);
  },
  /** Milliseconds of each of `count` runs, one after the other. */
  async round(name, count) {
    const times = [];
    for (let index = 0; index < count; index++) {
      const start = performance.now();
      await runs.get(name)();
      times.push(performance.now() - start);
    }
    return times;
  },
};
