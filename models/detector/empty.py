"""Pictures without a hand, many made of what lies beside hands: where a detector is wrong most often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .frame import anywhere, framed, matrix

if TYPE_CHECKING:
    from .listing import Entry
    from .scene import Store

# Shares of rooms and views, of parts of people's pictures beside their hands, of several such parts side by
# side, and of what is drawn. What is left is faces.
GROUNDS, BESIDE, PATCHED, DRAWN = 0.25, 0.3, 0.15, 0.12
# Sources whose hands are all known: in emre_body and ccp the borrowed networks miss most.
KNOWN = ("hands/hagrid", "hands/dwiv", "hands/emre")
# Of a picture of a whole standing person, so much from above is the head's.
HEAD = 0.22
# Around a hand nothing is cut out, as labels of boxes are not that exact.
AROUND = 0.15
TRIES = 12
SKIN = np.array([[0.95, 0.80, 0.70], [0.35, 0.22, 0.16]])


def empty(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """A picture in which no hand is to be found: float32 RGB 0..1, (large, large, 3)."""
    kind = random.uniform()
    if kind < GROUNDS:
        entry = store.empty[random.integers(len(store.empty))]
        image = store.read(entry)
        return framed(image, (), anywhere(image, large, random), large)[0]
    if kind < GROUNDS + BESIDE:
        return _patch(store, large, random)
    if kind < GROUNDS + BESIDE + PATCHED:
        return _patched(store, large, random)
    if kind < GROUNDS + BESIDE + PATCHED + DRAWN:
        return drawn(large, random)
    return _face(store, large, random)


def drawn(large: int, random: np.random.Generator) -> np.ndarray:
    """Shapes of all kinds, many in the colours of skin: as `empty`."""
    low, high = random.uniform(0, 1, (2, 3))
    ramp = np.linspace(0, 1, large)[:, None, None] * (high - low) + low
    ground = np.broadcast_to(ramp, (large, large, 3)) + random.normal(
        0, random.uniform(0, 0.1), (large, large, 1)
    )
    picture = Image.fromarray((np.clip(ground, 0, 1) * 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for _ in range(random.integers(3, 22)):
        colour = tuple(int(c) for c in 255 * _colour(random))
        middle, side = random.uniform(0, large, 2), large * np.exp(random.uniform(np.log(0.02), np.log(0.4)))
        shape = random.integers(4)
        if shape == 0:
            pen.ellipse([*(middle - side / 2), *(middle + side * random.uniform(0.1, 0.5, 2))], fill=colour)
        elif shape == 1:
            ends = middle + random.normal(0, side, (random.integers(3, 8), 2))
            pen.polygon([tuple(end) for end in ends], fill=colour)
        elif shape == 2:
            # Several bars side by side: fences, books, fingers that are none.
            step = random.normal(0, side / 3, 2)
            along = random.normal(0, side, 2)
            for at in range(random.integers(1, 7)):
                start = middle + at * step
                pen.line([tuple(start), tuple(start + along)], fill=colour, width=max(1, int(side / 8)))
        else:
            pen.rectangle([*(middle - side / 2), *(middle + side * random.uniform(0.1, 0.5, 2))], fill=colour)
    soft = picture.filter(ImageFilter.GaussianBlur(random.uniform(0, 2.5)))
    return np.asarray(soft).astype(np.float32) / 255


def _colour(random: np.random.Generator) -> np.ndarray:
    if random.uniform() < 0.5:
        share = random.uniform()
        return np.clip(SKIN[0] * share + SKIN[1] * (1 - share) + random.normal(0, 0.04, 3), 0, 1)
    return random.uniform(0, 1, 3)


def _patch(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """A part of a picture of people that none of their hands reaches into."""
    kinds = [kind for kind in KNOWN if kind in store.by_kind]
    for _ in range(TRIES if kinds else 0):
        entries = store.by_kind[kinds[random.integers(len(kinds))]]
        entry = entries[random.integers(len(entries))]
        image = store.read(entry)
        height, width = image.shape[:2]
        side = min(height, width) * random.uniform(0.25, 0.8)
        corner = random.uniform(0, 1, 2) * (np.array([width, height]) - side)
        if not _touches(entry, np.concatenate([corner, corner + side])):
            return _cut(image, corner, side, large, random)
    return drawn(large, random)


def _patched(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """Four, nine or sixteen such parts side by side: edges and corners where nobody expects them."""
    count = int(random.integers(2, 5))
    side = -(-large // count)
    few = [_patch(store, side, random) for _ in range(min(count * count, 6))]
    rows = [np.hstack([few[random.integers(len(few))] for _ in range(count)]) for _ in range(count)]
    return np.vstack(rows)[:large, :large]


def _face(store: Store, large: int, random: np.random.Generator) -> np.ndarray:
    """The head of somebody who stands in the street."""
    if not store.people:
        return drawn(large, random)
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


def _touches(entry: Entry, part: np.ndarray) -> bool:
    for hand in entry.hands:
        box = np.array(hand.box)
        more = AROUND * (box[2:] - box[:2]).mean()
        low, high = np.maximum(box[:2] - more, part[:2]), np.minimum(box[2:] + more, part[2:])
        if (high > low).all():
            return True
    return False
