"""What the palm network's own heads are to learn at fewer pixels: palms as it draws them, by landmarks."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from oivis import palms
from torch import Tensor

from .loss import focal
from .make import NOBODY
from .network import Palms

# The seven points of a palm among a hand's landmarks, in the network's order.
POINTS = (0, 5, 9, 13, 17, 1, 2)
WRIST, MIDDLE = 0, 2
# A palm's box is a square round its points, of so many of their longer extent: the median of 459 hands that
# the borrowed network found on pictures that are learnt from.
SIDE = 1.05
# Anchors that lie so near to a palm's middle, in its sides, may tell of it; so many, the surest, are to. What
# is so far from every palm, and in no hand's box, is to say that there is none.
NEAR, SURE, AWAY = 0.5, 3, 1.0
# Weights: of whether there is a palm, of where its points are.
SCORE, PLACE = 1.0, 4.0
# A palm leads to a hand if the landmark network could see it there: middles so near, in sides, turned by so
# many degrees at most, so many times as large.
APART, TURNED, LARGER = 0.4, 35.0, 1.6


class Wanted(NamedTuple):
    """Palms (B, m): `values` (B, m, 18) as in `Palms.boxes` but from the corner, `side` and `is_known`."""

    values: Tensor
    side: Tensor
    is_known: Tensor


def wanted(points: Tensor) -> Wanted:
    """Palms of hands whose landmarks are (B, m, 21, 2), pixels; not a number where they are not known."""
    seven = points[..., list(POINTS), :]
    is_known = seven.isfinite().all(-1).all(-1)
    seven = torch.where(is_known[..., None, None], seven, torch.zeros_like(seven))
    low, high = seven.amin(-2), seven.amax(-2)
    side = SIDE * (high - low).amax(-1)
    square = side[..., None].expand(*side.shape, 2)
    return Wanted(torch.cat([(low + high) / 2, square, seven.flatten(-2)], -1), side, is_known)


class Lost(NamedTuple):
    """What palms are charged: for whether they are there, and for where."""

    there: Tensor
    places: Tensor


def losses(found: Palms, boxes: Tensor, classes: Tensor, points: Tensor, size: int) -> Lost:
    """How far the heads are from what the labels say.

    Parameters
    ----------
    found : Palms
    boxes : Tensor of float, shape (B, m, 4)
        Of whole hands, pixels.
    classes : Tensor of int, shape (B, m)
        `NOBODY` where there is no hand; one that is `TINY` is not asked for.
    points : Tensor of float, shape (B, m, 21, 2)
    size : int
        Side of the input, pixels.
    """
    middles = _anchors(size).to(boxes.device)
    values, side, is_known = wanted(points)
    is_hand = classes != NOBODY
    is_known = is_known & (classes > NOBODY)
    # In sides of the palm, from its middle to each anchor: (B, m, n).
    away = (middles - values[..., None, :2]).abs().amax(-1) / side.clamp(min=1e-6)[..., None]
    away = torch.where(is_known[..., None], away, torch.full_like(away, torch.inf))
    may = away < NEAR
    # The nearest ones may, however small the palm is.
    may = may | ((away == away.amin(-1, keepdim=True)) & is_known[..., None])
    sure = torch.where(may, found.scores[:, None], torch.full_like(away, -torch.inf))
    best = sure.topk(SURE, dim=-1)
    is_asked = torch.zeros_like(may).scatter(-1, best.indices, best.values > -torch.inf)
    inside = (middles >= boxes[..., None, :2]) & (middles <= boxes[..., None, 2:])
    is_near = (away < AWAY) | (inside.all(-1) & is_hand[..., None])
    is_palm, is_free = is_asked.any(1), ~is_near.any(1)
    count = is_asked.sum().clamp(min=1)
    there = (focal(found.scores, is_palm.float()) * (is_palm | is_free)).sum() / count
    # Where guesses are merged by how sure they are, they count by that here too.
    picture, hand, anchor = may.nonzero(as_tuple=True)
    weight = torch.sigmoid(found.scores.detach())[picture, anchor]
    weight = torch.maximum(weight, is_asked[picture, hand, anchor].float())
    shift = torch.cat([middles, torch.zeros_like(middles), *[middles] * len(POINTS)], -1)
    guessed = found.boxes[picture, anchor] + shift[anchor]
    far = (guessed - values[picture, hand]).abs().mean(-1) / side[picture, hand].clamp(min=1e-6)
    places = (far * weight).sum() / weight.sum().clamp(min=1)
    return Lost(SCORE * there, PLACE * places)


def sought(found: Palms, points: Tensor, size: int) -> tuple[int, int, int]:
    """How many hands are led to, of how many; and pictures without hands in which a palm is seen."""
    letterbox = palms.Region(size / 2, size / 2, size, size)
    right, hands, alarms = 0, 0, 0
    values, sides, is_known = (each.numpy() for each in wanted(points))
    for boxes, scores, there, side, known in zip(
        found.boxes.numpy(), found.scores.numpy(), values, sides, is_known, strict=True
    ):
        seen = palms.decode_palms(boxes, scores, letterbox)
        hands += int(known.sum())
        right += sum(
            any(_leads(palm, place, its) for palm in seen)
            for place, its in zip(there[known], side[known], strict=True)
        )
        alarms += bool(seen) and not known.any()
    return right, hands, alarms


def _leads(palm: palms.Palm, values: np.ndarray, side: float) -> bool:
    box, points = palm.box, values[4:].reshape(-1, 2)
    mine = palm.points[MIDDLE] - palm.points[WRIST]
    its = points[MIDDLE] - points[WRIST]
    cosine = (mine @ its) / max(float(np.hypot(*mine) * np.hypot(*its)), 1e-9)
    apart = np.abs((box[:2] + box[2:]) / 2 - values[:2]).max()
    times = max(float(box[2] - box[0]), 1e-6) / max(side, 1e-6)
    return bool(apart < APART * side and cosine > np.cos(np.radians(TURNED)) and 1 / LARGER < times < LARGER)


@cache
def _anchors(size: int) -> Tensor:
    return torch.from_numpy(palms.anchors(size) * size)
