import { kinds } from "./refine.js";

// The same numbers as in `oivis/near.py`, which does the same in CPython.
const reach = 6; // cells across; a place's middle is where four of them meet
const spread = 0.18; // how fast a cell counts for less, to its squared distance
const sure = 0.8; // matte below which a colour is not believed to be the person's; the room's is below one minus this
const hint = 0.01; // of what is not sure: there is a colour where nothing is, for what lies between two cells

const weights = new Float32Array(reach * reach);
for (let at = 0; at < weights.length; at++) {
  const [x, y] = [(at % reach) - (reach - 1) / 2, Math.floor(at / reach) - (reach - 1) / 2];
  weights[at] = Math.exp(-spread * (x * x + y * y));
}
// Colour times its weight, and the weight.
const [own, other] = [new Float32Array(4), new Float32Array(4)];
const all = weights.reduce((sum, weight) => sum + weight);

/**
 * The person's own colour near each place where there is an edge, and the room's: an edge mixes them.
 * @param {Uint8Array} person is given RGBA, one for each place; alpha is how much of the person is near
 * @param {Uint8Array} room the same of the room
 * @param {Uint8Array} places kinds, as `Refine.kinds` gives them
 * @param {import("./refine.js").Refine} refined
 */
export function near(person, room, places, { planes, width, height, stride }) {
  const across = width / 2;
  for (let at = 0; at < places.length; at++) {
    const [column, row] = [at % across, Math.floor(at / across)];
    if (!isNearEdge(places, column, row, across)) continue;
    const [left, top] = [2 * column + 1 - reach / 2, 2 * row + 1 - reach / 2];
    own.fill(0);
    other.fill(0);
    for (let y = 0; y < reach; y++) {
      const line = (Math.min(height - 1, Math.max(0, top + y)) + 1) * stride + 1;
      for (let x = 0; x < reach; x++) {
        const cell = line + Math.min(width - 1, Math.max(0, left + x));
        const alpha = planes.once[cell] + 0.5;
        add(own, planes, cell, alpha, weights[y * reach + x]);
        add(other, planes, cell, 1 - alpha, weights[y * reach + x]);
      }
    }
    put(person, at, own);
    put(room, at, other);
  }
}

/**
 * Whether a place, or one beside it, has an edge: between the two, colours are interpolated.
 * @param {Uint8Array} places
 * @param {number} column
 * @param {number} row
 * @param {number} across
 */
function isNearEdge(places, column, row, across) {
  for (
    let y = Math.max(0, row - 1) * across;
    y <= Math.min(places.length - across, (row + 1) * across);
    y += across
  )
    for (let x = Math.max(0, column - 1); x <= Math.min(across - 1, column + 1); x++)
      if (places[y + x] === kinds.edge) return true;
  return false;
}

/**
 * @param {Float32Array} sum of colour times its weight, and of the weights
 * @param {import("./refine.js").Refine["planes"]} planes
 * @param {number} cell
 * @param {number} share of the cell
 * @param {number} counts
 */
function add(sum, { red, green, blue }, cell, share, counts) {
  const weight = counts * (Math.max(share - sure, 0) / (1 - sure) + hint * share);
  sum[0] += red[cell] * weight;
  sum[1] += green[cell] * weight;
  sum[2] += blue[cell] * weight;
  sum[3] += weight;
}

/**
 * @param {Uint8Array} given
 * @param {number} at
 * @param {Float32Array} sum
 */
function put(given, at, sum) {
  const weight = Math.max(sum[3], 1e-4);
  for (let part = 0; part < 3; part++) given[4 * at + part] = Math.round(255 * (sum[part] / weight + 0.5));
  given[4 * at + 3] = Math.min(255, Math.round((255 * sum[3]) / all));
}
