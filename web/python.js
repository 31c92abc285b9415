import { StageError } from "./error.js";
import { texts } from "./texts.js";

/**
 * The stage in Python, as docs/house.md section 3 has it.
 * @typedef {object} PythonStage
 * @property {(width: number, height: number, timestamp_ms: number, mirrored: boolean, spent_ms: number) => Coroutine} frame
 * @property {(command: string, by: string) => void} do
 * @property {(id: string) => void} scene
 * @property {() => string} scenes
 * @property {(is_open: boolean) => void} open
 * @property {(is_still: boolean) => void} still
 * @property {() => void} reset
 * @property {() => string} stats
 * @property {(links: string) => string} chain these say what is wrong, or nothing
 * @property {(name: string, text: string) => string} table
 * @property {(name: string) => string} picture
 */

/** @typedef {Promise<void> & {destroy(): void}} Coroutine */

/**
 * Start Python and install the stage from our own index.
 *
 * @param {object} from
 * @param {string} from.base folder with Pyodide's files
 * @param {string} from.index address of the package index
 * @returns {Promise<import("pyodide").PyodideInterface>}
 * @throws {StageError} `python-failed`
 */
export async function startPython({ base, index }) {
  const indexURL = new URL(base, location.origin).href;
  try {
    const { loadPyodide } = /** @type {typeof import("pyodide")} */ (await import(`${indexURL}pyodide.mjs`));
    const python = await loadPyodide({
      indexURL,
      packageBaseUrl: indexURL,
      packages: ["numpy", "micropip"],
    });
    const micropip = python.pyimport("micropip");
    const address = `${location.origin}${index}{package_name}/`;
    await micropip.install.callKwargs("oivis", { index_urls: [address] });
    micropip.destroy();
    return python;
  } catch (error) {
    throw new StageError("python-failed", texts.errors["python-failed"], { cause: error });
  }
}

/**
 * @param {import("pyodide").PyodideInterface} python
 * @param {object} host
 * @returns {Promise<PythonStage>}
 */
export async function bootStage(python, host) {
  const web = python.pyimport("oivis._web");
  try {
    return await web.boot(host);
  } catch (error) {
    throw new StageError("python-failed", texts.errors["python-failed"], { cause: error });
  } finally {
    web.destroy();
  }
}
