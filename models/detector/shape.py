"""The detector's shape: its input, what it keeps of the borrowed network, and its anchors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from .scene import CLASSES, POINTS

STRIDES = (8, 16, 32)
# Of the borrowed network's maps at those strides.
CHANNELS = (128, 256, 256)
# What each anchor is told of where a hand is: four numbers of its box, two for each landmark.
BOX, PLACES = 4, 4 + 2 * POINTS
# What it is told of what is there: a logit for a hand, one for each class of hands.
NAMES = 1 + len(CLASSES)
# What the borrowed heads tell of a palm: centre, size and seven points.
PALM = 18
# Landmarks that a file gives, all others are learnt from alone: wrist and knuckle of the middle finger,
# which say how a hand is turned.
GIVEN = (0, 9)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network looks like: the borrowed palm network for another input, thinned, with heads of its own.

    Attributes
    ----------
    size : int
        Side of the input, pixels; a multiple of 32.
    rank : int
        Of what is added to the borrowed dense layers, see `models.graft`; 0 where each weight may change.
    narrowed : int
        How many depthwise layers, from the first on, have kernels of three where the borrowed have five.
        With 20 it takes 0.7 of the time; after an epoch it finds fewer hands than with none untrained.
    channels : tuple of int
        Numbers of the borrowed channels that are kept, see `models.thin`; all where it is empty.
    neck : int
        Channels of the heads.
    anchors : tuple of tuple of float
        Sides of the square anchors at strides 8, 16 and 32, in shares of the input.
    """

    size: int = 128
    rank: int = 16
    narrowed: int = 0
    channels: tuple[int, ...] = ()
    neck: int = 48
    anchors: tuple[tuple[float, ...], ...] = ((0.11, 0.17), (0.25, 0.37), (0.54, 0.78))

    def __post_init__(self) -> None:
        if self.size % STRIDES[-1] or self.size < STRIDES[-1]:
            raise ValueError(
                f"An input of {self.size} pixels cannot be halved five times: "
                f"take a multiple of {STRIDES[-1]}."
            )

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels of the maps at `STRIDES`: a map as wide as so many has those with lower numbers."""
        if not self.channels:
            return CHANNELS
        return tuple(sum(channel < whole for channel in self.channels) for whole in CHANNELS)


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
