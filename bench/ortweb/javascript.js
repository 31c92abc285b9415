/** onnxruntime-web as a page of JavaScript calls it; of the bridge only the names of the dtypes are here. */
import { ARRAYS } from "/bridge/ortweb/tensor.js";

const provider = new URLSearchParams(location.search).get("provider");
const started = start();

async function start() {
  const ort = await import(`/ort/ort.${provider}.min.mjs`);
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = "/ort/";
  return ort;
}

// Its WebAssembly has stopped, or its GPU is gone.
const DEAD = /^Aborted\(|device.*lost|lost.*device/i;

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const tensorOf = (ort, { type, dims, data, texts }) =>
  new ort.Tensor(type, texts ?? new ARRAYS[type](bytesOf(data).buffer), dims);

function given({ type, dims, data }) {
  if (type === "string") return { type, dims, texts: data };
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return { type, dims, data: btoa(letters) };
}

async function run({ model, inputs, outputs }) {
  const ort = await started;
  const session = await ort.InferenceSession.create(bytesOf(model), { executionProviders: [provider] });
  try {
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, tensorOf(ort, input)]));
    const results = await session.run(feeds);
    return outputs.map((name) => given(results[name]));
  } finally {
    await session.release();
  }
}

self.onmessage = async ({ data: job }) => {
  try {
    self.postMessage({ outputs: job.begin ? [] : await run(job) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isDead = error instanceof WebAssembly.RuntimeError || DEAD.test(reason);
    self.postMessage({ error: reason, isDead });
  }
};
