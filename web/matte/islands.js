// The same numbers as in `oivis/islands.py`, which does the same in CPython, byte for byte.
const room = 96; // below this nothing is left of it once it is refined: it connects nothing,
const person = 192; // from this on person
const half = 128;
const island = 0.02; // share of the frame below which what lies apart is no person
const hole = 0.001; // share of the frame up to which a hole is none
const steady = 2; // what was kept or filled in the frame before may be so many times smaller, or larger

/**
 * Cells side by side in a row, and all that is connected to them.
 * @typedef {object} Run
 * @property {number} start in the flat matte
 * @property {number} end
 * @property {Run | null} parent null where this one stands for all that are connected
 * @property {number} size cells beyond half, of all of them
 * @property {number} held of these, those that were person in the frame before
 * @property {boolean} isOuter whether one of them touches the border
 */

/**
 * Removes what the model sees apart from people and fills what it misses within them, and holds to what it did in the
 * frame before: `oivis/islands.py` says how.
 */
export class Islands {
  #cleaned = new Uint8Array(0);
  #before = new Uint8Array(0);
  #width = 0;

  /** A new source: what was done before is of no use. */
  forget() {
    this.#width = 0;
  }

  /**
   * @param {Uint8Array} matte 0..255, not modified
   * @param {number} width
   * @returns {Uint8Array} overwritten by the next call but one
   */
  clean(matte, width) {
    if (this.#cleaned.length !== matte.length) {
      this.#cleaned = new Uint8Array(matte.length);
      this.#before = new Uint8Array(matte.length);
      this.#width = 0;
    }
    [this.#cleaned, this.#before] = [this.#before, this.#cleaned];
    const before = this.#width === width ? this.#before : null;
    const cleaned = this.#cleaned;
    cleaned.set(matte);
    const islands = parts(matte, width, before, room, 255);
    let largest = null;
    for (const run of islands) {
      const whole = root(run);
      if (whole.size > (largest?.size ?? -1)) largest = whole;
    }
    for (const run of islands) {
      const whole = root(run);
      const least = island * matte.length * (whole.held * 2 > whole.size ? 1 / steady : 1);
      if (whole !== largest && whole.size < least) cleaned.fill(0, run.start, run.end);
    }
    for (const run of parts(matte, width, before, 0, person - 1)) {
      const whole = root(run);
      const most = hole * matte.length * (whole.held * 2 > whole.size ? steady : 1);
      if (!whole.isOuter && whole.size < most) cleaned.fill(255, run.start, run.end);
    }
    this.#width = width;
    return cleaned;
  }
}

/**
 * The runs of cells whose value lies within a range, connected with those of the row above.
 * @param {Uint8Array} matte
 * @param {number} width
 * @param {Uint8Array | null} before
 * @param {number} least
 * @param {number} most
 */
function parts(matte, width, before, least, most) {
  const isPerson = least > 0;
  const last = matte.length - width;
  /** @type {Run[]} */
  const runs = [];
  let above = 0;
  for (let row = 0; row < matte.length; row += width) {
    const first = runs.length;
    for (let at = row; at < row + width; at++) {
      if (matte[at] < least || matte[at] > most) continue;
      const run = {
        start: at,
        end: at,
        parent: null,
        size: 0,
        held: 0,
        isOuter: at === row || row === 0 || row === last,
      };
      for (; at < row + width && matte[at] >= least && matte[at] <= most; at++) {
        if (matte[at] >= half !== isPerson) continue;
        run.size += 1;
        if (before && before[at] >= half) run.held += 1;
      }
      run.end = at;
      if (at === row + width) run.isOuter = true;
      runs.push(run);
    }
    for (let here = first, up = above; up < first && here < runs.length; ) {
      const [one, other] = [runs[up], runs[here]];
      if (one.start + width < other.end && other.start < one.end + width) join(one, other);
      if (one.end + width < other.end) up += 1;
      else here += 1;
    }
    above = first;
  }
  return runs;
}

/**
 * @param {Run} one
 * @param {Run} other
 */
function join(one, other) {
  const [keeps, joins] = [root(one), root(other)];
  if (keeps === joins) return;
  joins.parent = keeps;
  keeps.size += joins.size;
  keeps.held += joins.held;
  keeps.isOuter ||= joins.isOuter;
}

/** @param {Run} run */
function root(run) {
  let whole = run;
  while (whole.parent) {
    if (whole.parent.parent) whole.parent = whole.parent.parent;
    whole = whole.parent;
  }
  return whole;
}
