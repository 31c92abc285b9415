/**
 * Answers from what `visits.js` has kept. It keeps nothing itself, so it never keeps an error.
 *
 * Assets have their digest in their address: what is kept is right. A page is asked for first, as a newer build may
 * be there; where the network does not answer soon, the kept one serves. What a file host leaves out of the headers is
 * added here.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const name = "oivis";
const patience_ms = 3000;
const home = new URL(worker.registration.scope).pathname;
const asset = /^(assets\/|plugins\/|c\/[^/]+\/[0-9a-f]{64}\/)/;
const page = /^(index\.html|c\/[^/]+)?$/;
// Without the first three there are no WASM threads. The page carries the policy in itself too, but its worker, and plug-ins
// of others in that, go by their own response alone.
const wanted = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; connect-src 'self'",
};

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET" || request.cache === "reload") return;
  if (!pathname.startsWith(home)) return;
  const path = pathname.slice(home.length);
  if (asset.test(path)) event.respondWith(kept(request).then(guarded));
  // A page for streaming software is another page, and is not kept.
  else if (page.test(path) && !searchParams.has("output")) {
    event.respondWith(fresh(request, pathname).then(guarded));
  }
});

/** @param {Request} request */
async function kept(request) {
  const cache = await caches.open(name);
  const found = await cache.match(request.url);
  const range = request.headers.get("range");
  if (!found) return fetch(request);
  return range ? part(found, range) : found;
}

/**
 * What a player asks for of a clip, which a cache has whole. Several parts at once, and what makes no sense, are all of
 * it: RFC 9110, section 14.2, lets a server choose so.
 * @param {Response} whole
 * @param {string} range
 */
async function part(whole, range) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? ["", "", ""];
  const blob = await whole.blob();
  const { size } = blob;
  const headers = new Headers(whole.headers);
  // It is of the bytes as they came over the wire.
  headers.delete("content-encoding");
  if ((!first && !last) || (first && last && Number(first) > Number(last))) {
    headers.set("content-length", String(size));
    return new Response(blob, { headers });
  }
  const from = first ? Number(first) : Math.max(0, size - Number(last));
  const end = first && last ? Math.min(Number(last) + 1, size) : size;
  if (from >= end) {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${size}` } });
  }
  headers.set("content-range", `bytes ${from}-${end - 1}/${size}`);
  headers.set("content-length", String(end - from));
  return new Response(blob.slice(from, end), { status: 206, headers });
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

/** @param {Response} response */
function guarded(response) {
  const { status, statusText, body } = response;
  const missing = Object.entries(wanted).filter(([header]) => !response.headers.has(header));
  // A redirection that the browser follows itself cannot be read.
  if (status === 0 || !missing.length) return response;
  const headers = new Headers(response.headers);
  for (const [header, value] of missing) headers.set(header, value);
  return new Response(body, { status, statusText, headers });
}
