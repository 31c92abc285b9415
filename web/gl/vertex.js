/** The vertex shaders: where a pass draws. Each follows the preamble of `program.js`. `v_uv` is the view's: origin top left, y down. */

/**
 * One triangle over everything; the canvas alone has it upside down.
 * @param {string} [held] what is worked out once for all pixels
 */
export const cover = (held = "") => `
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
export const tile = (held = "") => `
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
export const scatter = (name) => `
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
