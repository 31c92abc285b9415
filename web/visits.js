import { config } from "./config.js";

const name = "oivis";

/**
 * Keep what this visit used, and let the service worker answer with it: the next visit starts from the
 * cache, and without a network. What is of an older build is dropped.
 *
 * @param {() => Promise<string[]>} worked what the worker fetched
 * @returns {Promise<void>}
 */
export async function keep(worked) {
  if (!("serviceWorker" in navigator) || !("caches" in self)) return;
  const cache = await caches.open(name);
  const had = new Set((await cache.keys()).map(({ url }) => url));
  const current = Object.values(config.assets).map((prefix) => location.origin + prefix);
  const isAsset = (/** @type {string} */ url) => url.startsWith(`${location.origin}/assets/`);
  const isCurrent = (/** @type {string} */ url) =>
    !isAsset(url) || current.some((prefix) => url.startsWith(prefix));
  await Promise.all([...had].filter((url) => !isCurrent(url)).map((url) => cache.delete(url)));
  const used = (await addresses(worked)).filter((url) => isCurrent(url) && !(isAsset(url) && had.has(url)));
  // One after the other: the stage runs meanwhile.
  for (const url of used) {
    const response = await fetch(url);
    if (response.ok) await cache.put(url, response);
  }
  await navigator.serviceWorker.register("/sw.js");
}

/**
 * What an offline visit needs, and only that: this page and its assets.
 * @param {() => Promise<string[]>} worked
 */
async function addresses(worked) {
  const seen = [...performance.getEntriesByType("resource").map((entry) => entry.name), ...(await worked())];
  return [
    ...new Set([
      `${location.origin}/`,
      ...seen.filter((url) => url.startsWith(`${location.origin}/assets/`)),
    ]),
  ];
}
