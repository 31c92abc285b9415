"""Where the person is, and their head, from nothing but the matte."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Fewer is noise at the edge of the matte, not somebody.
_LEAST = 0.01
_SOLID = 128
# A head is about so much higher than it is wide, and at least so wide in widths of the trunk.
_TALL, _LEAST_HEAD = 1.3, 0.22


@dataclass(frozen=True, slots=True)
class Person:
    """Figures of one matte. Coordinates are 0..1 of the view, lengths heights of the view.

    Attributes
    ----------
    share : float
        Of the view that the person covers, 0..1.
    box : (float, float, float, float)
        x0, y0, x1, y1 round them.
    head : (float, float)
        The middle of the top of the head.
    head_width : float
    lean : float
        How far the head leans, radians, clockwise as seen.
    """

    share: float
    box: tuple[float, float, float, float]
    head: tuple[float, float]
    head_width: float
    lean: float


def person_of(matte: np.ndarray, aspect: float) -> Person | None:
    """Find the person.

    Parameters
    ----------
    matte : ndarray of uint8, shape (h, w)
        0..255, of the whole view, made small.
    aspect : float
        Width of the view over its height.

    Returns
    -------
    Person or None
        None where the matte is next to empty.

    Notes
    -----
    The head is what lies above the neck: going down from the top, the rows of a head grow to its width,
    shrink towards the neck, and then jump to the shoulders'. In each row only the run of cells counts
    that goes on from the row before, so that a hand raised beside the head is none of it.
    """
    solid = matte >= _SOLID
    share = float(solid.mean())
    if share < _LEAST:
        return None
    height, width = solid.shape
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    box = (
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )
    runs = _head_runs(solid)
    cell = aspect / width
    widths = np.array([(end - start) * cell for _, start, end in runs])
    middles = np.array([(start + end) / 2 * cell for _, start, end in runs])
    downs = np.array([row / height for row, _, _ in runs])
    # As far down as the head is high: its widest row by then is its width.
    depth, head_width, total = 1, float(widths[0]), float(widths[0])
    while depth < len(runs) and downs[depth] - downs[0] < _TALL * head_width:
        head_width = max(head_width, float(widths[depth]))
        # The neck: what is much wider below it is no head any more.
        if depth > 3 and widths[depth] * depth > 1.6 * total:
            break
        total += float(widths[depth])
        depth += 1
    head_width = float(np.sort(widths[:depth])[depth * 3 // 4])
    # The top of a head is flat: its own first row may be a lock of hair.
    middle = float(middles[:depth].mean())
    lean = 0.0
    if depth > 5:
        away = downs[:depth] - downs[:depth].mean()
        slope = float((away * middles[:depth]).sum() / (away * away).sum())
        lean = float(np.arctan(np.clip(-slope, -0.6, 0.6)))
    top = float(downs[0])
    return Person(share, box, ((middle + lean * head_width / 2) / aspect, top), head_width, lean)


def _head_runs(solid: np.ndarray) -> list[tuple[int, int, int]]:
    """The rows of the head and what is below it: row, first column, last column plus one."""
    lines = _lines(solid)
    row, start, end = _crown(lines, solid)
    found = [(row, start, end)]
    # Up to the first row of its curve, which is narrower.
    for up in range(row - 1, -1, -1):
        above = [run for run in lines[up] if run[0] < found[0][2] and run[1] > found[0][1]]
        if not above:
            break
        found.insert(0, (up, *max(above, key=_wide)))
    for down in range(row + 1, len(lines)):
        # The widest of the runs that touch the one above.
        below = [run for run in lines[down] if run[0] < end and run[1] > start]
        if not below:
            break
        start, end = max(below, key=_wide)
        found.append((down, start, end))
    return found


def _crown(lines: list[list[tuple[int, int]]], solid: np.ndarray) -> tuple[int, int, int]:
    """Row and run where the head begins: the highest that is as wide as a head and over the trunk."""
    widest = [max(map(_wide, runs)) for runs in lines if runs]
    trunk = sorted(widest)[len(widest) * 3 // 4]
    middle = float((solid.sum(axis=0) * np.arange(solid.shape[1])).sum() / solid.sum())
    # Raised arms are thinner than a head, and hands are beside the trunk.
    for nearest in (0.3, 1.0):
        for row, runs in enumerate(lines):
            for start, end in runs:
                is_over = abs((start + end) / 2 - middle) <= nearest * trunk
                if end - start >= _LEAST_HEAD * trunk and is_over:
                    return row, start, end
    row = next(row for row, runs in enumerate(lines) if runs)
    return row, *max(lines[row], key=_wide)


def _lines(solid: np.ndarray) -> list[list[tuple[int, int]]]:
    """The runs of each row: first column, last column plus one. All at once: this is done in every frame."""
    height, width = solid.shape
    padded = np.zeros((height, width + 2), np.int8)
    padded[:, 1:-1] = solid
    rows, columns = (each.tolist() for each in np.nonzero(padded[:, 1:] != padded[:, :-1]))
    lines: list[list[tuple[int, int]]] = [[] for _ in range(height)]
    for at in range(0, len(rows), 2):
        lines[rows[at]].append((columns[at], columns[at + 1]))
    return lines


def _wide(run: tuple[int, int]) -> int:
    return run[1] - run[0]
