"""How far each place of the picture has moved since the frame before, and how well that explains it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .refine import blocks, samples

# The same numbers as in `web/matte/follow.js`, which does the same in the page.
CELL = 4  # pixels of the matte to the side of a cell
SAME, OTHER = 0.010, 0.035
LIKE, UNLIKE = 0.003, 0.008
WIDE = 0.6
NOISE = 0.0004
FARTHEST = 1.9
GAIN = 0.004
ROUNDS = 3
CALM = 1 / 12
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, slots=True)
class Flow:
    """What is known of each cell of 4x4 pixels, all float32 [h / 4, w / 4].

    Attributes
    ----------
    x, y : ndarray
        By how many cells it has moved, -1.9..1.9.
    trust : ndarray
        1 where the difference to the place it came from is noise, 0 where it is another picture.
    rest : ndarray
        Grows to 1 where nothing moves.
    same : ndarray
        1 where a cell by itself is as it was, 0 where it is not: what moves beside it makes no difference.
    """

    x: np.ndarray
    y: np.ndarray
    trust: np.ndarray
    rest: np.ndarray
    same: np.ndarray


class Follow:
    """Follows a picture from frame to frame.

    References
    ----------
    Lucas, Kanade: "An iterative image registration technique with an application to stereo vision", 1981.
    """

    def __init__(self) -> None:
        self._past: np.ndarray = np.zeros((0, 0, 3), np.float32)
        self._rest: np.ndarray = np.zeros((0, 0), np.float32)

    def see(self, pixels: np.ndarray) -> Flow:
        """Take the next frame in, as the portrait model sees it: [h, w, 3 or more], 0..255."""
        mean = blocks(pixels[..., :3], CELL) / np.float32(255)
        luma = mean @ LUMA
        now = np.dstack([luma, WIDE * (mean[..., 2] - luma), WIDE * (mean[..., 0] - luma)])
        past, self._past = self._past, now
        nothing = np.zeros(luma.shape, np.float32)
        if past.shape != now.shape:
            self._rest = nothing
            return Flow(nothing, nothing, nothing, nothing, nothing)
        x, y, error = _search(now, past)
        still = _apart(now, past, nothing, nothing)[0]
        stays = (still < SAME) | (error > still - GAIN)
        x, y, error = np.where(stays, 0, x), np.where(stays, 0, y), np.where(stays, still, error)
        trust = _falling(error, SAME, OTHER)
        same = _falling(np.sqrt(((now - past) ** 2).sum(-1)), LIKE, UNLIKE)
        rests = (x == 0) & (y == 0)
        self._rest = np.where(rests, trust * np.minimum(1, self._rest + CALM), 0).astype(np.float32)
        return Flow(x, y, trust, self._rest, same)


def _falling(apart: np.ndarray, low: float, high: float) -> np.ndarray:
    """1 up to `low`, 0 from `high` on."""
    t = ((apart - low) / (high - low)).clip(0, 1)
    return 1 - t * t * (3 - 2 * t)


def _search(now: np.ndarray, past: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each cell came from by its slopes, and the difference of colour that this leaves."""
    light = np.pad(now[..., 0], 2, mode="edge")
    across = 0.5 * (light[1:-1, 2:] - light[1:-1, :-2])
    down = 0.5 * (light[2:, 1:-1] - light[:-2, 1:-1])
    xx, xy, yy = NOISE + _about(across * across), _about(across * down), NOISE + _about(down * down)
    x = y = np.zeros(now.shape[:2], np.float32)
    for turn in range(ROUNDS):
        error, changes = _apart(now, past, x, y)
        if turn == ROUNDS - 1:
            break
        sums = [-sum(_at(part, i) * change for i, change in enumerate(changes)) for part in (across, down)]
        whole = xx * yy - xy * xy
        x = (x + (yy * sums[0] - xy * sums[1]) / whole).clip(-FARTHEST, FARTHEST)
        y = (y + (xx * sums[1] - xy * sums[0]) / whole).clip(-FARTHEST, FARTHEST)
    return x, y, error


def _apart(
    now: np.ndarray, past: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Mean difference of colour, over 3x3 cells, to where they would have come from; luma's for each."""
    padded = np.pad(now, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows, columns = np.mgrid[: now.shape[0], : now.shape[1]]
    apart = np.zeros(now.shape[:2], np.float32)
    changes = []
    for i in range(9):
        down, across = i // 3 - 1, i % 3 - 1
        # A neighbour beyond the edge is the edge itself, and comes from beside where that came from.
        change = _at(padded, i) - samples(past, rows + down - y, columns + across - x)
        apart += np.sqrt((change * change).sum(-1))
        changes.append(change[..., 0])
    return apart / 9, changes


def _at(padded: np.ndarray, index: int) -> np.ndarray:
    """One of the nine cells about each, of an array with a border of one."""
    height, width = padded.shape[0] - 2, padded.shape[1] - 2
    return padded[index // 3 :, index % 3 :][:height, :width]


def _about(padded: np.ndarray) -> np.ndarray:
    """The sum over 3x3 cells."""
    return np.sum([_at(padded, index) for index in range(9)], axis=0)
