/** A failure that a viewer may meet: a code that support can search for, a sentence to act on. */
export class StageError extends Error {
  /**
   * @param {string} code one of docs/house.md, section 8
   * @param {string} message what is wrong, what to do
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = "StageError";
    this.code = code;
  }
}
