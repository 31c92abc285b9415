import { StageError } from "./error.js";
import { get } from "./fetch.js";
import { texts } from "./texts.js";
import { unzip } from "./unzip.js";

/**
 * The stage in Python, as docs/house.md section 3 has it.
 * @typedef {object} PythonStage
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
 * @property {(name: string, params: string, state: string, language: string) => string} play
 * @property {(name: string, params: string) => string} change
 * @property {(aspect: number) => void} room
 * @property {(name: string) => void} end
 * @property {(name: string, button: string) => void} press
 * @property {(given: string) => string} own
 */

/**
 * Shows one frame, already on the GPU, in its scene.
 * @typedef {(width: number, height: number, timestamp_ms: number, mirrored: boolean, spent_ms: number) => Promise<number>} ShowFrame
 *   milliseconds in which Python ran, what it called of JavaScript among them
 */
/** @typedef {import("pyodide").PyodideInterface} Python */
/** @typedef {{packages: Record<string, {file_name: string, sha256: string}>}} Lock */

const packages = ["numpy", "ortweb", "oivis"];

/**
 * Start Python with the stage installed.
 *
 * @param {string} indexURL folder with Pyodide's files and our packages
 * @returns {Promise<Python>}
 * @throws {StageError} `python-failed`
 */
export async function startPython(indexURL) {
  try {
    const lock = get(`${indexURL}pyodide-lock.json`, "python-failed").then((response) => response.json());
    const wheels = lock.then((read) => Promise.all(packages.map((name) => wheelOf(read, name, indexURL))));
    const module = /** @type {Promise<typeof import("pyodide")>} */ (import(`${indexURL}pyodide.mjs`));
    const booted = module.then(({ loadPyodide }) =>
      loadPyodide({
        indexURL,
        packageBaseUrl: indexURL,
        lockFileContents: /** @type {Promise<any>} */ (lock),
        // Pyodide's own way of unpacking is Python.
        fsInit: async (FS, { sitePackages }) => install(FS, sitePackages, await wheels.catch(() => [])),
      }),
    );
    const [python] = await Promise.all([booted, wheels]);
    // Here, as the models load meanwhile.
    python.pyimport("oivis._web").destroy();
    return python;
  } catch (error) {
    throw new StageError("python-failed", texts.errors["python-failed"], { cause: error });
  }
}

/**
 * @param {Lock} lock
 * @param {string} name
 * @param {string} folder
 */
async function wheelOf({ packages: listed }, name, folder) {
  const { file_name, sha256 } = listed[name];
  const bytes = (sha256.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  const digest = btoa(String.fromCharCode(...bytes));
  const response = await get(folder + file_name, "python-failed", { integrity: `sha256-${digest}` });
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * @param {Python["FS"]} FS
 * @param {string} sitePackages
 * @param {Uint8Array[]} wheels
 */
function install(FS, sitePackages, wheels) {
  for (const wheel of wheels) {
    for (const { name, data } of unzip(wheel)) {
      const path = `${sitePackages}/${name}`;
      FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      FS.writeFile(path, data, { canOwn: true });
    }
  }
}

/**
 * @param {Python} python
 * @param {object} host
 * @returns {Promise<{stage: PythonStage, showFrame: ShowFrame}>}
 */
export async function bootStage(python, host) {
  const web = python.pyimport("oivis._web");
  try {
    const stage = await web.boot(host);
    const frame = web.frames(stage);
    const showFrame = (/** @type {any[]} */ ...given) =>
      new Promise((resolve, reject) => {
        frame(resolve, (/** @type {string} */ trace) => reject(new Error(trace)), ...given);
      });
    return { stage, showFrame };
  } catch (error) {
    throw new StageError("python-failed", texts.errors["python-failed"], { cause: error });
  } finally {
    web.destroy();
  }
}
