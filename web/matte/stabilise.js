import { cell } from "./follow.js";
import { sample } from "./sample.js";

// The same numbers as in `oivis/stabilise.py`, which does the same in CPython.
const low = 0.25; // what the model gives up to this is the room,
const high = 0.75; // and from this on the person
const keep = 0.8; // share of the matte before where the picture is the same, or has moved as a whole,
const stay = 0.9; // and where it is the same in this very place

const sure = Uint8Array.from({ length: 256 }, (_, value) =>
  Math.round(255 * Math.min(1, Math.max(0, (value / 255 - low) / (high - low)))),
);

/**
 * The matte from sure to sure, and steadied over time: where the picture stayed or moved as a whole, the matte goes with it
 * and its changes are flicker; where the picture is another, the new matte is taken at once and nothing trails. What only
 * lies beside somebody who moves has not changed, whatever the model takes it for meanwhile.
 * @param {Uint8Array} held is given the steadied matte, 0..255
 * @param {Uint8Array} fresh the model's, without islands
 * @param {Uint8Array | null} before the steadied one of the frame before
 * @param {import("./follow.js").Follow} flow
 */
export function stabilise(held, fresh, before, flow) {
  for (let at = 0; at < held.length; at++) held[at] = sure[fresh[at]];
  if (!before) return;
  const width = flow.width * cell;
  for (let row = 0, at = 0; row < flow.height * cell; row++) {
    const y = (row + 0.5) / cell - 0.5;
    const cells = ((row / cell) | 0) * flow.width;
    for (let column = 0; column < width; column++, at++) {
      const isMoving = flow.moving[cells + ((column / cell) | 0)];
      if (!isMoving && before[at] === held[at]) continue;
      const x = (column + 0.5) / cell - 0.5;
      const came = isMoving
        ? sample(
            before,
            width,
            column - cell * sample(flow.x, flow.width, x, y),
            row - cell * sample(flow.y, flow.width, x, y),
          )
        : before[at];
      const same = sample(flow.same, flow.width, x, y);
      const was = came + (before[at] - came) * same;
      const moves = keep * sample(flow.trust, flow.width, x, y);
      const share = moves + (stay - moves) * same;
      held[at] = Math.round(held[at] + (was - held[at]) * share);
    }
  }
}
