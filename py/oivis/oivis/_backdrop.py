"""How backgrounds follow the viewer and fade into one another in CPython, as `web/gl/backdrop.js` does."""

from __future__ import annotations

from math import exp

import numpy as np

from .focus import WHOLE
from .types import Box

FADE_S = 0.45
# Of the whole picture sixteen by sixteen cells are looked at, four sums of each: as `web/gl/survey.js`.
SURVEYED, LEARNT = (64, 16), (4, 1)
SURVEY_S = 0.5
_STEP = 4
_TAU_S = 0.3
_LEAST = 0.01
# Where a person is who sits in the middle of a picture.
_MIDDLE = np.array([0.5, 0.62])


class Look:
    """Where the viewer has moved to: the middle of their matte, smoothed, -1..1."""

    def __init__(self) -> None:
        self._at = np.zeros(2)
        self._aim = np.zeros(2)
        self._time_s: float | None = None

    @property
    def at(self) -> tuple[float, float]:
        """Across and down."""
        return float(self._at[0]), float(self._at[1])

    def see(self, matte: np.ndarray, view: Box = WHOLE) -> None:
        """Take the matte of a part of the frame in: uint8 [h, w], 0..255."""
        height, width = matte.shape
        part = matte[_STEP // 2 :: _STEP, _STEP // 2 :: _STEP].astype(float)
        total = part.sum()
        left, top, right, bottom = view
        if total * (right - left) * (bottom - top) <= _LEAST * 255 * part.size:
            self._aim[:] = 0
            return
        rows, columns = np.mgrid[_STEP // 2 : height : _STEP, _STEP // 2 : width : _STEP]
        middle = np.array([(part * columns).sum() / width, (part * rows).sum() / height]) / total
        middle = np.array([left, top]) + middle * (right - left, bottom - top)
        self._aim = np.clip(2 * (middle - _MIDDLE), -1, 1)

    def step(self, time_s: float) -> None:
        """Go towards where the viewer is; at once where nothing was seen before, or long ago."""
        way = share(time_s, self._time_s, _TAU_S)
        self._time_s = time_s
        self._at += way * (self._aim - self._at)


def share(time_s: float, before_s: float | None, tau_s: float) -> float:
    """How far what is smoothed goes towards what is seen; all the way where it was not seen for a second."""
    passed_s = -1.0 if before_s is None else time_s - before_s
    return 1 - exp(-passed_s / tau_s) if 0 <= passed_s < 1 else 1.0


def fade(passed_s: float) -> float:
    """How far a background has taken the place of the one before, 0..1."""
    part = passed_s / FADE_S
    return part * part * (3 - 2 * part) if 0 <= part < 1 else 1.0


def view(depth: float, look: tuple[float, float]) -> tuple[float, float, float, float]:
    """Which part of a background is seen: offset and size, uv."""
    return depth * (1 + look[0]), depth * (1 + look[1]), 1 - 2 * depth, 1 - 2 * depth
