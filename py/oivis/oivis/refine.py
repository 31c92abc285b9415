"""The matte brought to the frame's resolution, with the frame as its guide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# The same numbers as in `web/filters/stabilise.frag` and `refine.frag`: the GPU does the same arithmetic.
LOW, HIGH = 0.25, 0.75
COARSE, FINE = 1e-3, 3e-3
STEP = 32
CUT = 0.20


def sure(matte: np.ndarray) -> np.ndarray:
    """What a model gives taken from sure to sure: float32, 0 up to `LOW`, 1 from `HIGH` on."""
    return ((matte - np.float32(LOW)) / np.float32(HIGH - LOW)).clip(0, 1)


def refine(matte: np.ndarray, image: np.ndarray) -> np.ndarray:
    """A matte whose edges follow those of the frame: the fast guided filter with its colour as guide, twice.

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
    The steps are those of `web/filters/README.md`.
    """
    # Less a half, as the matte is: where that is plain there is then nothing to round.
    color = image / np.float32(255) - np.float32(0.5)
    half = [max(1, round(size / 2)) for size in matte.shape]
    around = [(-0.25 / size, 0.25 / size) for size in half]
    guide = _rounded(np.stack([_taps(channel, half, *around) for channel in np.moveaxis(color, 2, 0)], -1))
    held = _rounded(resize(matte, *half) - np.float32(0.5))
    slope, middle, level = _line(guide, held, COARSE)
    held = _rounded(_cut((slope * (guide - middle)).sum(-1) + level))
    slope, middle, level = _line(guide, held, FINE)
    slope = _coded(slope)
    line = _coded(np.dstack([slope, level - (slope * middle).sum(-1)]))
    line = _coded(_box(line))
    red, green, blue, offset = (resize(part, *color.shape[:2]) for part in np.moveaxis(line, 2, 0))
    alpha = red * color[..., 0] + green * color[..., 1] + blue * color[..., 2] + offset
    return _cut(alpha) + np.float32(0.5)


def _line(guide: np.ndarray, held: np.ndarray, noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The line from colour to matte that fits best about each cell: slope, mean colour, mean matte."""
    middle, level = _box(guide), _box(held)
    covariance = _box(guide * held[..., None]) - middle * level[..., None]
    spread = _box(guide[..., :, None] * guide[..., None, :]) - middle[..., :, None] * middle[..., None, :]
    spread += np.float32(noise) * np.eye(3, dtype=np.float32)
    return np.linalg.solve(spread, covariance[..., None])[..., 0], middle, level


def _box(values: np.ndarray) -> np.ndarray:
    """The mean of 3x3 cells about each, the edge repeated."""
    for axis in (0, 1):
        size = values.shape[axis]
        places = np.arange(size)
        low, high = (places - 1).clip(0), (places + 1).clip(max=size - 1)
        values = (values.take(low, axis) + values + values.take(high, axis)) / np.float32(3)
    return values


def _cut(alpha: np.ndarray) -> np.ndarray:
    """Alpha less a half, stretched so that what is nearly nothing or all is so."""
    return (alpha / np.float32(1 - 2 * CUT)).clip(-0.5, 0.5)


def _rounded(values: np.ndarray) -> np.ndarray:
    """What a byte keeps of values from -0.5 to 0.5."""
    return np.rint((values + np.float32(0.5)) * 255) / np.float32(255) - np.float32(0.5)


def _coded(values: np.ndarray) -> np.ndarray:
    """What a byte keeps of a coefficient, -4..4."""
    return np.floor(values * STEP + np.float32(0.5)).clip(-128, 127) / np.float32(STEP)


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
