import { tag } from "./texts.js";

/**
 * @param {number} bytes
 * @returns {string} such as 1.2 MB
 */
export function megabytes(bytes) {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${new Intl.NumberFormat(tag, digits).format(bytes / 1e6)} MB`;
}

/**
 * @param {number} seconds
 * @returns {string} such as 1:05
 */
export function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/**
 * @param {string} kind its ending
 * @returns {string} what a photo or clip made now is called
 */
export function fileName(kind) {
  return `oivis-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${kind}`;
}
