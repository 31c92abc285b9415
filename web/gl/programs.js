import { StageError } from "../error.js";
import { declare, Program } from "./program.js";
import { cover, scatter, tile } from "./vertex.js";

/** @typedef {import("./filter.js").Filter} Filter */

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
