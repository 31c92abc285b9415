// Pixels of an em, and of the outline and the line, in ems: as `oivis/_sprites.py` and `oivis/plugins/text.py`.
const em = 64;
const outline = 0.07;
const line = 1.25;
const pad = 0.2;
const base = 0.95;
// What a texture may be on every device.
const largest_px = 2048;

/** Text as plug-ins write it: white letters, mostly with a dark outline, made into pictures in the worker. */
export class Words {
  #measure = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));

  /**
   * Width of a line, in ems.
   * @param {string} text
   * @param {boolean} isBold
   */
  measure(text, isBold) {
    this.#measure.font = font(isBold, em);
    return this.#measure.measureText(text).width / em;
  }

  /**
   * @param {string[]} lines
   * @param {number} width ems
   * @param {number} height ems
   * @param {boolean} isBold
   * @param {boolean} isOutlined
   * @param {"left" | "centre" | "right"} align
   */
  draw(lines, width, height, isBold, isOutlined, align) {
    const unit = Math.min(em, largest_px / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.ceil(width * unit), Math.ceil(height * unit));
    const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.font = font(isBold, unit);
    pen.textAlign = align === "centre" ? "center" : align;
    pen.lineJoin = "round";
    pen.lineWidth = 2 * outline * unit;
    pen.strokeStyle = "rgb(0 0 0 / 59%)";
    pen.fillStyle = "#fff";
    const x = { left: pad, centre: width / 2, right: width - pad }[align] * unit;
    for (const [index, text] of lines.entries()) {
      const y = (pad + index * line + base) * unit;
      if (isOutlined) pen.strokeText(text, x, y);
      pen.fillText(text, x, y);
    }
    return canvas.transferToImageBitmap();
  }
}

/**
 * @param {boolean} isBold
 * @param {number} size_px
 */
function font(isBold, size_px) {
  return `${isBold ? 700 : 500} ${size_px}px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
}
