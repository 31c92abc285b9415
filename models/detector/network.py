"""The detector in PyTorch: an encoder of residual blocks, a feature pyramid, one head for its levels."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from models.training.layers import Conv, Residual

from .shape import NUMBERS, Shape

# Most anchors hold no hand: the first guess is that one in a hundred does.
FIRST = -4.6


class Detector(nn.Module):
    """Boxes and gestures of every anchor.

    Parameters
    ----------
    shape : Shape
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        stem, *widths = shape.widths
        self.stem = Conv(3, stem, stride=2)
        stages, before = [], stem
        for width, depth in zip(widths, shape.depths, strict=True):
            blocks = [Residual(width) for _ in range(depth)]
            stages.append(nn.Sequential(Conv(before, width, stride=2), *blocks))
            before = width
        self.stages = nn.ModuleList(stages)
        self.sides = nn.ModuleList(Conv(width, shape.neck, side=1, is_bent=False) for width in widths[1:])
        self.joins = nn.ModuleList(Conv(shape.neck, shape.neck) for _ in widths[1:])
        self.head = Conv(shape.neck, shape.neck)
        self.last = nn.ModuleList(nn.Conv2d(shape.neck, len(sides) * NUMBERS, 1) for sides in shape.anchors)
        for layer in self.last:
            bias = cast(nn.Conv2d, layer).bias
            assert bias is not None
            nn.init.zeros_(bias)
            with torch.no_grad():
                bias.view(-1, NUMBERS)[:, 4:] = FIRST

    def features(self, x: Tensor) -> list[Tensor]:
        """The pyramid's levels, finest first: what a teacher's can be held against."""
        x = self.stem(x)
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        sides = [side(level) for side, level in zip(self.sides, levels[1:], strict=True)]
        for at in range(len(sides) - 2, -1, -1):
            sides[at] = sides[at] + nn.functional.interpolate(sides[at + 1], scale_factor=2.0, mode="nearest")
        return [join(torch.relu(side)) for join, side in zip(self.joins, sides, strict=True)]

    def guesses(self, features: list[Tensor]) -> tuple[Tensor, Tensor]:
        """What the head makes of the pyramid; returns as `forward`."""
        every = []
        for level, last in zip(features, self.last, strict=True):
            found = last(self.head(level))
            batch, _, height, width = found.shape
            found = found.view(batch, -1, NUMBERS, height, width)
            every.append(found.permute(0, 3, 4, 1, 2).reshape(batch, -1, NUMBERS))
        whole = torch.cat(every, dim=1).float()
        return whole[..., :4], whole[..., 4:]

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Guesses of every anchor, in the order of `shape.anchors`.

        Parameters
        ----------
        x : Tensor of float, shape (B, 3, size, size)
            RGB, 0..1.

        Returns
        -------
        offsets : Tensor of float32, shape (B, n, 4)
            Of the centre, in sides of the anchor, and logarithms of width and height over that side.
        logits : Tensor of float32, shape (B, n, classes)
        """
        return self.guesses(self.features(x))
