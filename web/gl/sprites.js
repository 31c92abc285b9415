import { units } from "./program.js";

/** @typedef {{runs: [string, number][], rows: Float32Array}} Sheet as Python gives it: `oivis/plugins/canvas.py` */

// Numbers in a row: x, y, width, height; rotation, radius, softness, opacity; red, green, blue, unused.
const row = 12;

const vertex = `#version 300 es
precision highp float;
layout(location = 0) in vec4 place;
layout(location = 1) in vec4 form;
layout(location = 2) in vec4 colour;
uniform vec2 u_size;
out vec2 v_at;
flat out vec4 v_place;
flat out vec4 v_form;
flat out vec3 v_colour;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  // Room for the edge: a pixel, or what is soft.
  v_at = corner * (0.5 * place.zw + form.z + 1.0 / u_size.y);
  float c = cos(form.x);
  float s = sin(form.x);
  vec2 away = vec2(c * v_at.x - s * v_at.y, s * v_at.x + c * v_at.y) * vec2(u_size.y / u_size.x, 1.0);
  vec2 uv = place.xy + away;
  gl_Position = vec4(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, 0.0, 1.0);
  v_place = place;
  v_form = form;
  v_colour = colour.rgb;
}`;

const fragment = `#version 300 es
precision highp float;
in vec2 v_at;
flat in vec4 v_place;
flat in vec4 v_form;
flat in vec3 v_colour;
uniform sampler2D u_image;
uniform vec2 u_size;
uniform bool u_shape;
out vec4 o_color;
void main() {
  vec2 q = abs(v_at) - 0.5 * v_place.zw + v_form.y;
  float away = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - v_form.y;
  float cover = clamp(0.5 - away / max(1.0 / u_size.y, v_form.z), 0.0, 1.0) * v_form.w;
  vec4 over = u_shape ? vec4(1.0) : texture(u_image, v_at / v_place.zw + 0.5);
  o_color = over * vec4(v_colour, 1.0) * cover;
}`;

/** What plug-ins draw, over the finished picture: pictures, texts and shapes, each a row. Nothing costs nothing. */
export class Sprites {
  /** @type {Sheet} */
  #sheet = { runs: [], rows: new Float32Array() };
  /** @type {{program: WebGLProgram, array: WebGLVertexArrayObject, buffer: WebGLBuffer, size: WebGLUniformLocation | null, shape: WebGLUniformLocation | null} | null} */
  #made = null;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./pictures.js").Pictures} pictures
   * @param {WebGLVertexArrayObject | null} vertices bound again after drawing
   */
  constructor(gl, pictures, vertices) {
    this.gl = gl;
    this.pictures = pictures;
    this.vertices = vertices;
  }

  /** @param {Sheet} sheet is drawn from now on */
  take(sheet) {
    this.#sheet = sheet;
  }

  /** Over what is on the canvas. */
  draw() {
    const { runs, rows } = this.#sheet;
    if (runs.length === 0) return;
    const gl = this.gl;
    this.#made ??= this.#make();
    const made = this.#made;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.useProgram(made.program);
    gl.uniform2f(made.size, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.bindVertexArray(made.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, made.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, rows, gl.STREAM_DRAW);
    gl.bindSampler(units.u_image, null);
    gl.enable(gl.BLEND);
    let start = 0;
    for (const [name, count] of runs) {
      const texture = this.pictures.get(name, false);
      gl.activeTexture(gl.TEXTURE0 + units.u_image);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(made.shape, name ? 0 : 1);
      for (let part = 0; part < 3; part += 1) {
        gl.vertexAttribPointer(part, 4, gl.FLOAT, false, 4 * row, 4 * (start * row + part * 4));
      }
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
      start += count;
    }
    gl.disable(gl.BLEND);
    gl.bindVertexArray(this.vertices);
  }

  close() {
    if (!this.#made) return;
    this.gl.deleteProgram(this.#made.program);
    this.gl.deleteVertexArray(this.#made.array);
    this.gl.deleteBuffer(this.#made.buffer);
    this.#made = null;
  }

  #make() {
    const gl = this.gl;
    const program = gl.createProgram();
    for (const [kind, source] of /** @type {[number, string][]} */ ([
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ])) {
      const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error(`what plug-ins draw does not link: ${gl.getProgramInfoLog(program)}`);
    }
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    for (let part = 0; part < 3; part += 1) {
      gl.enableVertexAttribArray(part);
      gl.vertexAttribDivisor(part, 1);
    }
    gl.useProgram(program);
    gl.uniform1i(gl.getUniformLocation(program, "u_image"), units.u_image);
    return {
      program,
      array,
      buffer: gl.createBuffer(),
      size: gl.getUniformLocation(program, "u_size"),
      shape: gl.getUniformLocation(program, "u_shape"),
    };
  }
}
