/**
 * Bilinear between the middles of cells, the edge repeated.
 * @param {Float32Array | Uint8Array} values row by row
 * @param {number} width
 * @param {number} x cells; 0 is the middle of the first
 * @param {number} y
 */
export function sample(values, width, x, y) {
  const [right, bottom] = [width - 1, values.length / width - 1];
  const across = x < 0 ? 0 : x > right ? right : x;
  const down = y < 0 ? 0 : y > bottom ? bottom : y;
  const [left, top] = [across | 0, down | 0];
  const at = top * width + left;
  const under = top < bottom ? at + width : at;
  const step = left < right ? 1 : 0;
  const [part, low] = [across - left, down - top];
  const upper = values[at] + (values[at + step] - values[at]) * part;
  const lower = values[under] + (values[under + step] - values[under]) * part;
  return upper + (lower - upper) * low;
}
