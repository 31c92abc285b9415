import { Background } from "./background.js";
import { Target } from "./target.js";

/** @typedef {import("./filter.js").Filter} Filter */
/** @typedef {{filter: Filter, values: Record<string, import("./program.js").Value>}} Bound */

const fade_s = 0.45;
/** @type {[number, number, number, number]} */
const whole = [0, 0, 1, 1];

const main = `uniform sampler2D fade_before;
uniform vec4 fade_view;
void main() {
  vec3 now = scene(v_uv);
  o_color = vec4(mix(texture(fade_before, fade_view.xy + v_uv * fade_view.zw).rgb, now, u_fade), 1.0);
}`;

/** All that is behind the person: one background and, while it appears, the one before it as it was last seen. */
export class Backdrop {
  /** @type {Background | null} */
  #now = null;
  /** @type {Background | null} */
  #before = null;
  #began_s = Number.NaN;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   */
  constructor(gl, programs, pen) {
    this.gl = gl;
    this.programs = programs;
    this.pen = pen;
    // While one fades into the other they are mixed first, small, and filters look at one picture as ever.
    this.fading = programs.own("fade", main);
    this.mixed = new Target(gl);
  }

  /**
   * Show another background from the next picture on, or the same one with other values.
   * @param {Bound | undefined} bound its values stay its owner's
   * @throws {import("../error.js").StageError} `shader-compile`; then all stays as it was
   */
  set(bound) {
    if (bound && this.#now?.filter === bound.filter) {
      this.#now.values = bound.values;
      this.#now.stale();
      return;
    }
    const next = bound ? new Background(this.gl, this.programs, this.pen, bound.filter, bound.values) : null;
    this.#before?.close();
    this.#before = this.#now;
    this.#now = next;
    this.#began_s = Number.NaN;
  }

  /** A parameter has changed. */
  stale() {
    this.#now?.stale();
  }

  /** @param {import("./target.js").Target} frame */
  draw(frame) {
    const { pen } = this;
    const isAlone = !this.#before?.isDrawn;
    this.#now?.draw(frame, !isAlone);
    const isReady = !this.#now || this.#now.isDrawn;
    if (isReady && Number.isNaN(this.#began_s)) this.#began_s = pen.time_s;
    const passed = isReady ? (pen.time_s - this.#began_s) / fade_s : 0;
    if (isAlone || (isReady && (pen.isStill || !(passed >= 0 && passed < 1)))) {
      this.#before?.close();
      this.#before = null;
    }
    pen.fade = this.#before ? passed * passed * (3 - 2 * passed) : 1;
    pen.view = this.#view(this.#now);
    pen.show("u_background", this.#now?.target.texture ?? null);
    if (this.#before) this.#mix(this.#now, this.#before);
  }

  /**
   * What is seen while one takes the other's place.
   * @param {Background | null} now
   * @param {Background} before
   */
  #mix(now, before) {
    const { pen, mixed } = this;
    const { width, height } = (now ?? before).target;
    mixed.resize(width, height);
    const values = [{ fade_before: before.target.texture, fade_view: this.#view(before) }];
    pen.draw(this.fading, mixed, { values });
    pen.view = whole;
    pen.show("u_background", mixed.texture);
  }

  close() {
    this.#now?.close();
    this.#before?.close();
    this.mixed.close();
  }

  /**
   * Which part of a background is seen: it is drawn a little larger than that, and seen through a window that moves.
   * @param {Background | null} background
   * @returns {[number, number, number, number]} offset and size, uv
   */
  #view(background) {
    const depth = background?.filter.depth ?? 0;
    const { x, y } = this.pen.look;
    return [depth * (1 + x), depth * (1 + y), 1 - 2 * depth, 1 - 2 * depth];
  }
}
