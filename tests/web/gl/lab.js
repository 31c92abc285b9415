/** What the tests of the GPU code do in the page: toys in, pixels out. Arrays cross the border as base64. */
import { Renderer } from "/web/gl/renderer.js";

/** @typedef {{width: number, height: number, data: string}} Packed */

/** Filters of the tests: each does one thing that can be foretold. */
const toys = {
  red: `/*{"name": "red", "about": "Plain red.", "kind": "background"}*/
vec4 red(sampler2D image, vec2 uv) { return vec4(1.0, 0.0, 0.0, 1.0); }`,
  ramp: `/*{"name": "ramp", "about": "Grey from left to right, far away.", "kind": "background", "depth": 0.1}*/
vec4 ramp(sampler2D image, vec2 uv) { return vec4(vec3(uv.x), 1.0); }`,
  swap: `/*{"name": "swap", "about": "Red and blue change places.", "kind": "point"}*/
vec4 swap(vec4 color, vec2 uv) { return color.bgra; }`,
  dim: `/*{"name": "dim", "about": "Darker.", "kind": "point",
  "params": {"by": {"default": 0.5, "min": 0.0, "max": 1.0, "about": "0 not at all, 1 black"}}}*/
vec4 dim(vec4 color, vec2 uv) { return vec4(color.rgb * (1.0 - dim_by), color.a); }`,
  same: `/*{"name": "same", "about": "Nothing, in two passes of its own.", "kind": "area",
  "passes": [{"scale": 1.0}, {"scale": 1.0}]}*/
vec4 same(sampler2D image, vec2 uv) { return texture(image, uv); }`,
  shift: `/*{"name": "shift", "about": "One pixel to the left and one up.", "kind": "area"}*/
vec4 shift(sampler2D image, vec2 uv) { return texture(image, uv + 1.0 / u_size); }`,
  clock: `/*{"name": "clock", "about": "The seconds as grey, drawn in four strips.", "kind": "background", "every": 4}*/
vec4 clock(sampler2D image, vec2 uv) { return vec4(vec3(u_time_s / 255.0), 1.0); }`,
  still: `/*{"name": "still", "about": "The seconds as grey, drawn once.", "kind": "background", "every": 0,
  "params": {"more": {"default": 0.0, "min": 0.0, "max": 9.0, "about": "seconds"}}}*/
vec4 still(sampler2D image, vec2 uv) { return vec4(vec3((u_time_s + still_more) / 255.0), 1.0); }`,
  comb: `/*{"name": "comb", "about": "Every other of 64 columns white; the seconds as green.", "kind": "background", "every": 0,
  "passes": [{"scale": 0.5}]}*/
vec4 comb(sampler2D image, vec2 uv) { return vec4(step(0.5, fract(uv.x * 32.0)), u_time_s / 255.0, 0.0, 1.0); }`,
  spot: `/*{"name": "spot", "about": "A white disc in the upper left quarter.", "kind": "points", "count": 1}*/
vec4 spot_place(float index) { return vec4(0.25, 0.25, 0.25, 0.0); }
vec4 spot(vec2 at, vec4 place, vec2 uv) { return vec4(step(length(at), 1.0)); }`,
  tint: `/*{"name": "tint", "about": "A colour, moved.", "kind": "point", "params": {
  "by": {"type": "vector", "default": [0.0, 0.25, 0.5], "min": 0.0, "max": 1.0, "about": "added"},
  "colour": {"type": "colour", "default": "#ff0000", "about": "what it begins with"}}}*/
vec4 tint(vec4 color, vec2 uv) { return vec4(tint_colour + tint_by, color.a); }`,
  stamp: `/*{"name": "stamp", "about": "A picture in place of the picture.", "kind": "point", "params": {
  "left": {"type": "picture", "default": "", "about": "one"}, "right": {"type": "table", "default": "", "about": "another"}}}*/
vec4 stamp(vec4 color, vec2 uv) {
  return vec4(uv.x < 0.5 ? textureLod(stamp_left, uv, 0.0).rgb : textureLod(stamp_right, uv, 0.0).rgb, color.a);
}`,
  part: `/*{"name": "part", "about": "For others to call.", "kind": "functions"}*/
vec3 part_less(vec3 rgb) { return rgb * 0.5; }`,
  memory: `/*{"name": "memory", "about": "Half, then a quarter; shows half of what it kept and half of what it was given.",
  "kind": "area", "uses": ["part"], "keep": 0, "passes": [{"scale": 0.5}, {"scale": 0.25}, {"scale": 1.0}]}*/
vec4 memory(sampler2D image, vec2 uv) {
  if (u_pass == 0) return vec4(1.0, 0.0, 0.0, 1.0);
  if (u_pass == 1) return vec4(0.0, 1.0, 0.0, 1.0);
  vec3 seen = uv.y < 0.5 ? texture(u_kept, uv).rgb : texture(u_picture, uv).rgb;
  return vec4(part_less(seen) + 0.25 * texture(image, uv).rgb, 1.0);
}`,
  broken: `/*{"name": "broken", "about": "Has a mistake in its third line.", "kind": "point"}*/
vec4 broken(vec4 color, vec2 uv) {
  return colour;
}`,
};

/** @param {Record<string, string>} [more] */
export async function rendererOf(more = {}) {
  const sources = await (await fetch("/filters.json")).json();
  return new Renderer(new OffscreenCanvas(8, 8), { ...sources, ...toys, ...more });
}

/** @param {string} text */
export function unpack(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function pack(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

/** @param {Packed} packed */
export function pictureOf({ width, height, data }) {
  return new ImageData(new Uint8ClampedArray(unpack(data)), width, height);
}

/**
 * What is on the canvas; to be asked for in the same breath as it was drawn.
 * @param {Renderer} renderer
 * @returns {Packed}
 */
export function shownBy({ canvas, context: { gl } }) {
  const { width, height } = canvas;
  const upside = new Uint8Array(width * height * 4);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, upside);
  const data = new Uint8Array(upside.length);
  for (let row = 0; row < height; row++) {
    data.set(upside.subarray(row * width * 4, (row + 1) * width * 4), (height - 1 - row) * width * 4);
  }
  return { width, height, data: pack(data) };
}

/**
 * A chain over one picture and its matte, drawn at each of the times.
 * @param {{picture: Packed, matte: Packed, links: any[], times?: number[], named?: Record<string, Packed>}} wanted
 */
export async function drawn({ picture, matte, links, times = [0], named = {} }) {
  const renderer = await rendererOf();
  for (const [name, { width, height, data }] of Object.entries(named))
    renderer.picture(name, { width, height, data: unpack(data) });
  await renderer.ingest(pictureOf(picture), false);
  renderer.matte(unpack(matte.data), matte.width, matte.height);
  renderer.chain(links);
  const pictures = times.map((time) => {
    renderer.render(time);
    return shownBy(renderer);
  });
  const fault = renderer.context.gl.getError();
  if (fault) throw new Error(`WebGL says ${fault}`);
  return pictures;
}

/**
 * The code and the message of what a call throws.
 * @param {() => unknown} call
 */
export async function thrownBy(call) {
  try {
    await call();
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error);
    return { name, code, message };
  }
  return null;
}
