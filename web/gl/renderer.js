import { StageError } from "../error.js";
import { Chain } from "./chain.js";
import { open } from "./context.js";
import { Cover } from "./cover.js";
import { parse } from "./filter.js";
import { Frame } from "./frame.js";
import { Look } from "./look.js";
import { Matte } from "./matte.js";
import { Overlay } from "./overlay.js";
import { Pen } from "./pen.js";
import { Pictures } from "./pictures.js";
import { Programs } from "./programs.js";
import { Sampler } from "./sampler.js";
import { Sprites } from "./sprites.js";

/**
 * Takes frames in, shows models what they look at, and draws the scene. One canvas, one frame in hand.
 *
 * When the context is lost every call throws `webgl-lost` until it is back; then all is made again from the same
 * filters and the same chain, and the next frame can be taken in.
 */
export class Renderer {
  /** @type {import("./chain.js").Link[]} */
  #links = [];
  /** @type {import("./pictures.js").Named} */
  #pictures = new Map();
  /** @type {ImageBitmap | null} */
  #overlay = null;
  /** @type {import("./sprites.js").Sheet} */
  #sheet = { runs: [], rows: new Float32Array() };
  /** @type {ReturnType<Renderer["make"]> | null} */
  #parts = null;
  #look = new Look();
  /** Whether the viewer wants less motion: scenes then neither follow them nor fade into one another. */
  isStill = false;
  /** Called when the context goes, and when all is made again. */
  onlost = () => {};
  onrestored = () => {};

  /**
   * @param {OffscreenCanvas} canvas is given the size of each frame
   * @param {Record<string, string>} sources text of every `.frag` file by its name
   * @param {import("../config.js").Output | null} [output] what is shown where there is no person; null for scenes
   * @throws {StageError} `webgl-missing`, `shader-compile`
   */
  constructor(canvas, sources, output = null) {
    this.canvas = canvas;
    this.output = output;
    this.filters = Object.fromEntries(
      Object.entries(sources).map(([name, text]) => [name, parse(name, text)]),
    );
    for (const name of ["alpha", "frosted"]) {
      if (!this.filters[name])
        throw new StageError("shader-compile", `The filter ${name} is missing from the sources.`);
    }
    this.context = this.#open();
    canvas.addEventListener("webglcontextlost", this.#lose);
    canvas.addEventListener("webglcontextrestored", this.#restore);
    this.#parts = this.make();
  }

  /** Whether the graphics driver has taken the context away and not yet given it back. */
  get lost() {
    return this.#parts === null;
  }

  /** Of what part of the frame its matte is: left, top, width, height in shares of it. */
  get focus() {
    return this.#held().pen.focus;
  }

  /**
   * What Python checks chains against.
   * @returns {import("./filter.js").Header[]}
   */
  headers() {
    return Object.values(this.filters).map(({ source, ...header }) => header);
  }

  /**
   * Take a picture in. It stays the caller's to close.
   * @param {import("./frame.js").Picture} picture
   * @param {boolean} mirrored whether left and right are swapped, once, here
   * @param {number} [scale] of the frame to the picture, above 0, at most 1
   * @returns {Promise<{width: number, height: number}>} size of the frame, pixels
   */
  async ingest(picture, mirrored, scale = 1) {
    const { frame, sampler } = this.#held();
    sampler.forget();
    await frame.ingest(picture, mirrored, scale);
    return { width: frame.target.width, height: frame.target.height };
  }

  /**
   * Draw a region of the frame at a model's input size and read it back.
   * @param {number} width
   * @param {number} height
   * @param {"clamp" | "zero"} border what lies outside the frame: its edge, or black
   * @param {import("./sampler.js").Region} region
   * @returns {Uint8Array} RGBA, row 0 at the top; overwritten by the next call of the same size
   */
  sample(width, height, border, region) {
    const { sampler, frame } = this.#framed();
    return sampler.sample(frame, width, height, border, region);
  }

  /**
   * Give the matte of the frame in hand. Outside the region there is nobody.
   * @param {Uint8Array} data 0..255, row 0 at the top
   * @param {number} width
   * @param {number} height
   * @param {import("./sampler.js").Region} [region] that the model looked at, not turned; the whole frame where missing
   * @returns {import("../matte/matte.js").Box | null} of the people, in shares of the region
   */
  matte(data, width, height, region) {
    if (data.length !== width * height) {
      throw new RangeError(`a matte of ${width}x${height} has ${width * height} bytes, not ${data.length}`);
    }
    const { matte, frame, sampler } = this.#framed();
    const { width: wide, height: high } = frame.target;
    const seen = region ?? { cx: wide / 2, cy: high / 2, width: wide, height: high, rotation: 0 };
    /** @type {[number, number, number, number]} */
    const focus = [
      (seen.cx - seen.width / 2) / wide,
      (seen.cy - seen.height / 2) / high,
      seen.width / wide,
      seen.height / high,
    ];
    const people = matte.take(
      data,
      sampler.again(frame, width, height, seen),
      width,
      height,
      frame.target,
      focus,
    );
    this.#look.see(data, width, height, focus);
    return people;
  }

  /**
   * Give a picture the name by which chains speak of it. The next chain that names it sees it.
   * @param {string} name
   * @param {import("./pictures.js").Picture} picture kept, and closed when another one takes its name; premultiplied, row 0 at the top
   */
  picture(name, picture) {
    const before = this.#pictures.get(name);
    if (before && "close" in before) before.close();
    this.#pictures.set(name, picture);
  }

  /**
   * @param {string} name
   * @returns {[number, number]} width and height of a picture, pixels
   */
  size(name) {
    const picture = this.#pictures.get(name);
    if (!picture) return [1, 1];
    if ("displayWidth" in picture) return [picture.displayWidth, picture.displayHeight];
    return [picture.width, picture.height];
  }

  /** @param {string} name of a picture that nobody draws any more */
  drop(name) {
    const picture = this.#pictures.get(name);
    if (picture && "close" in picture) picture.close();
    this.#pictures.delete(name);
    this.#parts?.pictures.drop(name);
  }

  /** @param {import("./sprites.js").Sheet} sheet what plug-ins draw over every picture from now on */
  sprites(sheet) {
    this.#sheet = sheet;
    this.#parts?.sprites.take(sheet);
  }

  /**
   * Show another picture of that name at once where the chain names it, such as the next one of a video.
   * @param {string} name
   * @param {import("./pictures.js").Picture} picture as `picture` takes it
   */
  turn(name, picture) {
    this.picture(name, picture);
    if (this.lost) return;
    for (const [index, { filter, params = {} }] of this.#links.entries()) {
      for (const [param, value] of Object.entries(params)) {
        const isPicture = this.filters[filter].params[param].type === "picture";
        if (isPicture && value === name) this.params(index, param, value);
      }
    }
  }

  /**
   * Set the filter chain. Where a filter fails the picture stays as it was.
   * @param {import("./chain.js").Link[]} links
   * @throws {StageError} `shader-compile`
   * @throws {RangeError} where a value or a picture is none
   */
  chain(links) {
    this.#held().chain.set(links);
    this.#links = links.map(({ filter, params }) => ({ filter, params: { ...params } }));
  }

  /**
   * Change one parameter of one link while running.
   * @param {number} index
   * @param {string} name
   * @param {import("./param.js").Given} value numbers are kept within the parameter's range
   */
  params(index, name, value) {
    this.#held().chain.params(index, name, value);
    this.#links[index].params = { ...this.#links[index].params, [name]: value };
  }

  /**
   * Draw the frame in hand, with its matte, to the canvas.
   * @param {number} time_ms the frame's timestamp
   * @throws {Error} where the frame has no matte yet; `cover` is for that
   */
  render(time_ms) {
    const { chain, frame, matte, overlay, pen, sprites } = this.#framed();
    if (!matte.has) throw new Error("the frame has no matte: call matte() first, or cover()");
    this.#fit(frame.target);
    // In float32 an hour of milliseconds still moves smoothly, a day does not.
    pen.time_s = (time_ms / 1000) % 4096;
    pen.isStill = this.isStill;
    this.#look.step(pen.time_s);
    pen.look = this.isStill ? { x: 0, y: 0 } : this.#look;
    chain.draw(frame.target);
    sprites.draw();
    overlay.draw();
  }

  /**
   * Lay a picture over all that is drawn from now on.
   * @param {ImageBitmap | null} picture kept, and closed when another one comes
   */
  overlay(picture) {
    this.#overlay?.close();
    this.#overlay = picture;
    this.#parts?.overlay.take(picture);
  }

  /**
   * Draw what is shown while no matte may be had.
   * @param {"frame" | "frosted"} kind the frame as it is, or so that nothing can be made out
   */
  cover(kind) {
    const { cover, frame, overlay } = this.#framed();
    this.#fit(frame.target);
    cover.draw(kind, frame.target);
    overlay.draw();
  }

  /**
   * The refined matte of the frame in hand; waits for the GPU.
   * @returns {{width: number, height: number, data: Uint8Array}} 0..255, row 0 at the top, the caller's own
   */
  readMatte() {
    const { frame, matte } = this.#held();
    const { width, height } = frame.target;
    return { width, height, data: matte.has ? matte.refined(width, height) : new Uint8Array(width * height) };
  }

  /** A new source: what was kept of the old one is dropped. */
  forget() {
    this.#parts?.matte.forget();
  }

  close() {
    this.canvas.removeEventListener("webglcontextlost", this.#lose);
    this.canvas.removeEventListener("webglcontextrestored", this.#restore);
    if (!this.#parts) return;
    const { frame, sampler, matte, chain, programs, pictures, sprites, overlay, cover } = this.#parts;
    const parts = [frame, sampler, matte, chain, programs, pictures, sprites, overlay, cover];
    for (const part of parts) part.close();
    this.#parts = null;
  }

  /** All that lives in the context. */
  make() {
    const { gl } = this.context;
    const programs = new Programs(gl, this.filters);
    const pen = new Pen(gl);
    const pictures = new Pictures(gl, this.#pictures);
    const plain = programs.own("plain", "void main() {\n  o_color = texture(u_image, v_uv);\n}");
    return {
      programs,
      pen,
      pictures,
      sprites: new Sprites(gl, pictures, pen.vertices),
      overlay: new Overlay(gl, plain, pen),
      frame: new Frame(this.context, programs, pen),
      sampler: new Sampler(gl, programs, pen),
      matte: new Matte(gl, programs, pen, this.filters.alpha),
      chain: new Chain(gl, programs, pen, this.filters, pictures),
      cover: new Cover(gl, programs, pen, plain, this.filters.frosted, this.output),
    };
  }

  #open() {
    return open(this.canvas, this.output === "transparent");
  }

  #held() {
    if (!this.#parts || this.context.gl.isContextLost()) {
      throw new StageError(
        "webgl-lost",
        "The graphics driver was reset. The stage comes back by itself in a moment.",
      );
    }
    return this.#parts;
  }

  #framed() {
    const parts = this.#held();
    if (!parts.frame.target.width) throw new Error("there is no frame yet: ingest() first");
    return parts;
  }

  /** @param {import("./target.js").Target} frame */
  #fit(frame) {
    if (this.canvas.width !== frame.width) this.canvas.width = frame.width;
    if (this.canvas.height !== frame.height) this.canvas.height = frame.height;
  }

  /** @param {Event} event */
  #lose = (event) => {
    // Otherwise the browser never gives it back.
    event.preventDefault();
    this.#parts = null;
    this.onlost();
  };

  #restore = () => {
    this.context = this.#open();
    this.#parts = this.make();
    this.#parts.chain.set(this.#links);
    this.#parts.sprites.take(this.#sheet);
    this.#parts.overlay.take(this.#overlay);
    this.onrestored();
  };
}
