"""Where a network is not sure: whom a place is like by its colour, the person nearby or the room."""

from __future__ import annotations

import numpy as np

from .refine import HIGH, LOW, blocks

# The same numbers as in `web/matte/likeness.js`, which does the same in the page.
CELL, PLACE = 2, 4
UNSURE = 0.1
ROOM = 0.5
NEAR = 5
LIKE = 0.1
CHROMA = 2.0
FEW = 0.005
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def decide(matte: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """A matte whose unsure places have gone towards whom they are like.

    Parameters
    ----------
    matte : ndarray of uint8, shape (h, w)
        What the model gives, 0..255; h and w multiples of 4. Not modified.
    pixels : ndarray, shape (h, w, 3 or more)
        The frame as the portrait model saw it, 0..255.

    Returns
    -------
    ndarray of uint8, shape (h, w)
        A new array; what was sure is as it was.

    Notes
    -----
    What the network gives is taken for the odds before the colour was looked at. Where person and room are of
    the same colours, or only one of them is near, these stay. What the network takes for the room is not
    brought back: a fleck of the room is seen sooner than a hair that is missed.

    References
    ----------
    Rother, Kolmogorov, Blake: "GrabCut: interactive foreground extraction using iterated graph cuts", 2004;
    Wang, Cohen: "Optimized color sampling for robust matting", CVPR 2007: densities of what is near, as here.
    """
    share = blocks(matte[..., None], CELL)[..., 0] / np.float32(255)
    rows, columns = np.nonzero((share > UNSURE) & (share < 1 - UNSURE))
    color = _color(blocks(pixels[..., :3], CELL))[rows, columns]
    height, width = (side // PLACE for side in matte.shape)
    parts = matte.reshape(height, PLACE, width, PLACE)
    room, person = parts.max((1, 3)) <= LOW * 255, parts.min((1, 3)) >= HIGH * 255
    around = ((NEAR, NEAR), (NEAR, NEAR))
    sides = np.pad(np.stack([person, room], 2).astype(np.float32), (*around, (0, 0)))
    colors = np.pad(_color(blocks(pixels[..., :3], PLACE)), (*around, (0, 0)))
    near, like = np.zeros((2, len(rows), 2), np.float32)
    for down in range(2 * NEAR + 1):
        for across in range(2 * NEAR + 1):
            at = rows // (PLACE // CELL) + down, columns // (PLACE // CELL) + across
            apart = ((color - colors[at]) ** 2).sum(-1, keepdims=True) / np.float32(LIKE * LIKE)
            near += sides[at]
            like += sides[at] * (1 - apart).clip(0) ** 2
    found = share[rows, columns]
    # The root: neighbours are no independent witnesses.
    odds = np.sqrt(like / np.maximum(near, 1) + np.float32(FEW))
    odds[(near == 0).any(1)] = 1
    mine, theirs = found * odds[:, 0], (1 - found) * odds[:, 1]
    change = np.zeros_like(share)
    likely = mine / (mine + theirs)
    change[rows, columns] = np.where(found < ROOM, np.minimum(likely, found), likely) - found
    change = change.repeat(CELL, 0).repeat(CELL, 1)
    return np.floor(matte + 255 * change + np.float32(0.5)).clip(0, 255).astype(np.uint8)


def _color(rgb: np.ndarray) -> np.ndarray:
    """Luma and, counting more than it spans, chroma; `rgb` 0..255."""
    luma = rgb @ LUMA
    both = CHROMA * (rgb[..., 2] - luma), CHROMA * (rgb[..., 0] - luma)
    return np.dstack([luma, *both]) / np.float32(255)
