/** @typedef {import("./sampler.js").Region} Region */

/**
 * What the GPU would draw of a region, where its pixels are in memory and the CPU would draw: then nothing waits for what
 * is being drawn. Bilinear between pixel centres: the bytes that `oivis/sampling.py` gives in CPython.
 * @param {Uint8Array} given is filled, RGBA, row 0 at the top
 * @param {number} across its width
 * @param {{data: Uint8Array, width: number, height: number}} frame RGBA
 * @param {"clamp" | "zero"} border
 * @param {Region} region
 */
export function look(given, across, { data, width, height }, border, region) {
  const down = given.length / 4 / across;
  const [c, s] = [Math.cos(region.rotation), Math.sin(region.rotation)];
  const [stepX, stepY] = [(c * region.width) / across, (s * region.width) / across];
  const [rowX, rowY] = [(-s * region.height) / down, (c * region.height) / down];
  const [left, top] = [0.5 - across / 2, 0.5 - down / 2];
  const [right, bottom] = [width - 1, height - 1];
  const isZero = border === "zero";
  for (let row = 0, at = 0; row < down; row++) {
    // A pixel's middle is at half of it; the first sample of the frame therefore lies at -0.5.
    let x = region.cx - 0.5 + left * stepX + (top + row) * rowX;
    let y = region.cy - 0.5 + left * stepY + (top + row) * rowY;
    for (let column = 0; column < across; column++, at += 4, x += stepX, y += stepY) {
      given[at + 3] = 255;
      if (isZero && (x < -0.5 || x >= right + 0.5 || y < -0.5 || y >= bottom + 0.5)) {
        given[at] = given[at + 1] = given[at + 2] = 0;
        continue;
      }
      const u = x < 0 ? 0 : x > right ? right : x;
      const v = y < 0 ? 0 : y > bottom ? bottom : y;
      const [x0, y0] = [u | 0, v | 0];
      const [part, low] = [u - x0, v - y0];
      const a = 4 * (y0 * width + x0);
      const b = x0 < right ? a + 4 : a;
      const under = y0 < bottom ? 4 * width : 0;
      for (let channel = 0; channel < 3; channel++) {
        const upper = data[a + channel] + (data[b + channel] - data[a + channel]) * part;
        const left = data[a + under + channel];
        const lower = left + (data[b + under + channel] - left) * part;
        given[at + channel] = upper + (lower - upper) * low + 0.5;
      }
    }
  }
}
