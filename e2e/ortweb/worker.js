// Runs Python functions of the tests, with the bridge as the module `lab`. Nothing of oivis is here.
import * as bridge from "/ortweb/bridge.js";
import { loadPyodide } from "/pyodide/pyodide.mjs";
import { watchCopies } from "/copies.js";

const pyodide = await loadPyodide({ indexURL: "/pyodide/", packages: ["numpy"] });
const archive = await fetch("/python.zip");
pyodide.unpackArchive(await archive.arrayBuffer(), "zip", { extractDir: "/lib/python" });
// Which sessions are released, by name.
const watch = (session) => {
  const prototype = Object.getPrototypeOf(session);
  const { release } = prototype;
  const seen = [];
  prototype.release = function () {
    seen.push(this.name);
    return release.call(this);
  };
  return { seen, end: () => Object.assign(prototype, { release }) };
};
pyodide.registerJsModule("lab", { ...bridge, watch, watchCopies });
pyodide.runPython("import sys; sys.path.insert(0, '/lib/python')");

self.onmessage = async ({ data: { id, code } }) => {
  try {
    self.postMessage({ id, result: await pyodide.runPythonAsync(code) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
self.postMessage({ id: 0 });
