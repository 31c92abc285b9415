"""What a model sees of a picture, in NumPy: the same bytes as the GPU draws, to within rounding."""

from __future__ import annotations

from math import cos, sin

import numpy as np

from .models import Model
from .types import Region


def sample(image: np.ndarray, region: Region, model: Model) -> np.ndarray:
    """Draw a region of a picture at a model's input size.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W, 3)
        RGB, row 0 at the top. Not modified.
    region : Region
        In pixels of the picture; may reach over its edges.
    model : Model
        Gives the size and what lies outside the picture.

    Returns
    -------
    ndarray of uint8, shape (1, model.height, model.width, 4)
        RGBA, alpha 255. Bilinear between pixel centres, without mipmaps.
    """
    across = (np.arange(model.width, dtype=np.float32) + 0.5) / model.width - 0.5
    down = (np.arange(model.height, dtype=np.float32) + 0.5) / model.height - 0.5
    across, down = across * region.width, down[:, None] * region.height
    c, s = cos(region.rotation), sin(region.rotation)
    # A texel's centre is at half a pixel; the picture's first sample therefore lies at -0.5.
    x = region.cx - 0.5 + c * across - s * down
    y = region.cy - 0.5 + s * across + c * down
    drawn = np.full((1, model.height, model.width, 4), 255, np.uint8)
    drawn[0, ..., :3] = np.rint(_bilinear(image, x, y, model.border))
    return drawn


def _bilinear(image: np.ndarray, x: np.ndarray, y: np.ndarray, border: str) -> np.ndarray:
    height, width = image.shape[:2]
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    x0, y0 = left.astype(np.int32), top.astype(np.int32)

    def tap(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        return image[rows.clip(0, height - 1), columns.clip(0, width - 1)].astype(np.float32)

    upper = tap(y0, x0) * (1 - fx) + tap(y0, x0 + 1) * fx
    lower = tap(y0 + 1, x0) * (1 - fx) + tap(y0 + 1, x0 + 1) * fx
    drawn = upper * (1 - fy) + lower * fy
    if border == "zero":
        # As the shader does: a sample whose centre lies outside is black, the rest is clamped.
        outside = (x < -0.5) | (x >= width - 0.5) | (y < -0.5) | (y >= height - 0.5)
        drawn[outside] = 0
    return drawn
