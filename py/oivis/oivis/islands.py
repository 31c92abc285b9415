"""Islands and holes of a matte, by connectivity: what is seen apart from people, and missed within them."""

from __future__ import annotations

import numpy as np

# The same numbers as in `web/matte/islands.js`, which does the same in the page, byte for byte.
ROOM = 96  # below this nothing is left of it once it is refined: it connects nothing,
PERSON = 192  # from this on person
HALF = 128
ISLAND = 0.02  # share of the frame below which what lies apart is no person
HOLE = 0.001  # share of the frame up to which a hole is none
STEADY = 2  # what was kept or filled in the frame before may be so many times smaller, or larger


class Islands:
    """Removes small islands and fills small holes, and holds to what it did in the frame before."""

    def __init__(self) -> None:
        self._before = np.zeros((0, 0), bool)

    def forget(self) -> None:
        """A new source: what was done before is of no use."""
        self._before = np.zeros((0, 0), bool)

    def clean(self, matte: np.ndarray) -> np.ndarray:
        """A matte without small islands and holes.

        Parameters
        ----------
        matte : ndarray of uint8, shape (h, w)
            0..255. Not modified.

        Returns
        -------
        ndarray of uint8, shape (h, w)
            A new array: 0 in islands, 255 in holes, the rest as it was.

        Notes
        -----
        Cells are connected side by side, not corner to corner. The size of an island or a hole is that of its
        cells beyond half. The largest island stays whatever its size, and a hole at the border is none.
        """
        cleaned = matte.copy()
        has_before = self._before.shape == matte.shape
        person = matte >= HALF
        for part, cells, value in ((matte >= ROOM, person, 0), (matte < PERSON, ~person, 255)):
            starts, ends, labels = _runs(part)
            sizes = np.bincount(labels, _counts(cells, starts, ends))
            limits = np.full(len(sizes), (HOLE if value else ISLAND) * matte.size)
            if has_before and len(sizes):
                # An island that was one is still to be seen as person before, a hole that was filled as well.
                held = np.bincount(labels, _counts(cells & self._before, starts, ends)) * 2 > sizes
                limits[held] *= STEADY if value else 1 / STEADY
            goes = sizes < limits
            if value:
                goes[_at_border(starts, ends, labels, matte.shape)] = False
            elif len(sizes):
                goes[sizes.argmax()] = False
            for start, end in zip(starts[goes[labels]], ends[goes[labels]], strict=True):
                cleaned.reshape(-1)[start:end] = value
        self._before = cleaned >= HALF
        return cleaned


def _runs(part: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cells side by side: where each run starts and ends in the flat matte, and which part it is of."""
    height, width = part.shape
    edges = np.diff(part.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    parents = list(range(len(rows)))

    def root(run: int) -> int:
        while parents[run] != run:
            parents[run] = run = parents[parents[run]]
        return run

    firsts = np.searchsorted(rows, np.arange(height + 1)).tolist()
    begin, stop = starts.tolist(), ends.tolist()
    for row in range(1, height):
        above, here = firsts[row - 1], firsts[row]
        while above < firsts[row] and here < firsts[row + 1]:
            if begin[above] < stop[here] and begin[here] < stop[above]:
                one, other = root(above), root(here)
                parents[max(one, other)] = min(one, other)
            if stop[above] < stop[here]:
                above += 1
            else:
                here += 1
    _, labels = np.unique([root(run) for run in range(len(rows))], return_inverse=True)
    return rows * width + starts, rows * width + ends, labels


def _counts(cells: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """How many cells of each run are true."""
    before = np.concatenate([[0], cells.reshape(-1).cumsum()])
    return before[ends] - before[starts]


def _at_border(
    starts: np.ndarray, ends: np.ndarray, labels: np.ndarray, shape: tuple[int, ...]
) -> np.ndarray:
    height, width = shape
    touches = (starts < width) | (ends > (height - 1) * width) | (starts % width == 0) | (ends % width == 0)
    return labels[touches]
