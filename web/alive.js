/**
 * Hold a lock for as long as this worker lives: browsers end workers without a word.
 * @param {string} name
 * @param {() => void} held
 */
export function hold(name, held) {
  void navigator.locks.request(name, () => {
    held();
    return new Promise(() => {});
  });
}

/**
 * Count what comes over the network.
 * @param {(bytes: number) => void} tell all of it, each time that there is more
 */
export function count(tell) {
  let bytes = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      bytes += /** @type {PerformanceResourceTiming} */ (entry).transferSize;
    tell(bytes);
  }).observe({ type: "resource", buffered: true });
}
