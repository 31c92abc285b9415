import { StageError } from "./error.js";

/**
 * Fetch what the stage cannot do without.
 * @param {string} url
 * @param {string} code of the error where it is not there
 * @param {RequestInit} [init]
 */
export async function get(url, code, init) {
  const response = await fetch(url, init);
  if (!response.ok) {
    throw new StageError(code, `The server has no ${url} (${response.status}). Reload the page.`);
  }
  return response;
}
