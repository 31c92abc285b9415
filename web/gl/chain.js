import { StageError } from "../error.js";
import { Backdrop } from "./backdrop.js";
import { defaults, uniform } from "./filter.js";
import { Survey } from "./survey.js";
import { Target } from "./target.js";

/** @typedef {import("./filter.js").Filter} Filter */

/**
 * One filter of a chain, as Python gives it.
 * @typedef {object} Link
 * @property {string} filter
 * @property {Record<string, import("./param.js").Given>} [params] the others have their defaults
 */

/** @typedef {{filter: Filter, values: Record<string, import("./program.js").Value>}} Bound a filter and the values of its uniforms */

/**
 * One pass over the picture, or the passes of one filter.
 * @typedef {object} Step
 * @property {Bound[]} links one, or point filters merged
 * @property {import("./program.js").Program[]} programs by pass; of the first step by kind of place
 * @property {Target[]} between what all passes but the last draw into
 */

const plain = { kind: "point", passes: [], count: 0, keep: null };

/** Kinds that no chain names: the matte's own passes, and what other filters call. */
const hidden = ["matte", "functions"];

/** Ordered filters. Those that look at one point only share a pass. */
export class Chain {
  /** @type {Bound[]} */
  #links = [];
  /** @type {Step[]} */
  #steps = [];
  /** @type {Survey[]} */
  #surveys = [];

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {Record<string, Filter>} filters
   * @param {import("./pictures.js").Pictures} pictures
   */
  constructor(gl, programs, pen, filters, pictures) {
    this.gl = gl;
    this.programs = programs;
    this.pen = pen;
    this.filters = filters;
    this.pictures = pictures;
    this.targets = [new Target(gl), new Target(gl)];
    this.backdrop = new Backdrop(gl, programs, pen);
    this.set([]);
  }

  /**
   * Take other links. Where one cannot be had the chain stays as it was.
   * @param {Link[]} links
   * @throws {StageError} `shader-compile` where a filter is missing or does not compile
   * @throws {RangeError} where it has no such parameter
   */
  set(links) {
    const bound = links.map((link) => this.#bind(link));
    const steps = group(bound).map((step, index) => this.#step(step, index === 0));
    this.backdrop.set(bound.findLast((link) => link.filter.kind === "background"));
    this.#survey(bound);
    this.#drop();
    this.#links = bound;
    this.#steps = steps;
  }

  /**
   * Change one parameter of one link.
   * @param {number} index
   * @param {string} name
   * @param {import("./param.js").Given} value numbers are kept within the parameter's range
   */
  params(index, name, value) {
    const link = this.#links[index];
    if (!link) throw new RangeError(`the chain has ${this.#links.length} links; there is no link ${index}`);
    link.values[`${link.filter.name}_${name}`] = uniform(link.filter, name, value, this.pictures);
    if (link.filter.kind === "background") this.backdrop.stale();
  }

  /**
   * Draw the frame in hand.
   * @param {Target} frame
   * @param {Target | null} [end] where to; null is the canvas
   */
  draw(frame, end = null) {
    this.backdrop.draw(frame);
    for (const survey of this.#surveys) survey.draw();
    for (const target of this.targets) target.resize(frame.width, frame.height);
    let [next, image] = [this.targets[0], frame];
    for (const [index, { links, programs, between }] of this.#steps.entries()) {
      const { kind, passes, count, keep } = links[0]?.filter ?? plain;
      const values = links.map((link) => link.values);
      const exact = kind === "point";
      // Points are laid over the picture that is there, so what comes before them draws where they end up.
      const isLast = this.#steps.slice(index + 1).every(({ links: [link] }) => link.filter.kind === "points");
      if (kind === "points") {
        this.pen.draw(programs[0], isLast ? end : image, { values, count });
        continue;
      }
      let texture = image.texture;
      if (kind !== "point") this.pen.begin(texture);
      for (const [pass, target] of between.entries()) {
        const { scale } = passes[pass];
        target.resize(Math.ceil(frame.width * scale), Math.ceil(frame.height * scale));
        this.pen.draw(programs[pass], target, { image: texture, pass, values });
        texture = target.texture;
        if (pass === keep) this.pen.show("u_kept", texture);
      }
      const to = isLast ? end : next;
      if (index === 0) {
        for (const [kind, program] of programs.entries())
          this.pen.draw(program, to, { image: texture, values, exact, kind });
      } else {
        this.pen.draw(programs[between.length], to, { image: texture, pass: between.length, values, exact });
      }
      image = next;
      next = this.targets[image === this.targets[0] ? 1 : 0];
    }
  }

  close() {
    this.#drop();
    this.#survey([]);
    this.backdrop.close();
    for (const target of this.targets) target.close();
  }

  #drop() {
    for (const { between } of this.#steps) for (const target of between) target.close();
  }

  /**
   * What was learnt of the picture is kept where the chain still asks for it: the light then changes, and does not jump.
   * @param {Bound[]} links
   */
  #survey(links) {
    const kept = this.#surveys;
    this.#surveys = links
      .filter(({ filter }) => filter.survey)
      .map(({ filter, values }) => {
        const index = kept.findIndex((survey) => survey.filter === filter);
        if (index < 0) return new Survey(this.gl, this.programs, this.pen, filter, values);
        const [survey] = kept.splice(index, 1);
        survey.values = values;
        return survey;
      });
    for (const survey of kept) survey.close();
  }

  /** @param {Link} link */
  #bind({ filter: name, params = {} }) {
    const filter = Object.hasOwn(this.filters, name) ? this.filters[name] : null;
    if (!filter || hidden.includes(filter.kind)) {
      const names = Object.values(this.filters).filter(({ kind }) => !hidden.includes(kind));
      throw new StageError(
        "shader-compile",
        `There is no filter ${name}. It must be one of: ${names.map((each) => each.name).join(", ")}.`,
      );
    }
    const values = defaults(filter, this.pictures);
    for (const [param, value] of Object.entries(params))
      values[`${name}_${param}`] = uniform(filter, param, value, this.pictures);
    return { filter, values };
  }

  /**
   * @param {Bound[]} links
   * @param {boolean} first
   * @returns {Step}
   */
  #step(links, first) {
    const filters = links.map((link) => link.filter);
    const [filter] = filters;
    if (first) return { links, programs: this.programs.first(filters), between: [] };
    if (filter.kind === "point") return { links, programs: [this.programs.points(filters)], between: [] };
    if (filter.kind === "points") return { links, programs: [this.programs.scatter(filter)], between: [] };
    return {
      links,
      programs: filter.passes.map((_, pass) => this.programs.area(filter, pass)),
      between: filter.passes.slice(1).map((pass) => new Target(this.gl, pass.format)),
    };
  }
}

/**
 * Which links share a pass. The first pass takes the frame and its matte, so it has point filters or nothing.
 * @param {Bound[]} links
 */
function group(links) {
  /** @type {Bound[][]} */
  const steps = [[]];
  for (const link of links) {
    const last = steps[steps.length - 1];
    if (link.filter.kind === "background") continue;
    // A filter that comes twice gets another pass: in one text its uniforms would be the same.
    const joins =
      link.filter.kind === "point" &&
      last.every(({ filter }) => filter.kind === "point" && filter !== link.filter);
    if (joins) last.push(link);
    else steps.push([link]);
  }
  return steps;
}
