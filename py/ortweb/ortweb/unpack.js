/**
 * Fetch a gzipped file and give what is in it, once that has been compared with its pin.
 *
 * @param {string} url
 * @param {string} pin sha256 of what is in it, as in pins.js
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Error} where it does not come, is no gzip or holds something else
 */
export async function unpack(url, pin) {
  const response = await fetch(url);
  if (!response.ok || !response.body) {
    throw new Error(`${url}: the server answered ${response.status}.`);
  }
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  let bytes;
  try {
    bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error(`${url} is damaged: it is no whole gzip.`);
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const got = `sha256-${btoa(String.fromCharCode(...digest))}`;
  if (got !== pin) {
    throw new Error(`${url} is damaged: what is in it is not what was pinned (${pin}).`);
  }
  return bytes;
}
