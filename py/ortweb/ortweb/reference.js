/** @typedef {import("./runtime.js").Spec} Spec */
/** @typedef {import("onnxruntime-web").Tensor} Tensor */

/**
 * What a model must reproduce before a provider is trusted with it.
 *
 * @typedef {object} Reference
 * @property {{rgb: string, height: number, width: number}} thumb the input, small: base64 of RGB bytes
 * @property {Record<string, {stride: number, values: number[], tolerance: number}>} outputs every `stride`-th value
 *   of the flattened output, each to be met within `tolerance`
 */

/**
 * Enlarge the thumb to the model's input by nearest neighbour.
 *
 * @param {Reference["thumb"]} thumb
 * @param {readonly number[]} shape of the input: [1, height, width, 4]
 * @returns {Uint8Array} RGBA, alpha 255
 */
export function referencePixels(thumb, shape) {
  const rgb = Uint8Array.from(atob(thumb.rgb), (letter) => letter.charCodeAt(0));
  const [, height, width] = shape;
  const rgba = new Uint8Array(height * width * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * thumb.height) / height) * thumb.width;
    for (let x = 0; x < width; x++) {
      const from = 3 * (row + Math.floor((x * thumb.width) / width));
      rgba.set(rgb.subarray(from, from + 3), 4 * (y * width + x));
    }
  }
  return rgba;
}

/**
 * Say how a model's outputs differ from its reference.
 *
 * @param {Record<string, Tensor>} outputs
 * @param {Reference["outputs"]} expected
 * @returns {string | null} null where every value is within its tolerance, else the worst one
 */
export function difference(outputs, expected) {
  for (const [name, { stride, values, tolerance }] of Object.entries(expected)) {
    const data = /** @type {ArrayLike<number>} */ (outputs[name]?.data ?? []);
    const count = Math.ceil(data.length / stride);
    if (count !== values.length) {
      return `${name} has ${data.length} values, so ${count} to compare, but its reference has ${values.length}`;
    }
    // Written so that NaN, which compares false with everything, is the worst of all.
    let worst = -1;
    let error = tolerance;
    for (let i = 0; i < count; i++) {
      const off = Math.abs(data[i * stride] - values[i]);
      if (!(off <= error)) {
        worst = i;
        error = off;
      }
    }
    if (worst >= 0) {
      return `${name}[${worst * stride}] is ${data[worst * stride]}, its reference ${values[worst]} (tolerance ${tolerance})`;
    }
  }
  return null;
}
