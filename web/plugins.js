import { StageError } from "./error.js";
import { get } from "./fetch.js";
import { parse } from "./gl/filter.js";
import { texts } from "./texts.js";

/** @typedef {import("./config.js").Listed} Listed */
/** @typedef {{name: string, params: object, state: object, language: string}} Wish a plug-in to switch on */

const folder = "/tmp/plugins";

/** Plug-ins, in the worker: brought from our own server, checked, and handed to Python. */
export class Plugins {
  /** @type {Map<string, Promise<void>>} */
  #brought = new Map();

  /**
   * @param {import("./python.js").Python} python
   * @param {import("./python.js").PythonStage} stage
   * @param {import("./config.js").Config} config
   */
  constructor(python, stage, config) {
    this.python = python;
    this.stage = stage;
    this.config = config;
  }

  /**
   * Install a plug-in that is not ours, once. Ours have no sha256: they come with the stage.
   * @param {string} name
   * @throws {StageError} `plugin-failed`, naming it
   */
  async bring(name) {
    const listed = this.config.plugins.find((each) => each.name === name);
    if (!listed?.version) return;
    if (this.config.isUnguarded) throw new StageError("plugin-failed", texts.plugins.unguarded(name));
    let brought = this.#brought.get(name);
    if (!brought) {
      brought = this.#install(listed);
      this.#brought.set(name, brought);
      brought.catch(() => this.#brought.delete(name));
    }
    await brought;
  }

  /** @param {Wish} wish */
  play({ name, params, state, language }) {
    refuse(this.stage.play(name, JSON.stringify(params), JSON.stringify(state), language));
    return {};
  }

  /**
   * @param {string} name
   * @param {object} params
   */
  change(name, params) {
    refuse(this.stage.change(name, JSON.stringify(params)));
    return {};
  }

  /** @param {Listed} listed */
  async #install({ name, url = "", sha256 = "" }) {
    try {
      const bytes = await fetchChecked(url, sha256, name);
      const place = `${folder}/${url.split("/").at(-1)}`;
      const { FS } = this.python;
      FS.mkdirTree(folder);
      FS.writeFile(place, bytes);
      // All of NumPy: the stage itself began with what it needs of it.
      await this.python.loadPackage(["micropip", "numpy"]);
      const micropip = this.python.pyimport("micropip");
      const indexes = this.python.toPy([this.config.index]);
      try {
        await micropip.install.callKwargs(`emfs:${place}`, { index_urls: indexes });
      } finally {
        indexes.destroy();
        micropip.destroy();
      }
      // Python keeps a list of what it has seen in each folder.
      const importlib = this.python.pyimport("importlib");
      importlib.invalidate_caches();
      importlib.destroy();
    } catch (error) {
      if (error instanceof StageError) throw error;
      console.error(error);
      const reason =
        String(/** @type {Error} */ (error).message)
          .trim()
          .split("\n")
          .at(-1) ?? "";
      throw new StageError("plugin-failed", texts.plugins.install(name, reason), { cause: error });
    }
  }
}

/**
 * The texts of filters that are plug-ins, by name.
 * @param {import("./config.js").Config} config
 * @returns {Promise<Record<string, string>>}
 */
export async function filtersOf({ plugins }) {
  const filters = plugins.filter(({ url, version }) => url && !version);
  const texts = await Promise.all(
    filters.map(async ({ name, url = "", sha256 = "" }) =>
      // One that cannot be had is missed when it is to be switched on, and named then.
      fetchChecked(url, sha256, name).then(
        (bytes) => checked(name, new TextDecoder().decode(bytes)),
        () => null,
      ),
    ),
  );
  return Object.fromEntries(
    filters.flatMap(({ name }, index) => (texts[index] === null ? [] : [[name, texts[index]]])),
  );
}

/**
 * @param {string} name
 * @param {string} text
 */
function checked(name, text) {
  try {
    parse(name, text);
    return text;
  } catch (error) {
    console.error(error);
    return null;
  }
}

/**
 * Bytes of memory that Python has.
 * @param {import("./python.js").Python} python
 */
export function heapOf(python) {
  const { HEAPU8 } = /** @type {any} */ (python)._module;
  return HEAPU8.length;
}

/**
 * @param {string} url
 * @param {string} sha256
 * @param {string} name
 */
async function fetchChecked(url, sha256, name) {
  const response = await get(url, "plugin-failed");
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new StageError("plugin-failed", texts.plugins.damaged(name));
  return new Uint8Array(bytes);
}

/** @param {string} sentence of Python's; nothing where all is well */
function refuse(sentence) {
  if (sentence) throw new StageError("plugin-failed", sentence);
}
