import { config } from "./config.js";

const name = "oivis";

/**
 * Keep what this visit used, and let the service worker answer with it: the next visit starts from the
 * cache, and without a network. What is of an older build, or of an older version of the campaign, is dropped.
 *
 * @param {() => Promise<string[]>} worked what the worker fetched
 * @returns {Promise<void>}
 */
export async function keep(worked) {
  if (!("serviceWorker" in navigator) || !("caches" in self)) return;
  const cache = await caches.open(name);
  const had = new Set((await cache.keys()).map(({ url }) => url));
  const root = new URL(".", config.worker).href;
  const plugins = config.plugins.flatMap(({ url }) => url ?? []);
  const files = [...(config.campaign?.files ?? []), ...plugins];
  const groups = Object.values(config.assets);
  const isBuilt = (/** @type {string} */ url) => url.startsWith(`${root}assets/`);
  const isCurrent = (/** @type {string} */ url) => groups.some((group) => url.startsWith(group));
  const isOld = (/** @type {string} */ url) =>
    (isBuilt(url) && !isCurrent(url)) || (isOurs(url) && !files.includes(url));
  await Promise.all([...had].filter(isOld).map((url) => cache.delete(url)));
  const seen = [...performance.getEntriesByType("resource").map((entry) => entry.name), ...(await worked())];
  const used = new Set([...seen.filter(isCurrent), ...thumbnails(), ...files]);
  // The page itself is asked for again: its address stays when it changes.
  const wanted = [location.origin + location.pathname, ...[...used].filter((url) => !had.has(url))];
  // One after the other: the stage runs meanwhile.
  for (const url of wanted) {
    const response = await fetch(url);
    if (response.ok) await cache.put(url, response);
  }
  await navigator.serviceWorker.register(config.worker);
}

/**
 * Whether an address is that of an asset of this campaign, or of a plug-in, of whatever version.
 * @param {string} url
 */
function isOurs(url) {
  const slug = document.documentElement.dataset.campaign;
  const isBelow = (/** @type {string} */ folder) => url.startsWith(new URL(folder, config.worker).href);
  return isBelow("plugins/") || (slug !== undefined && isBelow(`c/${slug}/`));
}

/** The pictures of scenes are fetched as they come into sight: a campaign's are few, and all are kept. */
function thumbnails() {
  return (config.campaign?.scenes ?? []).map((id) => `${config.assets.web}scenes/${id}.webp`);
}
