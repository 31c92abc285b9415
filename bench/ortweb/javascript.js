/** onnxruntime-web as a page of JavaScript calls it; nothing of the bridge is here. */
import * as ort from "/ort/ort.wasm.min.mjs";

ort.env.logLevel = "error";
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = "/ort/";

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
  uint4: Uint8Array,
  int4: Uint8Array,
};

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const tensorOf = ({ type, dims, data, texts }) =>
  new ort.Tensor(type, texts ?? new ARRAYS[type](bytesOf(data).buffer), dims);

function given({ type, dims, data }) {
  if (type === "string") return { type, dims, texts: data };
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return { type, dims, data: btoa(letters) };
}

async function run({ model, inputs, outputs }) {
  const session = await ort.InferenceSession.create(bytesOf(model), { executionProviders: ["wasm"] });
  try {
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, tensorOf(input)]));
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
    const isDead = error instanceof WebAssembly.RuntimeError || reason.startsWith("Aborted(");
    self.postMessage({ error: reason, isDead });
  }
};
