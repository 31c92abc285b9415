"""The detector in PyTorch: the palm network as it learns, with its own heads, and two for three levels."""

from __future__ import annotations

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from models.graph import Graph
from models.training.graft import BYTES, Grafted
from models.training.layers import Conv

from .shape import BOX, NAMES, PALM, PLACES, Shape
from .trunk import BOXES, LEVELS, SCORES

# Most anchors hold no hand: the first guess is that one in a hundred does.
FIRST = -4.6


class Guesses(NamedTuple):
    """What every anchor says, in the order of `shape.anchors`.

    Attributes
    ----------
    offsets : Tensor of float32, shape (B, n, 4)
        Of the centre, in sides of the anchor, and logarithms of width and height over that side.
    points : Tensor of float32, shape (B, n, 21, 2)
        Landmarks, from the anchor's centre, in its sides.
    hands : Tensor of float32, shape (B, n)
        Logits: whether there is a hand.
    names : Tensor of float32, shape (B, n, classes)
        Logits: what it shows if there is one.
    """

    offsets: Tensor
    points: Tensor
    hands: Tensor
    names: Tensor


class Palms(NamedTuple):
    """What the borrowed heads say, in the order of `oivis.palms.anchors`.

    Attributes
    ----------
    boxes : Tensor of float32, shape (B, n, 18)
        Centre, size and seven points, pixels from the anchor.
    scores : Tensor of float32, shape (B, n)
        Logits.
    """

    boxes: Tensor
    scores: Tensor


class Detector(nn.Module):
    """Boxes, landmarks and gestures of every anchor.

    Parameters
    ----------
    shape : Shape
    graph : Graph
        As `trunk.trunk` gives it for that shape.
    """

    def __init__(self, shape: Shape, graph: Graph) -> None:
        super().__init__()
        self.shape = shape
        self.trunk = Grafted(graph, shape.rank)
        self.sides = nn.ModuleList(Conv(width, shape.neck, side=1) for width in shape.widths)
        # What a hand shows and where its ends are ask for other features.
        self.place, self.name = Conv(shape.neck, shape.neck), Conv(shape.neck, shape.neck)
        self.places = nn.ModuleList(nn.Conv2d(shape.neck, len(s) * PLACES, 1) for s in shape.anchors)
        self.names = nn.ModuleList(nn.Conv2d(shape.neck, len(s) * NAMES, 1) for s in shape.anchors)
        for layer in (*self.places, *self.names):
            nn.init.zeros_(cast(Tensor, layer.bias))
        for layer in self.names:
            with torch.no_grad():
                cast(Tensor, layer.bias).view(-1, NAMES)[:, 0] = FIRST

    def maps(self, x: Tensor) -> dict[str, Tensor]:
        """What comes out of `trunk.trunk` for pictures (B, 3, size, size), RGB, 0..1."""
        return self.trunk.walk(x * BYTES)

    def features(self, maps: dict[str, Tensor]) -> list[Tensor]:
        """The levels that the heads read, finest first: what a teacher's can be held against."""
        return [side(maps[name]) for side, name in zip(self.sides, LEVELS, strict=True)]

    def palms(self, maps: dict[str, Tensor]) -> Palms:
        """What the borrowed heads say."""
        boxes = _listed([maps[name] for name in BOXES], PALM)
        return Palms(boxes, _listed([maps[name] for name in SCORES], 1)[..., 0])

    def guesses(self, features: list[Tensor]) -> Guesses:
        """What the heads make of the pyramid."""
        where = [last(self.place(level)) for level, last in zip(features, self.places, strict=True)]
        what = [last(self.name(level)) for level, last in zip(features, self.names, strict=True)]
        places, names = _listed(where, PLACES), _listed(what, NAMES)
        points = places[..., BOX:].unflatten(-1, (-1, 2))
        return Guesses(places[..., :BOX], points, names[..., 0], names[..., 1:])

    def forward(self, x: Tensor) -> Guesses:
        """Guesses of every anchor of pictures (B, 3, size, size), RGB, 0..1."""
        return self.guesses(self.features(self.maps(x)))


def scored(guesses: Guesses) -> Tensor:
    """How sure each anchor is of each gesture (B, n, classes), 0..1: all together of a hand."""
    return torch.sigmoid(guesses.hands)[..., None] * torch.softmax(guesses.names, dim=-1)


def _listed(levels: list[Tensor], numbers: int) -> Tensor:
    """Maps (B, anchors * numbers, h, w) as a list (B, n, numbers), in the order of `shape.anchors`."""
    every = []
    for level in levels:
        batch, _, height, width = level.shape
        apart = level.reshape(batch, -1, numbers, height, width)
        every.append(apart.permute(0, 3, 4, 1, 2).reshape(batch, -1, numbers))
    return torch.cat(every, dim=1).float()
