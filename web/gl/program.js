import { StageError } from "../error.js";
import { declare as uniform } from "./param.js";
import { cover } from "./vertex.js";

/** @typedef {import("./filter.js").Filter} Filter */

/** @typedef {number | number[] | WebGLTexture | null} Value what a uniform takes */

/** Texture units: the same for every program, so that a texture is bound once a frame. */
export const units = {
  u_image: 0,
  u_frame: 1,
  u_matte: 2,
  u_background: 3,
  u_alpha: 4,
  u_person: 5,
  u_room: 6,
  u_picture: 7,
  u_kept: 8,
  u_survey: 9,
  u_rest: 10,
};

/** From this unit on are the textures of a program's own parameters. */
const firstOwn = Object.keys(units).length;

const preamble = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
${Object.keys(units)
  .map((name) => `uniform sampler2D ${name};`)
  .join("\n")}
uniform vec2 u_size;
uniform float u_time_s;
uniform int u_pass;
uniform vec2 u_look;
uniform float u_fade;
uniform float u_share;
uniform vec4 u_view;
uniform vec4 u_focus;
vec2 focused(vec2 uv) {
  return (uv - u_focus.xy) / u_focus.zw;
}
float matte_at(vec2 uv) {
  vec2 at = focused(clamp(uv, 0.0, 1.0));
  vec2 inside = step(vec2(-0.0001), at) * step(at, vec2(1.0001));
  return texture(u_matte, at).r * inside.x * inside.y;
}
vec3 scene(vec2 uv) {
  return texture(u_background, u_view.xy + uv * u_view.zw).rgb;
}
`;

/** A compiled program and its uniforms. */
export class Program {
  /** @type {Map<string, WebGLUniformLocation | null>} */
  #places = new Map();
  /** @type {Map<string, number>} */
  #units = new Map();

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {Filter[]} filters whose text is in it
   * @param {string} main what follows their text in the fragment shader
   * @param {string} [vertex] the vertex shader after the shared uniforms; the covering triangle where missing
   * @param {number} [pass] the only one that it is for: what the others need is left out, and where the CPU draws that counts
   */
  constructor(gl, filters, main, vertex = cover(), pass) {
    this.gl = gl;
    this.program = gl.createProgram();
    const only = pass === undefined ? "" : `#define u_pass ${pass}\n`;
    const text = only + filters.map((filter, index) => declare(filter, index, "in")).join("\n");
    const shaders = [
      compile(gl, gl.VERTEX_SHADER, preamble + vertex, filters),
      compile(
        gl,
        gl.FRAGMENT_SHADER,
        `${preamble}in vec2 v_uv;\nout vec4 o_color;\n${text}\n${main}`,
        filters,
      ),
    ];
    for (const shader of shaders) gl.attachShader(this.program, shader);
    gl.linkProgram(this.program);
    for (const shader of shaders) gl.deleteShader(shader);
    if (!gl.getProgramParameter(this.program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const names = filters.map((filter) => filter.name).join(" + ");
      throw new StageError("shader-compile", `${names} does not link: ${gl.getProgramInfoLog(this.program)}`);
    }
    gl.useProgram(this.program);
    for (const [name, unit] of Object.entries(units)) gl.uniform1i(this.#place(name), unit);
  }

  use() {
    this.gl.useProgram(this.program);
  }

  /**
   * @param {string} name
   * @param {Value} value one to four floats, or what is to be seen
   */
  set(name, value) {
    const place = this.#place(name);
    if (!place) return;
    if (typeof value === "number") this.gl.uniform1f(place, value);
    else if (!Array.isArray(value)) this.#show(name, place, value);
    else if (value.length === 2) this.gl.uniform2fv(place, value);
    else if (value.length === 3) this.gl.uniform3fv(place, value);
    else this.gl.uniform4fv(place, value);
  }

  /** @param {number} index of the pass, for filters that have more than one */
  pass(index) {
    this.gl.uniform1i(this.#place("u_pass"), index);
  }

  close() {
    this.gl.deleteProgram(this.program);
  }

  /**
   * @param {string} name
   * @param {WebGLUniformLocation} place
   * @param {WebGLTexture | null} texture
   */
  #show(name, place, texture) {
    const unit = this.#units.get(name) ?? firstOwn + this.#units.size;
    if (!this.#units.has(name)) this.gl.uniform1i(place, unit);
    this.#units.set(name, unit);
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, texture);
  }

  /** @param {string} name */
  #place(name) {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.gl.getUniformLocation(this.program, name);
      this.#places.set(name, place);
    }
    return place;
  }
}

/**
 * A filter's text after its uniforms.
 * @param {Filter} filter
 * @param {number} index tells the compiler's message which filter it speaks of
 * @param {"in" | "out"} way whether what it works out once for all pixels comes here or goes from here
 */
export function declare(filter, index, way) {
  const params = Object.entries(filter.params).map(([name, param]) =>
    uniform(`${filter.name}_${name}`, param),
  );
  if (filter.survey) params.push(`flat ${way} mat4 ${filter.name}_held;`);
  return `${params.join("\n")}\n#line 1 ${index + 1}\n${filter.source}\n#line 1 0`;
}

/**
 * @param {WebGL2RenderingContext} gl
 * @param {number} kind
 * @param {string} source
 * @param {Filter[]} filters
 */
function compile(gl, kind, source, filters) {
  const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) || gl.isContextLost()) return shader;
  const log = (gl.getShaderInfoLog(shader) ?? "").replaceAll("\0", "").trim();
  gl.deleteShader(shader);
  // "ERROR: 2:17: ..." is line 17 of the second filter; 0 is text of ours.
  const where = Number(log.match(/\b(\d+):\d+/)?.[1] ?? 0);
  const culprit = filters[where - 1];
  const name = culprit?.name ?? filters.map((filter) => filter.name).join(" + ");
  const text = (culprit?.source ?? source)
    .split("\n")
    .map((line, index) => `${String(index + 1).padStart(4)}  ${line}`)
    .join("\n");
  throw new StageError("shader-compile", `The filter ${name} does not compile: ${log}\n${text}`);
}
