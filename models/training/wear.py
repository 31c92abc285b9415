"""What cameras do to a picture: exposure, white balance, motion blur, noise, compression."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

LONGEST_BLUR = 0.05  # of the picture's side
NOISIEST = 0.05
QUALITY = (30, 95)


def expose(rgb: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Brighter or darker by up to a stop, another gamma, another white: float32 RGB 0..1 in and out."""
    gain = np.exp2(random.uniform(-1, 0.7)) * np.exp2(random.normal(0, 0.12, 3))
    return np.clip(rgb * gain, 0, 1).astype(np.float32) ** np.float32(np.exp2(random.uniform(-0.5, 0.5)))


def blur(picture: np.ndarray, length_px: float, degrees: float) -> np.ndarray:
    """Smeared along a line, any number of channels; a length under a pixel and a half changes nothing."""
    count = round(length_px)
    if count < 2:
        return picture
    height, width = picture.shape[:2]
    across, down = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    rows, columns = np.arange(height), np.arange(width)
    total = np.zeros_like(picture)
    for step in np.arange(count) - (count - 1) / 2:
        near = (rows + round(down * step)).clip(0, height - 1)
        total += picture[near][:, (columns + round(across * step)).clip(0, width - 1)]
    return total / np.float32(count)


def noise(rgb: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A sensor's: more in the light, coarser than a pixel in half of the pictures."""
    amount = NOISIEST * random.uniform() ** 2
    grain = random.normal(0, amount, rgb.shape).astype(np.float32)
    if random.uniform() < 0.5:
        grain = 0.5 * (grain + np.roll(grain, 1, axis=random.integers(2)))
    return rgb + grain * np.sqrt(0.2 + rgb)


def compress(rgb: np.ndarray, quality: int) -> np.ndarray:
    """There and back through JPEG: uint8 in and out."""
    held = io.BytesIO()
    Image.fromarray(rgb).save(held, "JPEG", quality=quality)
    with Image.open(held) as picture:
        return np.asarray(picture)


def wear(rgb: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A picture as a camera might have given it.

    Parameters
    ----------
    rgb : ndarray of float32, shape (h, w, 3)
        0..1. Not modified.
    random : Generator

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
    """
    worn = expose(rgb, random) if random.uniform() < 0.7 else rgb
    if random.uniform() < 0.12:
        worn = blur(worn, random.uniform(0, LONGEST_BLUR) * len(rgb), random.uniform(0, 180))
    if random.uniform() < 0.5:
        worn = noise(worn, random)
    whole = np.rint(np.clip(worn, 0, 1) * 255).astype(np.uint8)
    return compress(whole, int(random.integers(*QUALITY))) if random.uniform() < 0.6 else whole
