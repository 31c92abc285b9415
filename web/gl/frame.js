import { StageError } from "../error.js";
import { look } from "./pixels.js";
import { Target } from "./target.js";

/** @typedef {VideoFrame | ImageBitmap | ImageData} Picture */

const main = `uniform float frame_mirror;
void main() {
  vec2 uv = vec2(frame_mirror > 0.5 ? 1.0 - v_uv.x : v_uv.x, v_uv.y);
  o_color = vec4(texture(u_image, uv).rgb, 1.0);
}`;

/**
 * Takes pictures in: the frame's texture, in the orientation of the view.
 *
 * Where the CPU draws, the pixels are taken from the frame (`copyTo`) and mirrored in memory: 1.3 ms at 640x480, against
 * 8 to 15 ms for `texImage2D` of a VideoFrame and a pass that mirrors it (SwiftShader, two cores).
 */
export class Frame {
  #pixels = new Uint32Array();
  #small = new Uint8Array();
  /** What the target holds, RGBA, where the CPU draws and it is in memory; it is overwritten by the next picture.
   * @type {Uint8Array | null} */
  pixels = null;

  /**
   * @param {import("./context.js").Context} context
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   */
  constructor({ gl, software }, programs, pen) {
    this.gl = gl;
    this.software = software;
    this.limit = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    this.pen = pen;
    this.program = programs.own("frame", main);
    this.target = new Target(gl);
    this.source = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.source);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /**
   * @param {Picture} picture stays the caller's, who closes it afterwards
   * @param {boolean} mirrored whether left and right are swapped on the way in
   * @param {number} scale of the frame to the picture, above 0, at most 1
   * @returns {Promise<void>}
   */
  async ingest(picture, mirrored, scale) {
    const { width, height } = size(picture);
    const fit = Math.min(scale, this.limit / Math.max(width, height));
    const [w, h] = [Math.max(1, Math.round(width * fit)), Math.max(1, Math.round(height * fit))];
    const whole = await this.#take(picture, mirrored);
    // The context may have gone while the pixels came.
    if (this.gl.isContextLost())
      throw new StageError("webgl-lost", "The graphics driver was reset. The stage is being rebuilt.");
    if (whole) {
      const pixels = fit === 1 ? whole : this.#shrink(whole, width, height, w, h);
      this.pixels = this.software ? pixels : null;
      this.target.upload(pixels, w, h);
    } else {
      const gl = this.gl;
      this.pixels = null;
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, this.source);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, /** @type {any} */ (picture));
      this.target.resize(w, h);
      this.pen.draw(this.program, this.target, {
        image: this.source,
        values: [{ frame_mirror: Number(mirrored) }],
      });
    }
    this.pen.show("u_frame", this.target.texture);
  }

  close() {
    this.gl.deleteTexture(this.source);
    this.target.close();
  }

  /**
   * In memory too: what is drawn by the CPU would have to be waited for when a model looks at it.
   * @param {Uint8Array} data RGBA
   * @param {number} width
   * @param {number} height
   * @param {number} across width of what is given
   * @param {number} down
   */
  #shrink(data, width, height, across, down) {
    if (this.#small.length !== across * down * 4) this.#small = new Uint8Array(across * down * 4);
    const region = { cx: width / 2, cy: height / 2, width, height, rotation: 0 };
    look(this.#small, across, { data, width, height }, "clamp", region);
    return this.#small;
  }

  /**
   * The picture's pixels where that is the fast way, else null.
   * @param {Picture} picture
   * @param {boolean} mirrored
   * @returns {Promise<Uint8Array | null>}
   */
  async #take(picture, mirrored) {
    const { width, height } = size(picture);
    if (picture instanceof ImageData) {
      if (!mirrored)
        return new Uint8Array(picture.data.buffer, picture.data.byteOffset, picture.data.byteLength);
      this.#resize(width * height);
      this.#pixels.set(new Uint32Array(picture.data.buffer, picture.data.byteOffset, width * height));
    } else if (this.software && picture instanceof VideoFrame && isPlain(picture)) {
      this.#resize(width * height);
      try {
        await picture.copyTo(new Uint8Array(this.#pixels.buffer), { format: "RGBA" });
      } catch {
        // Not every browser converts every format; all of them can draw the frame.
        return null;
      }
    } else {
      return null;
    }
    if (mirrored) {
      for (let start = 0; start < width * height; start += width)
        this.#pixels.subarray(start, start + width).reverse();
    }
    return new Uint8Array(this.#pixels.buffer);
  }

  /** @param {number} count of pixels */
  #resize(count) {
    if (this.#pixels.length !== count) this.#pixels = new Uint32Array(count);
  }
}

/**
 * @param {Picture} picture
 * @returns {{width: number, height: number}}
 */
function size(picture) {
  return "displayWidth" in picture ? { width: picture.displayWidth, height: picture.displayHeight } : picture;
}

/**
 * Whether `copyTo` gives what is shown: a frame that is turned or has oblong pixels is left to the browser.
 * @param {VideoFrame} frame
 */
function isPlain(frame) {
  const seen = frame.visibleRect;
  const turned = /** @type {any} */ (frame).rotation || /** @type {any} */ (frame).flip;
  return (
    frame.format &&
    !turned &&
    seen &&
    seen.width === frame.displayWidth &&
    seen.height === frame.displayHeight
  );
}
