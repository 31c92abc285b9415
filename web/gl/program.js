import { StageError } from "../error.js";
import { declare as uniform } from "./param.js";

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
vec3 scene(vec2 uv) {
  return texture(u_background, u_view.xy + uv * u_view.zw).rgb;
}
`;

/**
 * One triangle over everything. `v_uv` is the view's: origin top left, y down; the canvas alone has it upside down.
 * @param {string} [held] what is worked out once for all pixels
 */
const cover = (held = "") => `
uniform float u_flip;
out vec2 v_uv;
void main() {
  ${held}v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  gl_Position = vec4(v_uv.x * 2.0 - 1.0, (v_uv.y * 2.0 - 1.0) * u_flip, 0.0, 1.0);
}`;

/**
 * The rectangles of `Tiles`.
 * @param {string} [held] what is worked out once for all pixels
 */
const tile = (held = "") => `
uniform float u_flip;
layout(location = 0) in vec2 a_corner;
out vec2 v_uv;
void main() {
  ${held}v_uv = a_corner;
  gl_Position = vec4(v_uv.x * 2.0 - 1.0, (v_uv.y * 2.0 - 1.0) * u_flip, 0.0, 1.0);
}`;

/**
 * A triangle round each point's disc: a third more pixels than a square, and half the triangles.
 * @param {string} name of the filter that places the points
 */
const scatter = (name) => `
uniform float u_flip;
out vec2 v_uv;
out vec2 v_at;
out vec4 v_place;
void main() {
  int corner = gl_VertexID % 3;
  v_place = ${name}_place(float(gl_VertexID / 3));
  v_at = vec2(float(corner - 1) * 1.7320508, corner == 1 ? -2.0 : 1.0);
  v_uv = v_place.xy + 0.5 * v_at * v_place.z * vec2(u_size.y / u_size.x, 1.0);
  gl_Position = vec4(v_uv.x * 2.0 - 1.0, (v_uv.y * 2.0 - 1.0) * u_flip, 0.0, 1.0);
}`;

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

/** The programs made so far: a chain that changes compiles what is new in it and nothing else. */
export class Programs {
  /** @type {Map<string, Program>} */
  #made = new Map();

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {Record<string, Filter>} filters by name, for the functions that others use
   */
  constructor(gl, filters) {
    this.gl = gl;
    this.filters = filters;
  }

  /**
   * Point filters one after the other, in one pass.
   * @param {Filter[]} filters none of them twice
   */
  points(filters) {
    const calls = filters.map(({ name }) => `  color = ${name}(color, v_uv);\n`).join("");
    return this.#points("image", filters, `vec4 color = texture(u_image, v_uv);\n${calls}`, cover);
  }

  /**
   * The pass that begins a chain: colour is the frame's and alpha its refined matte. One program for each kind of place: where
   * alpha is known beforehand, all that depends on it is decided when the program is made.
   * @param {Filter[]} filters none of them twice
   * @returns {Program[]} by kind
   */
  first(filters) {
    const hider = filters.findLastIndex((filter) => filter.hides);
    const frame = "texture(u_image, v_uv).rgb";
    const starts = {
      room: hider < 0 ? `vec4(${frame}, 0.0)` : "vec4(0.0)",
      person: `vec4(${frame}, 1.0)`,
      edge: `vec4(${frame}, texture(u_alpha, v_uv).r)`,
    };
    return Object.entries(starts).map(([kind, start]) => {
      // Of what is hidden in the room nothing needs to be worked out.
      const used = kind === "room" ? filters.slice(Math.max(0, hider)) : filters;
      const calls = used.map(({ name }) => `  color = ${name}(color, v_uv);\n`).join("");
      return this.#points(kind, used, `vec4 color = ${start};\n${calls}`, tile);
    });
  }

  /**
   * A filter that looks at its neighbours, or at nothing.
   * @param {Filter} filter
   * @param {number} [pass] the only one that is wanted; all where missing
   * @param {boolean} [tiled] whether it is drawn in tiles
   */
  area(filter, pass, tiled = false) {
    const main = `void main() {\n  o_color = ${filter.name}(u_image, v_uv);\n}`;
    return this.#get(`${filter.name} ${pass}`, [filter], main, tiled ? tile() : cover(), pass);
  }

  /**
   * The passes in which a filter looks at the whole picture.
   * @param {Filter} filter
   */
  survey(filter) {
    const main = `void main() {\n  o_color = ${filter.name}_survey(u_image, v_uv);\n}`;
    return this.#get(
      `${filter.name}_survey`,
      [filter],
      main,
      declare(filter, 0, "out") + cover(`${filter.name}_held = mat4(0.0);\n  `),
    );
  }

  /**
   * Many small pictures, each at its own place.
   * @param {Filter} filter
   */
  scatter(filter) {
    const main = `in vec2 v_at;\nin vec4 v_place;\nvoid main() {\n  o_color = ${filter.name}(v_at, v_place, v_uv) * u_fade;\n}`;
    return this.#get(filter.name, [filter], main, declare(filter, 0, "out") + scatter(filter.name));
  }

  /**
   * A pass of our own, which is no filter.
   * @param {string} name
   * @param {string} main
   * @param {boolean} [tiled] whether it is drawn in tiles
   */
  own(name, main, tiled = false) {
    return this.#get(`(${name})`, [], main, tiled ? tile() : cover());
  }

  close() {
    for (const program of this.#made.values()) program.close();
    this.#made.clear();
  }

  /**
   * @param {string} kind of what it begins with
   * @param {Filter[]} filters
   * @param {string} body
   * @param {typeof cover} vertex
   */
  #points(kind, filters, body, vertex) {
    const surveys = filters.filter((filter) => filter.survey);
    const held = surveys.map(({ name }) => `${name}_held = ${name}_once();\n  `).join("");
    return this.#get(
      `${kind}+${filters.map((filter) => filter.name).join("+")}`,
      filters,
      `void main() {\n  ${body}  o_color = color;\n}`,
      surveys.map((filter, index) => declare(filter, index, "out")).join("\n") + vertex(held),
    );
  }

  /**
   * @param {string} key
   * @param {Filter[]} filters
   * @param {string} main
   * @param {string} [vertex]
   * @param {number} [pass]
   */
  #get(key, filters, main, vertex, pass) {
    const made = this.#made.get(key) ?? new Program(this.gl, this.#whole(filters), main, vertex, pass);
    this.#made.set(key, made);
    return made;
  }

  /**
   * The filters, each after the functions that it uses, none twice.
   * @param {Filter[]} filters
   */
  #whole(filters) {
    const all = filters.flatMap((filter) => [...filter.uses.map((name) => this.filters[name]), filter]);
    const missing = filters.flatMap(({ uses }) => uses).find((name) => !this.filters[name]);
    if (missing)
      throw new StageError("shader-compile", `The functions ${missing} are missing from the sources.`);
    return [...new Set(all)];
  }
}

/**
 * A filter's text after its uniforms.
 * @param {Filter} filter
 * @param {number} index tells the compiler's message which filter it speaks of
 * @param {"in" | "out"} way whether what it works out once for all pixels comes here or goes from here
 */
function declare(filter, index, way) {
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
