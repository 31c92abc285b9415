// window.python(code) runs code on the page's own thread, or in a worker, as ?worker asks for. Nothing is registered.
const boot = `
  const { loadPyodide } = await import("${location.origin}/pyodide/pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: "${location.origin}/pyodide/", packages: ["micropip"] });
`;
const wanted = new URLSearchParams(location.search).get("worker");

async function here() {
  const { loadPyodide } = await import("/pyodide/pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: "/pyodide/", packages: ["micropip"] });
  return (code) => pyodide.runPythonAsync(code);
}

function inWorker(type) {
  const run = `self.onmessage = async ({ data }) => {
    try { self.postMessage({ result: await pyodide.runPythonAsync(data) }); }
    catch (error) { self.postMessage({ error: String(error) }); }
  };`;
  // Made from a blob, as notebooks do it: such a worker has no address that others could be relative to.
  const text = `${boot} ${run} self.postMessage({ result: "up" });`;
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), { type });
  const answer = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
      worker.onerror = (event) => reject(new Error(event.message));
    });
  return answer().then(() => (code) => {
    const result = answer();
    worker.postMessage(code);
    return result;
  });
}

const up = wanted ? inWorker(wanted) : here();
window.python = async (code) => (await up)(code);

// The bridge without Python, in a classic worker, which Pyodide itself refuses.
window.classic = (model) =>
  new Promise((resolve, reject) => {
    const text = `(async () => {
      const { engineAt } = await import("${location.origin}/ortweb/engine.js");
      const engine = engineAt({ base: "${location.origin}/ort/", threads: 1, checked: true });
      const { session } = await engine.create(await engine.fetch("${location.origin}${model}"), "toy", [{ name: "wasm" }]);
      const tensor = session.runtime.tensor("float32", new Float32Array([1, 2]), [2]);
      const { sum } = await session.run({ a: tensor, b: tensor }, ["sum"]);
      self.postMessage([...sum.data]);
    })().catch((error) => self.postMessage(String(error)));`;
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    worker.onmessage = ({ data }) => (typeof data === "string" ? reject(new Error(data)) : resolve(data));
  });
