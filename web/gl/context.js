import { StageError } from "../error.js";

/**
 * @typedef {object} Context
 * @property {WebGL2RenderingContext} gl
 * @property {boolean} software whether the CPU draws: then what is free on a GPU is not, and the other way round
 */

/**
 * A WebGL2 context that can hold the guided filter's moments.
 * @param {OffscreenCanvas | HTMLCanvasElement} canvas
 * @param {boolean} alpha whether what lies under the canvas shows through
 * @returns {Context}
 */
export function open(canvas, alpha) {
  const gl = /** @type {WebGL2RenderingContext | null} */ (
    canvas.getContext("webgl2", {
      alpha,
      antialias: false,
      depth: false,
      powerPreference: "high-performance",
    })
  );
  if (!gl) {
    throw new StageError(
      "webgl-missing",
      "This browser gives no WebGL2. Switch hardware acceleration on, or use a recent Chrome, Edge, Firefox or Safari.",
    );
  }
  if (!gl.getExtension("EXT_color_buffer_float") && !gl.getExtension("EXT_color_buffer_half_float")) {
    throw new StageError(
      "webgl-missing",
      "This graphics driver cannot draw into half floats. Update the driver, or use another browser or device.",
    );
  }
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.pixelStorei(gl.PACK_ALIGNMENT, 1);
  gl.disable(gl.DITHER);
  return { gl, software: isSoftware(gl) };
}

/** @param {WebGL2RenderingContext} gl */
function isSoftware(gl) {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return /swiftshader|llvmpipe|softpipe|basic render/i.test(renderer);
}
