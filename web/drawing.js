import { StageError } from "./error.js";
import { get } from "./fetch.js";
import { Renderer } from "./gl/renderer.js";
import { filtersOf } from "./plugins.js";
import { texts } from "./texts.js";
import { Whole } from "./whole.js";

/** @typedef {import("./figures.js").Figures} Figures */
/** @typedef {import("./frames.js").Frames} Frames */
/** @typedef {import("./python.js").ShowFrame} ShowFrame */
/** @typedef {import("./remote.js").Boot} Boot */

// While the models load, the plain camera is shown: often enough to see oneself, seldom enough not to slow that.
const plainEvery_ms = 150;
// The graphics driver mostly gives the context back within one second, or not at all.
const restore_ms = 8000;
const jpegQuality = 0.92;

/** What is on the canvas: the plain camera until Python conducts, then the scene; and photos and mattes of it. */
export class Drawing {
  #figures;
  #whole = new Whole();
  /** Whether nobody is to be seen before the scene is. */
  #isCovered = false;
  #isStill = false;
  #plainAt = 0;
  #restoring = 0;
  /** @type {ImageBitmap | null} */
  #overlay = null;
  /** @type {Renderer | null} */
  #renderer = null;
  /** Draws a frame in its scene; null until the stage runs.
   * @type {ShowFrame | null} */
  showFrame = null;
  /** What the governor makes of a frame's sides. */
  scale = 1;
  /** Whether the last frame is on the canvas, in its scene. */
  isComposed = false;
  /** When that frame was taken, ms of its source. */
  shownAt = 0;

  /** @param {Figures} figures */
  constructor(figures) {
    this.#figures = figures;
  }

  /**
   * Make what draws.
   * @param {Boot} wanted
   * @param {() => void} onlost the graphics context is gone; frames come again once it is back
   * @returns {Promise<Renderer>}
   */
  async prepare({ canvas, config, output, isCovered }, onlost) {
    this.#isCovered = isCovered;
    const own = await (await get(`${config.assets.web}filters.json`, "worker-crashed")).json();
    const renderer = new Renderer(canvas, { ...(await filtersOf(config)), ...own }, output);
    renderer.onlost = () => {
      onlost();
      this.#restoring = setTimeout(
        () => reportError(new Error("the graphics context did not come back")),
        restore_ms,
      );
    };
    renderer.onrestored = () => clearTimeout(this.#restoring);
    this.#renderer = renderer;
    this.still(this.#isStill);
    if (this.#overlay) renderer.overlay(this.#overlay);
    return renderer;
  }

  /** @param {boolean} isStill whether nothing is to move by itself */
  still(isStill) {
    this.#isStill = isStill;
    if (this.#renderer) this.#renderer.isStill = isStill;
  }

  /** @param {ImageBitmap | null} picture lies over all that is drawn */
  overlay(picture) {
    this.#overlay = picture;
    this.#renderer?.overlay(picture);
  }

  /**
   * @param {import("./frames.js").Shot} shot
   * @returns {Promise<{width: number, height: number} | null>} size of what is on the canvas, null where nothing was drawn
   */
  async draw({ picture, timestamp, mirrored }) {
    const start = performance.now();
    const { showFrame } = this;
    const renderer = this.#renderer;
    this.isComposed = false;
    if (!renderer || renderer.lost) return null;
    if (!showFrame && (this.#isCovered || start - this.#plainAt < plainEvery_ms)) return null;
    this.#figures.begin();
    const isWhole = this.#whole.isWanted;
    try {
      const size = await renderer.ingest(picture, mirrored, isWhole ? 1 : this.scale);
      this.#figures.add("upload", performance.now() - start);
      if (!showFrame) {
        this.#plainAt = start;
        renderer.cover("frame");
        return size;
      }
      const spent = performance.now() - start;
      this.#figures.python(await showFrame(size.width, size.height, timestamp, mirrored, spent));
      if (this.isComposed) {
        this.shownAt = timestamp;
        this.#figures.end(performance.now() - start);
        if (isWhole) this.#whole.shown();
      }
      return size;
    } catch (error) {
      // The page has been told, and the next frame after the context is back goes through.
      if (/** @type {StageError} */ (error).code !== "webgl-lost") throw error;
      return null;
    }
  }

  /** What of the last frame is the person. */
  matte() {
    return { ...this.#demand().readMatte(), timestamp: this.shownAt };
  }

  /**
   * Let no frame be smaller than its source, or no longer: who records cannot use another size in between.
   * @param {boolean} isWhole
   */
  async keepWhole(isWhole) {
    this.#whole.keep(isWhole);
    if (isWhole) await this.#wholeFrame();
  }

  /**
   * A photo of the scene.
   * @param {Frames} frames between which it is taken
   * @param {string} type
   * @returns {Promise<Blob>}
   */
  async snapshot(frames, type) {
    const done = this.#whole.wish();
    try {
      // The governor may have made frames small: a photo has all that the source gives.
      await this.#wholeFrame();
      return await frames.between(() => {
        const renderer = this.#demand();
        // What was drawn is gone once it has been shown: draw it again, and take it in the same breath.
        renderer.render(this.shownAt);
        return renderer.canvas.convertToBlob({ type, quality: jpegQuality });
      });
    } finally {
      done();
    }
  }

  /** When there is a frame as large as its source. */
  async #wholeFrame() {
    if (this.scale !== 1) await this.#whole.next();
  }

  #demand() {
    if (this.#renderer && this.isComposed) return this.#renderer;
    throw new StageError("unsupported", texts.trouble.notRunning);
  }
}
