import { BridgeError, reasonOf } from "./error.js";

/**
 * @typedef {object} ModelFile
 * @property {string} url
 * @property {string} [sha256] lower-case hex; without it the bytes are taken as they come
 * @property {number} [bytes] size, for the progress: Content-Length counts compressed bytes
 */

/** @typedef {(loaded: number, total: number) => void} Progress total is 0 where the size is not known */

/**
 * Fetch a model file and check it. Wrong bytes are fetched once more, past the cache, before they are an error.
 *
 * @param {ModelFile} file
 * @param {Progress} [onprogress]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {BridgeError} `model-missing` where there is no such file, `model-corrupt` where its sha256 is another
 */
export async function fetchModel(file, onprogress = () => {}) {
  /** @type {RequestCache[]} */
  const ways = ["default", "reload"];
  let got = "";
  for (const cache of ways) {
    const bytes = await download(file, cache, onprogress);
    if (file.sha256 === undefined) {
      return bytes;
    }
    got = await sha256(bytes);
    if (got === file.sha256) {
      return bytes;
    }
  }
  throw new BridgeError(
    "model-corrupt",
    `Model file ${nameOf(file.url)} is damaged: its sha256 should be ${file.sha256} and is ${got}, also when fetched again.`,
  );
}

/**
 * @param {string} url
 * @returns {string} the last part of its path
 */
function nameOf(url) {
  return url.replace(/[?#].*$/, "").replace(/^.*\//, "");
}

/**
 * @param {ModelFile} file
 * @param {RequestCache} cache
 * @param {Progress} onprogress
 */
async function download({ url, bytes: size = 0 }, cache, onprogress) {
  try {
    const response = await fetch(url, { cache });
    if (!response.ok || !response.body) {
      throw new Error(`the server answered ${response.status}`);
    }
    const chunks = [];
    let loaded = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
      loaded += value.length;
      onprogress(loaded, size);
    }
    return joined(chunks, loaded);
  } catch (error) {
    throw new BridgeError(
      "model-missing",
      `Model file ${nameOf(url)} could not be fetched from ${url}: ${reasonOf(error)}.`,
    );
  }
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} length
 */
function joined(chunks, length) {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  if (!self.isSecureContext) {
    throw new BridgeError(
      "model-failed",
      "A browser checks models in a secure page alone: open it by https, or on localhost.",
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
