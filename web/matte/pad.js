/**
 * Repeat the edge of a picture into the border that it stands in.
 * @param {Float32Array | Uint32Array} plane
 * @param {number} width without the border
 * @param {number} height
 * @param {number} pad width of the border
 */
export function repeat(plane, width, height, pad) {
  const stride = width + 2 * pad;
  for (let row = pad; row < pad + height; row++) {
    const start = row * stride;
    plane.fill(plane[start + pad], start, start + pad);
    plane.fill(plane[start + pad + width - 1], start + pad + width, start + stride);
  }
  for (let row = 0; row < pad; row++) {
    plane.copyWithin(row * stride, pad * stride, (pad + 1) * stride);
    plane.copyWithin((pad + height + row) * stride, (pad + height - 1) * stride, (pad + height) * stride);
  }
}
