"""The matte brought to the frame's resolution, with the frame as its guide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# The same numbers as in `web/filters/refine.frag`, whose passes do the same arithmetic on the GPU.
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
NOISE = 1e-3
STEEPEST = 3.99
CUT = 0.20


def refine(matte: np.ndarray, image: np.ndarray) -> np.ndarray:
    """A matte whose edges follow those of the frame: the fast guided filter.

    Parameters
    ----------
    matte : ndarray of float32, shape (h, w)
        0..1, at the model's resolution. Not modified.
    image : ndarray of uint8, shape (H, W, 3)
        The frame, RGB. Not modified.

    Returns
    -------
    ndarray of float32, shape (H, W)
        0..1.

    References
    ----------
    He, Sun, Tang: "Guided image filtering", ECCV 2010; He, Sun: "Fast guided filter", arXiv:1505.00996, 2015.
    The steps are those of `web/filters/README.md`, without the GPU's rounding.
    """
    luma = image @ (LUMA / 255) - np.float32(0.5)
    half = [max(1, round(size / 2)) for size in matte.shape]
    quarter = [max(1, round(size / 4)) for size in matte.shape]
    guide = _taps(luma, half, (-0.25 / half[0], 0.25 / half[0]), (-0.25 / half[1], 0.25 / half[1]))
    # Less a half, as the luma is: where the matte is plain there is then nothing to round.
    held = resize(matte, *half) - np.float32(0.5)

    def mean(moments: np.ndarray) -> np.ndarray:
        """A box of four cells of the half grid, at each cell of the quarter grid."""
        down, across = 1 / half[0], 1 / half[1]
        return _taps(moments, quarter, (-down, down), (-across, across))

    mean_guide, mean_held = mean(guide), mean(held)
    covariance = mean(guide * held) - mean_guide * mean_held
    variance = (mean(guide * guide) - mean_guide * mean_guide).clip(min=0)
    slope = (covariance / (variance + NOISE)).clip(-STEEPEST, STEEPEST)
    offset = mean_held - slope * mean_guide
    slope, offset = (resize(line, *luma.shape) for line in (slope, offset))
    alpha = slope * luma + offset + np.float32(0.5)
    return ((alpha - CUT) / (1 - 2 * CUT)).clip(0, 1)


def resize(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """One bilinear sample at the centre of each of height x width cells, the edge repeated: float32."""
    return _taps(values, (height, width), (0,), (0,))


def _taps(
    values: np.ndarray, shape: Sequence[int], down: Sequence[float], across: Sequence[float]
) -> np.ndarray:
    """The mean of bilinear samples about each cell of a grid; offsets are shares of the side."""
    for axis, (size, offsets) in enumerate(zip(shape, (down, across), strict=True)):
        centres = (np.arange(size, dtype=np.float32) + 0.5) / size
        drawn = [_along(values, axis, centres + np.float32(offset)) for offset in offsets]
        values = np.stack(drawn).mean(axis=0) if len(drawn) > 1 else drawn[0]
    return values


def _along(values: np.ndarray, axis: int, places: np.ndarray) -> np.ndarray:
    """Linear samples along one axis at places 0..1 from edge to edge."""
    have = values.shape[axis]
    at = (places * have - np.float32(0.5)).clip(0, have - 1)
    low = at.astype(np.int32)
    part = (at - low).reshape((-1, 1) if axis == 0 else (1, -1))
    high = np.minimum(low + 1, have - 1)
    return values.take(low, axis) * (1 - part) + values.take(high, axis) * part
