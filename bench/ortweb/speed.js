/** Runs of one model by JavaScript and by Python, in turns on one runtime; `bench/ortweb/speed.py` drives it. */
import * as ort from "/ort/ort.wasm.min.mjs";
import { boot } from "./boot.js";

const started = boot("runs.py");
let runs;
let session;
let feeds;

/** A model of one input, and the tensor that both sides feed. */
async function prepare({ model, type, dims }) {
  const python = await started;
  const bytes = Uint8Array.from(atob(model), (letter) => letter.charCodeAt(0));
  runs = await python.globals.get("prepare")(bytes, tensorOf(type, dims));
  session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  feeds = { [session.inputNames[0]]: tensorOf(type, dims) };
  return {};
}

const tensorOf = (type, dims) => new ort.Tensor(type, new Float32Array(...dims), dims);

/** JavaScript's run, timed as Python times its own. */
async function bare() {
  const begin = performance.now();
  await session.run(feeds);
  return performance.now() - begin;
}

/** Every kind once in each turn: after something else has run, a run costs more than in a loop of its own. */
async function round({ kinds, count }) {
  const times = Object.fromEntries(["javascript", ...kinds].map((kind) => [kind, []]));
  for (let turn = 0; turn < count; turn++) {
    for (const kind of kinds) {
      times.javascript.push(await bare());
      times[kind].push(await runs.time.callPromising(kind));
    }
  }
  return { times };
}

self.onmessage = async ({ data: job }) => {
  try {
    self.postMessage(job.begin ? {} : await (job.model ? prepare(job) : round(job)));
  } catch (error) {
    self.postMessage({ error: String(error), isDead: true });
  }
};
