/**
 * Python with onnxruntime for the page /ortweb; ended from outside when a program is to stop.
 *
 * From the page:
 *   boot    {pyodide, ort, threads}        addresses; first, once
 *   run     {text, picture, files}         a program, `picture.npy`, and [name, address] of files that it names
 *
 * To the page:
 *   ready   {}
 *   said    {text, isError}                what it prints
 *   done    {picture | null, seconds}      it has ended; the picture that it left (transferred)
 *   failed  {text}                         it raised; its traceback
 *   odd     {what}                         it has ended, but what it left is no picture
 *   broken  {text}                         Python does not start
 */
import { engineAt, register } from "../ortweb/bridge.js";
import { load } from "../ortweb/runtime.js";
import { readNpy, writeNpy } from "./npy.js";

/** @typedef {import("./npy.js").Picture} Picture */
/** @typedef {import("pyodide").PyodideInterface} Python */

const FOLDER = "/home/pyodide";
const RESULT = `${FOLDER}/result.npy`;
// What a program prints is for people: more than this is a loop that went wrong.
const most = 100_000;

/** @type {Python} */
let python;
let left = most;

/** @type {(kind: string, more?: object, transfer?: Transferable[]) => void} */
const post = (kind, more = {}, transfer = []) => self.postMessage({ kind, ...more }, { transfer });

self.onmessage = ({ data }) => (data.kind === "boot" ? boot(data) : run(data));

/** @param {{pyodide: string, ort: string, threads: number}} addresses */
async function boot({ pyodide, ort, threads }) {
  try {
    // The runtime starts meanwhile; what keeps it from starting is told by the session that needs it.
    const runtime = load("wasm", { base: ort, threads, checked: true }).catch(() => {});
    const { loadPyodide } = /** @type {typeof import("pyodide")} */ (await import(`${pyodide}pyodide.mjs`));
    python = await loadPyodide({ indexURL: pyodide, packageBaseUrl: pyodide, packages: ["onnxruntime"] });
    register(python, engineAt({ base: ort, threads, checked: true }));
    python.setStdout(sink(false));
    python.setStderr(sink(true));
    python.runPython("import numpy, onnxruntime");
    await runtime;
    post("ready");
  } catch (error) {
    post("broken", { text: String(error) });
  }
}

/** @param {{text: string, picture: Picture, files: [string, string][]}} job */
async function run({ text, picture, files }) {
  left = most;
  const { FS } = python;
  const globals = python.globals.get("dict")();
  globals.set("__name__", "__main__");
  try {
    await Promise.all(files.map(([name, url]) => place(name, url)));
    FS.writeFile(`${FOLDER}/picture.npy`, writeNpy(picture));
    if (FS.analyzePath(RESULT, false).exists) FS.unlink(RESULT);
    const began = performance.now();
    await python.loadPackagesFromImports(text, { messageCallback: () => {} });
    await python.runPythonAsync(text, { globals, filename: "program.py" });
    flush();
    end((performance.now() - began) / 1000);
  } catch (error) {
    flush();
    post("failed", { text: traceback(error) });
  } finally {
    globals.destroy();
  }
}

/** @param {number} seconds */
function end(seconds) {
  if (!python.FS.analyzePath(RESULT, false).exists) {
    post("done", { picture: null, seconds });
    return;
  }
  try {
    const picture = readNpy(python.FS.readFile(RESULT));
    post("done", { picture, seconds }, [picture.data.buffer]);
  } catch (error) {
    post("odd", { what: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Bring a file that is not there yet.
 *
 * @param {string} name
 * @param {string} url
 */
async function place(name, url) {
  const path = `${FOLDER}/${name}`;
  if (python.FS.analyzePath(path, false).exists) return;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: the server answered ${response.status}.`);
  python.FS.writeFile(path, new Uint8Array(await response.arrayBuffer()));
}

/** Bring what is printed without a line's end, too. */
function flush() {
  python.runPython("import sys; sys.stdout.flush(); sys.stderr.flush()");
}

/**
 * What takes the bytes that Python prints.
 *
 * @param {boolean} isError
 */
function sink(isError) {
  const letters = new TextDecoder();
  return {
    write(/** @type {Uint8Array} */ bytes) {
      const text = letters.decode(bytes, { stream: true }).slice(0, Math.max(0, left));
      left -= text.length;
      if (text) post("said", { text: left > 0 ? text : `${text}…\n`, isError });
      return bytes.length;
    },
  };
}

/**
 * A traceback without Pyodide's own frames, which come first.
 *
 * @param {unknown} error
 */
function traceback(error) {
  const text = error instanceof Error ? error.message : String(error);
  const own = text.indexOf('  File "program.py"');
  return own < 0 ? text : `Traceback (most recent call last):\n${text.slice(own)}`;
}
