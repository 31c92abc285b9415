/** Pictures of the page /ortweb: one of ours or the visitor's own, which stays on the page. */

/** @typedef {import("./npy.js").Picture} Picture */

// Programs in plain NumPy are to answer at once.
const longest = 768;

/**
 * Read a picture's pixels, smaller where it is large.
 *
 * @param {Blob} blob
 * @returns {Promise<Picture>}
 * @throws {DOMException} where the browser cannot read it
 */
export async function readPicture(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new TypeError("there is no canvas to draw on");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} picture
 */
export function show(canvas, { width, height, data }) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(data, width, height), 0, 0);
}
