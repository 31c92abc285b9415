"""The detector's shape: its input, its layers' widths and its anchors. Chosen by `oivis detector costs`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .scene import CLASSES, POINTS

STRIDES = (8, 16, 32)
# What each anchor is told of where a hand is: four numbers of its box, two for each landmark.
BOX, PLACES = 4, 4 + 2 * POINTS
# What it is told of what is there: a logit for a hand, one for each class of hands.
NAMES = 1 + len(CLASSES)
# Landmarks that a file gives, all others are learnt from alone: wrist and knuckle of the middle finger,
# which say how a hand is turned.
GIVEN = (0, 9)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network looks like; every layer is a dense convolution of 3x3 or 1x1.

    Attributes
    ----------
    size : int
        Side of the input, pixels; a multiple of 32.
    widths : tuple of int
        Channels at strides 2, 4, 8, 16 and 32.
    depths : tuple of int
        Residual blocks of two 3x3 convolutions at strides 4, 8, 16 and 32.
    neck : int
        Channels of the pyramid and of the heads.
    anchors : tuple of tuple of float
        Sides of the square anchors at strides 8, 16 and 32, in shares of the input.
    """

    size: int = 160
    widths: tuple[int, int, int, int, int] = (16, 24, 48, 64, 64)
    depths: tuple[int, int, int, int] = (1, 2, 2, 1)
    neck: int = 48
    anchors: tuple[tuple[float, ...], ...] = ((0.11, 0.17), (0.25, 0.37), (0.54, 0.78))


def anchors(shape: Shape) -> np.ndarray:
    """Anchors as centre x, y and side in pixels of the input: float32 (n, 3), finest level first.

    In the order of the network's outputs: row by row, column by column, the smaller side first.
    """
    return _anchors(shape.size, shape.anchors)


@cache
def _anchors(size: int, sides: tuple[tuple[float, ...], ...]) -> np.ndarray:
    levels = []
    for stride, level in zip(STRIDES, sides, strict=True):
        middles = (np.arange(size // stride) + 0.5) * stride
        y, x, side = np.meshgrid(middles, middles, np.array(level) * size, indexing="ij")
        levels.append(np.stack([x, y, side], axis=-1).reshape(-1, 3))
    found = np.concatenate(levels).astype(np.float32)
    found.setflags(write=False)
    return found


def scaled(size: int, width: float = 1.0) -> Shape:
    """The shape for an input of this size with so many times its channels, in multiples of 8.

    Raises
    ------
    ValueError
        If the size is no multiple of 32.
    """
    if size % STRIDES[-1] or size < STRIDES[-1]:
        raise ValueError(f"An input of {size} pixels cannot be halved five times: take a multiple of 32.")
    plain = Shape()

    def wide(channels: int) -> int:
        return max(8, round(channels * width / 8) * 8)

    first, second, third, fourth, fifth = map(wide, plain.widths)
    return replace(plain, size=size, widths=(first, second, third, fourth, fifth), neck=wide(plain.neck))
