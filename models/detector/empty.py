"""Pictures without a hand: rooms, views and faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .frame import anywhere, framed, matrix

if TYPE_CHECKING:
    from .scene import Store

# The share of rooms and views; the rest is faces.
GROUNDS = 0.6
# Of a picture of a whole standing person, so much from above is the head's.
HEAD = 0.22


def empty(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """A picture in which no hand is to be found: float32 RGB 0..1, (large, large, 3)."""
    if random.uniform() < GROUNDS or not store.people:
        entry = store.empty[random.integers(len(store.empty))]
        image = store.read(entry)
        return framed(image, (), anywhere(image, large, random), large)[0]
    return _face(store, large, random)


def _face(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """The head of somebody who stands in the street."""
    image = store.read(store.people[random.integers(len(store.people))])
    height, width = image.shape[:2]
    side = HEAD * height * random.uniform(0.6, 1.0)
    corner = np.array(
        [(width - side) * random.uniform(0.3, 0.7), random.uniform(0, 1) * (HEAD * height - side)]
    )
    return _cut(image, corner, side, large, random)


def _cut(
    image: np.ndarray, corner: np.ndarray, side: float, large: int, random: np.random.Generator
) -> np.ndarray:
    scale = large / side
    into = matrix(scale, 0, 1)
    into[:, 2] = -corner * scale
    rgb = framed(image, (), into, large)[0]
    # Any way up: a wall is a wall.
    return np.rot90(rgb, int(random.integers(4))) if random.uniform() < 0.3 else rgb
