"""What others do with the same network's matte, from the sources that they publish; the numbers are theirs.

Each comes twice: its smoothing alone, and with all that turns it into alpha.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from oivis.refine import resize
from scipy.ndimage import maximum_filter, minimum_filter

# jitsi/jitsi-meet, react/features/stream-effects/virtual-background (Apache-2.0): BackgroundFrameProcessor.ts
# and compositor/WebGLCompositor.ts at 0c1e7c74, with the levels for the network that is ours too.
JITSI_KEEP = 0.75
JITSI_FEATHER_PX = 20
JITSI_SNAP = 0.05, 0.20
JITSI_LEVELS = 0.28, 0.65
# Volcomix/virtual-background, src/pipelines/webgl2 (Apache-2.0): jointBilateralFilterStage.ts at d5b3f6d6,
# the settings of App.tsx, and the levels of backgroundImageStage.ts.
VOLCOMIX_SPACE, VOLCOMIX_COLOUR = 1.0, 0.1
VOLCOMIX_SPARSITY = 0.66
VOLCOMIX_LEVELS = 0.5, 0.75

LUMA = np.array([0.299, 0.587, 0.114], np.float32) / 255


class Blend:
    """Jitsi's exponential mean of the mattes alone, enlarged bilinearly."""

    def __init__(self) -> None:
        self._held: np.ndarray | None = None

    def __call__(self, matte: np.ndarray, image: np.ndarray) -> np.ndarray:
        """Alpha, float32 [H, W], for a matte 0..1 [h, w] and its frame, uint8 [H, W, 3]."""
        return resize(self.keep(matte), *image.shape[:2])

    def keep(self, matte: np.ndarray) -> np.ndarray:
        """The mean with the next matte, as large as it."""
        if self._held is None:
            self._held = matte
        self._held = JITSI_KEEP * self._held + (1 - JITSI_KEEP) * matte
        return self._held


class Jitsi(Blend):
    """The same, feathered except where the picture has an edge, then from sure to sure."""

    def __call__(self, matte: np.ndarray, image: np.ndarray) -> np.ndarray:
        """Alpha, as `Blend` gives it."""
        height, width = image.shape[:2]
        held = self.keep(matte)
        reach = round(JITSI_FEATHER_PX * matte.shape[1] / width)
        soft, sharp = (resize(each, height, width) for each in (_feather(held, reach), held))
        light = np.pad(image @ LUMA, 1, mode="edge")
        edge = np.hypot(light[1:-1, 2:] - light[1:-1, :-2], light[2:, 1:-1] - light[:-2, 1:-1])
        snap = smoothstep(*JITSI_SNAP, edge)
        return smoothstep(*JITSI_LEVELS, soft * (1 - snap) + sharp * snap)


def _feather(matte: np.ndarray, reach: int) -> np.ndarray:
    """Nine taps, `reach` texels apart, weighted 1 2 1 either way."""
    for axis in (0, 1):
        places = np.arange(matte.shape[axis])
        before, after = (
            matte.take((places + step).clip(0, places[-1]), axis=axis) for step in (-reach, reach)
        )
        matte = (before + 2 * matte + after) / 4
    return matte


def bilateral(matte: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Volcomix's joint bilateral filter alone, at the frame's resolution and guided by its colours.

    Parameters
    ----------
    matte : ndarray of float32, shape (h, w)
        0..1.
    image : ndarray of uint8, shape (H, W, 3)

    Returns
    -------
    ndarray of float32, shape (H, W)
        0..1.
    """
    height, width = image.shape[:2]
    space = VOLCOMIX_SPACE * max(width / matte.shape[1], height / matte.shape[0])
    step = max(1.0, sqrt(space) * VOLCOMIX_SPARSITY)
    first = -space + (step / 2 if step > 1 else 0)
    offsets = np.arange(first, space + 1e-9, step)
    # Textures are read without interpolation there: a tap is the pixel and the texel that it falls into.
    steps = np.floor(offsets + 0.5).astype(int)
    rows = np.arange(height) * matte.shape[0] // height
    columns = np.arange(width) * matte.shape[1] // width
    large = matte[rows][:, columns]
    colours = image.reshape(-1, 3).astype(np.float32) / 255
    # Where all taps agree the mean is what they say: only the rest is worked out.
    size = 2 * int(np.abs(steps).max()) + 1
    y, x = np.nonzero(maximum_filter(large, size) > minimum_filter(large, size))
    here = colours[y * width + x]
    total = np.zeros(len(y), np.float32)
    weights = np.zeros(len(y), np.float32)
    texel = max(1 / width, 1 / height)
    for down, row in zip(offsets, steps, strict=True):
        for across, column in zip(offsets, steps, strict=True):
            at = (y + row).clip(0, height - 1) * width + (x + column).clip(0, width - 1)
            other = colours.take(at, axis=0) - here
            apart = np.einsum("nc,nc->n", other, other)
            far = (down / height) ** 2 + (across / width) ** 2
            weight = _gaussian(far, texel * space) * _gaussian(apart, VOLCOMIX_COLOUR)
            total += weight * large.ravel()[at]
            weights += weight
    alpha = large.copy()
    alpha[y, x] = total / weights
    return alpha


def volcomix(smoothed: np.ndarray) -> np.ndarray:
    """What it makes of the smoothed matte: from sure to sure."""
    return smoothstep(*VOLCOMIX_LEVELS, smoothed)


def _gaussian(square: np.ndarray | float, sigma: float) -> np.ndarray:
    return np.exp(np.asarray(square, np.float32) * np.float32(-0.5 / (sigma * sigma * 4 + 1e-6)))


def smoothstep(low: float, high: float, values: np.ndarray) -> np.ndarray:
    """GLSL's: 0 up to `low`, 1 from `high`, and a cubic between them."""
    t = ((values - low) / (high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)
