import { StageError } from "./error.js";
import { id as own } from "./own/own.js";
import { texts } from "./texts.js";

// These limits are Python's as well: `oivis/cube.py`, `oivis/pictures.py`, `oivis/own.py`.
const largest_bytes = 16e6;
const largest_px = 1024;
const largestOwn_px = 2048;

/** What is laid over every scene, in the worker: filters, and the tables of colours and pictures that they name. */
export class Over {
  /**
   * @param {import("./python.js").PythonStage} stage
   * @param {import("./gl/renderer.js").Renderer} renderer
   */
  constructor(stage, renderer) {
    this.stage = stage;
    this.renderer = renderer;
  }

  /**
   * @param {string} links JSON
   * @throws {StageError} `unsupported`, naming what is wrong; the chain before it goes on
   */
  chain(links) {
    refuse(this.stage.chain(links));
  }

  /**
   * @param {string} name
   * @param {Blob} file a picture, or the text of a `.cube` file
   * @throws {StageError} `source-unreadable`, `unsupported`
   */
  async picture(name, file) {
    if (file.size > largest_bytes)
      throw new StageError("source-unreadable", texts.trouble.large(largest_bytes));
    if (!file.type.startsWith("image/")) {
      refuse(this.stage.table(name, await file.text()));
      return;
    }
    this.renderer.picture(name, await decode(file, largest_px));
    refuse(this.stage.picture(name));
  }

  /**
   * Make a scene of what the viewer has, and go there.
   * @param {import("./own/own.js").Given} given
   * @returns {Promise<{id: string, title: string}[]>} the scenes that there are now
   * @throws {StageError} `source-unreadable`, `unsupported`; the scene before then goes on
   */
  async own({ picture, frame, ...plain }) {
    const shown = picture ? await decode(picture, largestOwn_px) : frame;
    if (shown) this.renderer.picture(own, shown);
    refuse(this.stage.own(JSON.stringify(shown ? { picture: own } : plain)));
    return JSON.parse(this.stage.scenes());
  }

  /** @param {ImageBitmap | VideoFrame} frame the next one of the viewer's own video */
  turn(frame) {
    this.renderer.turn(own, frame);
  }
}

/** @param {string} sentence of Python's; nothing where all is well */
function refuse(sentence) {
  if (sentence) throw new StageError("unsupported", sentence);
}

/**
 * @param {Blob} file
 * @param {number} largest_px the longer side at most
 */
async function decode(file, largest_px) {
  try {
    const whole = await createImageBitmap(file);
    const fit = Math.min(1, largest_px / Math.max(whole.width, whole.height));
    const [resizeWidth, resizeHeight] = [whole.width, whole.height].map((side) =>
      Math.max(1, Math.round(side * fit)),
    );
    const options = { resizeWidth, resizeHeight, resizeQuality: /** @type {const} */ ("high") };
    const picture = await createImageBitmap(whole, { ...options, premultiplyAlpha: "premultiply" });
    whole.close();
    return picture;
  } catch (error) {
    throw new StageError("source-unreadable", texts.errors["source-unreadable"], { cause: error });
  }
}
