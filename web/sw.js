/**
 * Answers from what `visits.js` has kept. It keeps nothing itself, so it never keeps an error.
 *
 * Assets have their digest in their address: what is kept is right. The page is asked for first, as a newer
 * build may be there; where the network does not answer soon, the kept one serves.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const name = "oivis";
const patience_ms = 3000;

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET" || request.cache === "reload") return;
  if (pathname.startsWith("/assets/")) event.respondWith(kept(request));
  // A page for streaming software is another page, and is not kept.
  else if (pathname === "/" && !searchParams.has("output")) event.respondWith(fresh(request, pathname));
});

/** @param {Request} request */
async function kept(request) {
  const cache = await caches.open(name);
  return (await cache.match(request.url)) ?? fetch(request);
}

/**
 * @param {Request} request
 * @param {string} pathname what it is kept under: queries choose how the page starts, not what it is
 */
async function fresh(request, pathname) {
  const cache = await caches.open(name);
  const older = await cache.match(pathname);
  if (!older) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, patience_ms, older));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return older;
  }
}
