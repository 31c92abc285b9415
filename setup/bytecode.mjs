/** node bytecode.mjs FOLDER HOME [FOLDER HOME ...]: run `compile_folder` of bytecode.py in Pyodide. */
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide({
  // No columns of expressions, a fifth of all bytecode; and the same bytes each time.
  env: { HOME: "/home/pyodide", PYTHONNODEBUGRANGES: "1", PYTHONHASHSEED: "0" },
});
python.runPython(readFileSync(new URL("bytecode.py", import.meta.url), "utf8"));
const compileFolder = python.globals.get("compile_folder");
const pairs = process.argv.slice(2);
for (let i = 0; i < pairs.length; i += 2) {
  const place = `/mnt/${i}`;
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: pairs[i] }, place);
  compileFolder(place, pairs[i + 1]);
}
