/** What the bridge throws: a sentence, and a code to search for. */
export class BridgeError extends Error {
  /**
   * @param {"model-corrupt" | "model-missing" | "model-failed" | "feed-invalid"} code
   * @param {string} message what is wrong and what would be right
   */
  constructor(code, message) {
    super(message);
    this.name = "BridgeError";
    this.code = code;
  }
}

/**
 * @param {unknown} error anything thrown; onnxruntime-web also throws numbers and strings
 * @returns {string}
 */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
