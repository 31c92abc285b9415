"""The portrait network in PyTorch: a fast way down, a look far around, a UNet's way up."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.layers import Conv

from .shape import Shape

# Of the branches that look far, in pixels at stride 16.
RATES = (2, 4)


class Block(nn.Module):
    """1x1 to half of the channels, 3x3, 1x1 back, added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.parts = nn.ModuleList(
            [Conv(channels, half, side=1), Conv(half, half), Conv(half, channels, side=1, is_bent=False)]
        )

    def forward(self, x: Tensor) -> Tensor:
        """Shape unchanged."""
        inner = x
        for part in self.parts:
            inner = part(inner)
        return torch.relu(x + inner)


class Context(nn.Module):
    """What lies around, near and far, and what all of the picture is like (after DeepLab's ASPP)."""

    def __init__(self, channels: int, branch: int) -> None:
        super().__init__()
        self.near = Conv(channels, branch, side=1)
        self.far = nn.ModuleList(Conv(branch, branch, dilation=rate) for rate in RATES)
        self.join = Conv(branch * (1 + len(RATES)), channels, side=1, is_bent=False)
        self.whole = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape unchanged."""
        near = self.near(x)
        every = torch.cat([near, *(far(near) for far in self.far)], dim=1)
        whole = self.whole(functional.adaptive_avg_pool2d(x, 1))
        return torch.relu(x + self.join(every) + whole)


class Portrait(nn.Module):
    """A logit of person for each pixel.

    Parameters
    ----------
    shape : Shape
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        stem, *widths = shape.widths
        self.stem = Conv(3, stem, stride=2)
        # Beside the stem's own convolution, under the same normalisation.
        self.before = nn.Conv2d(1, stem, 3, 2, 1, bias=False) if shape.has_previous else None
        self.downs, self.blocks = nn.ModuleList(), nn.ModuleList()
        channels = stem
        for width, depth in zip(widths, shape.depths, strict=True):
            self.downs.append(Conv(channels, width, stride=2))
            self.blocks.append(nn.Sequential(*(Block(width) for _ in range(depth))))
            channels = width
        self.context = Context(channels, shape.context) if shape.context else None
        # From coarse to fine: what comes from below, what comes from beside, and what joins them.
        fine = (widths[1], widths[0], stem)
        below = (channels, shape.sides[2], shape.sides[1])
        self.ups = nn.ModuleList(
            Conv(b, s, side=1, is_bent=False) for b, s in zip(below, shape.sides[::-1], strict=True)
        )
        self.laterals = nn.ModuleList(
            Conv(f, s, side=1, is_bent=False) for f, s in zip(fine, shape.sides[::-1], strict=True)
        )
        self.joins = nn.ModuleList(Conv(side, side) for side in shape.sides[:0:-1])
        # Four numbers at half of the resolution are the four pixels there.
        self.last = nn.Conv2d(shape.sides[0], 4, 3, 1, 1)

    def forward(self, x: Tensor, previous: Tensor | None = None) -> Tensor:
        """Logits.

        Parameters
        ----------
        x : Tensor of float, shape (B, 3, height, width)
            RGB, 0..1.
        previous : Tensor of float, shape (B, 1, height, width), optional
            The matte of the frame before, 0..1, zeros where there is none; only of a shape that has it.

        Returns
        -------
        Tensor of float, shape (B, 1, height, width)
        """
        first = self.stem.conv(x)
        if self.before is not None:
            assert previous is not None
            first = first + self.before(previous)
        x = torch.relu(self.stem.norm(first))
        levels = []
        for down, blocks in zip(self.downs, self.blocks, strict=True):
            levels.append(x)
            x = blocks(down(x))
        if self.context is not None:
            x = self.context(x)
        for at, (up, lateral) in enumerate(zip(self.ups, self.laterals, strict=True)):
            raised = functional.interpolate(up(x), scale_factor=2.0, mode="nearest")
            x = torch.relu(raised + lateral(levels[-1 - at]))
            if at < len(self.joins):
                x = self.joins[at](x)
        return functional.pixel_shuffle(self.last(x), 2)
