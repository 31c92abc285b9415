"""The matte brought to the frame's resolution, with the frame as its guide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# The same numbers as in `web/matte/refine.js` and `web/filters/alpha.frag`, which do the same in the page.
LOW, HIGH = 0.25, 0.75
COARSE, FINE = 1e-3, 3e-3
STEP, ZERO = 32, 128
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
    pixels = np.rint(resize(image, *matte.shape))
    return enlarge(coefficients(np.rint(matte * 255), pixels).codes, image)


def enlarge(codes: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Alpha at the frame's resolution, float32 [H, W], 0..1, from `Coefficients.codes` and the frame."""
    line = resize((codes.astype(np.float32) - ZERO) / np.float32(STEP), *image.shape[:2])
    color = image / np.float32(255) - np.float32(0.5)
    return _cut((line[..., :3] * color).sum(-1) + line[..., 3]) + np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What a guided filter found, for cells of 2x2 pixels of the matte.

    Attributes
    ----------
    codes : ndarray of uint8, shape (h / 2, w / 2, 4)
        Slope to red, green and blue, and offset: 128 is 0, 32 to one.
    color : ndarray of float32, shape (h / 2, w / 2, 3)
        Mean colour of each cell, -0.5..0.5.
    once : ndarray of float32, shape (h / 2, w / 2)
        The matte refined once, -0.5..0.5.
    """

    codes: np.ndarray
    color: np.ndarray
    once: np.ndarray


def coefficients(matte: np.ndarray, pixels: np.ndarray) -> Coefficients:
    """What the frame's colours are to be multiplied with to give the refined matte.

    Parameters
    ----------
    matte : ndarray, shape (h, w)
        0..255; h and w multiples of 4.
    pixels : ndarray, shape (h, w, 3 or more)
        The frame as the portrait model saw it, 0..255.
    """
    # Less a half, as the matte is: where that is plain there is then nothing to round.
    color = blocks(pixels[..., :3], 2) / np.float32(255) - np.float32(0.5)
    held = blocks(matte[..., None], 2)[..., 0] / np.float32(255) - np.float32(0.5)
    slope, middle, level = _line(color, held, COARSE)
    once = _cut((slope * (color - middle)).sum(-1) + level)
    slope, middle, level = _line(color, once, FINE)
    codes = _coded(slope)
    # What the slope loses when it is rounded, the offset makes up for.
    offset = level - ((codes - ZERO) / np.float32(STEP) * middle).sum(-1)
    codes = np.dstack([codes, _coded(offset)])
    return Coefficients(np.floor(_box(codes) + np.float32(0.5)).astype(np.uint8), color, once)


def blocks(values: np.ndarray, side: int) -> np.ndarray:
    """The mean of each block of side x side pixels: float32 [h / side, w / side, channels].

    Raises
    ------
    ValueError
        If the sides are no multiples of it.
    """
    height, width, channels = values.shape
    if height % side or width % side:
        raise ValueError(f"a matte's sides must be multiples of 4, not {width}x{height}")
    cells = values.reshape(height // side, side, width // side, side, channels)
    return cells.mean(axis=(1, 3), dtype=np.float32)


def _line(guide: np.ndarray, held: np.ndarray, noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The line from colour to matte that fits best about each cell: slope, mean colour, mean matte."""
    middle, level = _box(guide), _box(held)
    covariance = _box(guide * held[..., None]) - middle * level[..., None]
    spread = _box(guide[..., :, None] * guide[..., None, :]) - middle[..., :, None] * middle[..., None, :]
    spread += np.float32(noise) * np.eye(3, dtype=np.float32)
    slope = np.linalg.solve(spread, covariance[..., None])[..., 0]
    # Where the matte is plain there is no edge, whatever the rounding of sums makes of it.
    slope[_flat(held)] = 0
    return slope, middle, np.where(_flat(held), held, level)


def _flat(values: np.ndarray) -> np.ndarray:
    """Where a cell and all about it are the same."""
    return _maximum(values) == -_maximum(-values)


def _maximum(values: np.ndarray) -> np.ndarray:
    """The largest of 3x3 cells about each."""
    for axis in (0, 1):
        size = values.shape[axis]
        places = np.arange(size)
        low, high = (places - 1).clip(0), (places + 1).clip(max=size - 1)
        values = np.maximum(np.maximum(values.take(low, axis), values), values.take(high, axis))
    return values


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


def _coded(values: np.ndarray) -> np.ndarray:
    """What a byte keeps of a coefficient, -4..4: 0..255."""
    return np.floor(values * STEP + np.float32(ZERO + 0.5)).clip(0, 255)


def resize(values: np.ndarray, height: int, width: int) -> np.ndarray:
    """One bilinear sample at the centre of each of height x width cells, the edge repeated: float32.

    Parameters
    ----------
    values : ndarray, shape (h, w) or (h, w, channels)
    """
    for axis, size in enumerate((height, width)):
        have = values.shape[axis]
        at = ((np.arange(size, dtype=np.float32) + 0.5) / size * have - np.float32(0.5)).clip(0, have - 1)
        low = at.astype(np.int32)
        part = (at - low).reshape([-1 if each == axis else 1 for each in range(values.ndim)])
        high = np.minimum(low + 1, have - 1)
        values = values.take(low, axis) * (1 - part) + values.take(high, axis) * part
    return values


def samples(values: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Bilinear samples of values [h, w, channels] at places between the middles of cells, the edge repeated.

    Parameters
    ----------
    y, x : ndarray of float, one shape
        Cells; 0 is the middle of the first.

    Returns
    -------
    ndarray of float32, the places' shape and channels
    """
    height, width = values.shape[:2]
    y, x = y.clip(0, height - 1).astype(np.float32), x.clip(0, width - 1).astype(np.float32)
    top, left = y.astype(np.int32), x.astype(np.int32)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    low, part = (y - top)[..., None], (x - left)[..., None]
    upper = values[top, left] * (1 - part) + values[top, right] * part
    under = values[bottom, left] * (1 - part) + values[bottom, right] * part
    return upper * (1 - low) + under * low
