/**
 * A promise that its owner settles, and knows to be over when it has failed.
 * @typedef {{promise: Promise<void>, resolve(): void, reject(error: Error): void, isOver: boolean}} Ready
 */

/** @returns {Ready} */
export function pending() {
  const { promise, resolve, reject } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
  const ready = {
    promise,
    isOver: false,
    resolve,
    reject: (/** @type {Error} */ error) => {
      ready.isOver = true;
      reject(error);
    },
  };
  // Who does not wait for it hears of a failure by the event and the page.
  promise.catch(() => {});
  return ready;
}
