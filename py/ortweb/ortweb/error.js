/** @typedef {"model-corrupt" | "model-missing" | "model-failed" | "feed-missing" | "feed-invalid" |
 * "runtime-died" | "runtime-lost"} Code died: in this run; lost: in one before, the model can be opened again */

/** What the bridge throws: a sentence, and a code to search for. */
export class BridgeError extends Error {
  /**
   * @param {Code} code
   * @param {string} message what is wrong and what would be right
   * @param {unknown} [cause] what onnxruntime-web threw
   */
  constructor(code, message, cause) {
    super(message);
    this.name = "BridgeError";
    this.code = code;
    /** onnxruntime's own number for what went wrong, 1 for FAIL, 2 for INVALID_ARGUMENT, ...; 0 where it gave none */
    this.status = Number(/ERROR_CODE: (\d+)/.exec(reasonOf(cause ?? ""))?.[1] ?? 0);
  }
}

/**
 * @param {unknown} error anything thrown; onnxruntime-web also throws numbers and strings
 * @returns {string}
 */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
