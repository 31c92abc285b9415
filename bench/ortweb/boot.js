import { engineAt, register } from "/bridge/ortweb/bridge.js";
import { loadPyodide } from "/pyodide/pyodide.mjs";

/** Start Python with the bridge as it is in the tree, and run a program of this folder in it. */
export async function boot(program) {
  const python = await loadPyodide({ indexURL: "/pyodide/", packages: ["numpy"] });
  const folder = await fetch("/made/python.zip");
  python.unpackArchive(await folder.arrayBuffer(), "zip", { extractDir: "/lib/bridge" });
  python.runPython("import sys; sys.path.insert(0, '/lib/bridge')");
  register(python, engineAt({ base: "/ort/", threads: 1 }));
  python.runPython(await (await fetch(program)).text());
  return python;
}
