import { StageError } from "../error.js";
import { texts } from "../texts.js";

/**
 * A campaign's frame: a picture of our own origin that lies over everything, in photos, clips and streams as well.
 *
 * It is fitted to each shape of the stage: the corners, a third of each side, keep their shape, and what is between them
 * is stretched.
 */
export class Frame {
  /** @type {HTMLImageElement | null} */
  #image = null;
  #turn = 0;

  /** @param {(picture: ImageBitmap | null) => void} show */
  constructor(show) {
    this.show = show;
    this.width = 0;
    this.height = 0;
  }

  /**
   * @param {string | null} address of a picture with see-through parts, such as PNG, WebP or SVG; null for none
   * @returns {Promise<void>} once it is on its way to the screen
   * @throws {StageError} `source-unreadable`; the frame before then stays
   */
  async set(address) {
    const turn = ++this.#turn;
    const image = address === null ? null : await load(address);
    if (turn !== this.#turn) return;
    this.#image = image;
    this.again();
  }

  /**
   * The stage has another shape.
   * @param {number} width pixels
   * @param {number} height
   */
  resize(width, height) {
    this.width = width;
    this.height = height;
    if (this.#image) this.again();
  }

  /** Show it on a worker that does not have it. */
  again() {
    const image = this.#image;
    if (!image) this.show(null);
    else if (this.width && this.height) this.show(fit(image, this.width, this.height));
  }
}

/** @param {string} address */
async function load(address) {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  if (url?.origin !== location.origin) throw new StageError("source-unreadable", texts.trouble.frame);
  const image = new Image();
  image.src = url.href;
  try {
    await image.decode();
    return image;
  } catch (cause) {
    throw new StageError("source-unreadable", texts.trouble.frame, { cause });
  }
}

/**
 * @param {HTMLImageElement} image
 * @param {number} width
 * @param {number} height
 * @returns {ImageBitmap}
 */
function fit(image, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const [w, h] = [image.naturalWidth || width, image.naturalHeight || height];
  const corner = Math.min(width / w, height / h) / 3;
  const from = (/** @type {number} */ side) => [0, side / 3, (side * 2) / 3, side];
  const to = (/** @type {number} */ side, /** @type {number} */ own) => [
    0,
    own * corner,
    side - own * corner,
    side,
  ];
  const [fromX, fromY, toX, toY] = [from(w), from(h), to(width, w), to(height, h)];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const source = /** @type {const} */ ([fromX[column], fromY[row], w / 3, h / 3]);
      const [x, y] = [Math.round(toX[column]), Math.round(toY[row])];
      const [right, bottom] = [Math.round(toX[column + 1]), Math.round(toY[row + 1])];
      pen.drawImage(image, ...source, x, y, right - x, bottom - y);
    }
  }
  return canvas.transferToImageBitmap();
}
