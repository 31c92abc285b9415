import { Target } from "./target.js";

// Of the whole picture sixteen by sixteen cells are looked at, four sums of each.
const gathered = { width: 64, height: 16 };
const kept = { width: 4, height: 1 };
const tau_s = 0.5;

/** What a filter that looks at the whole picture first has seen: `u_survey`, four texels, smoothed over time. */
export class Survey {
  #time_s = Number.NaN;

  /**
   * @param {WebGL2RenderingContext} gl
   * @param {import("./programs.js").Programs} programs
   * @param {import("./pen.js").Pen} pen
   * @param {import("./filter.js").Filter} filter
   * @param {Record<string, import("./program.js").Value>} values of its uniforms
   */
  constructor(gl, programs, pen, filter, values) {
    this.pen = pen;
    this.filter = filter;
    this.values = values;
    this.program = programs.survey(filter);
    this.cells = new Target(gl, "half");
    this.now = new Target(gl, "half");
    this.before = new Target(gl, "half");
    this.cells.resize(gathered.width, gathered.height);
    for (const target of [this.now, this.before]) target.resize(kept.width, kept.height);
  }

  draw() {
    const { pen } = this;
    const passed_s = pen.time_s - this.#time_s;
    const share = passed_s >= 0 && passed_s < 1 ? 1 - Math.exp(-passed_s / tau_s) : 1;
    this.#time_s = pen.time_s;
    [this.now, this.before] = [this.before, this.now];
    pen.show("u_survey", this.before.texture);
    const values = [this.values, { u_share: share }];
    pen.draw(this.program, this.cells, { pass: 0, values });
    pen.draw(this.program, this.now, { image: this.cells.texture, pass: 1, values, exact: true });
    pen.show("u_survey", this.now.texture);
  }

  close() {
    for (const target of [this.cells, this.now, this.before]) target.close();
  }
}
