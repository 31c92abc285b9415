"""Landmarks of labelled pictures, seen by the stage's own networks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from oivis.hands import check_picture, find_hands, read_hand
from oivis.host import Networks
from oivis.sampling import sample
from oivis.types import GESTURES, Region

from models.pictures import read_rgb

from .labels import Picture

# A tracked hand's region is never quite that of its palm: each picture is looked at again, a little off.
VIEWS = 4
TURN = 0.35
GROW = 0.15
MOVE = 0.06


@dataclass(frozen=True, slots=True)
class Seen:
    """Hands that were found, in the order of their pictures.

    Attributes
    ----------
    landmarks : ndarray of float32, shape (n, VIEWS, 21, 3)
        Pixels of the picture. The first view is that of the palm, the others are a little off.
    shapes : ndarray of int, shape (n,)
        Of `GESTURES`, as labelled.
    pictures : list of Picture
        n of them.
    """

    landmarks: np.ndarray
    shapes: np.ndarray
    pictures: list[Picture]


def collect(networks: Networks, pictures: Sequence[Picture], progress: Callable[[], None]) -> Seen:
    """The surest hand of each picture that has one; `progress` is called after each picture."""
    random = np.random.default_rng(0)
    views, found = [], []
    for picture in pictures:
        seen = asyncio.run(_look(networks, read_rgb(picture.path), random))
        if seen:
            views.append(seen)
            found.append(picture)
        progress()
    shapes = np.array([GESTURES.index(picture.shape) for picture in found])
    return Seen(np.array(views, np.float32), shapes, found)


async def _look(networks: Networks, image: np.ndarray, random: np.random.Generator) -> list[np.ndarray]:
    height, width = check_picture(image)

    async def look(name: str, region: Region) -> Sequence[np.ndarray]:
        return await networks.run(name, sample(image, region, networks.models[name]))

    found = await find_hands(look, width, height, limit=1)
    views = [glance.landmarks for glance, _ in found]
    for glance, region in found:
        while len(views) < VIEWS:
            near = _nearby(region, random)
            views.append((read_hand(await look("hand", near), near) or glance).landmarks)
    return views


def _nearby(region: Region, random: np.random.Generator) -> Region:
    turn, grow, x, y = random.uniform(-1, 1, 4)
    return replace(
        region,
        cx=region.cx + MOVE * region.width * x,
        cy=region.cy + MOVE * region.height * y,
        width=region.width * (1 + GROW * grow),
        height=region.height * (1 + GROW * grow),
        rotation=region.rotation + TURN * turn,
    )
