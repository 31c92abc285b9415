"""A teacher: the network that a thinner one is a part of, whose maps it imitates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from models.training.kept import TrainError

from .kept import load
from .shape import CHANNELS, Shape
from .trunk import LEVELS


class Guide:
    """A network whose maps are imitated, near hands as much as everywhere else together.

    After fine-grained feature imitation (Wang et al., CVPR 2019), of the channels that the pupil has kept: it
    needs no layers of its own to be held against the teacher.

    Parameters
    ----------
    folder : Path
        Of the teacher's run, in which no channel was left out.
    shape : Shape
        The pupil's; the input's size must be the teacher's.
    weight : float
        Of what is imitated, beside the other losses.
    device : device
    """

    def __init__(self, folder: Path, shape: Shape, weight: float, device: torch.device) -> None:
        self.network = load(folder).to(device).requires_grad_(False)
        theirs = self.network.shape
        if theirs.size != shape.size or theirs.channels:
            raise TrainError(
                f"The teacher looks at {theirs.size} pixels with {len(theirs.channels) or 'all'} channels: "
                f"one of {shape.size} pixels with all channels is needed."
            )
        self.weight = weight
        numbers = torch.tensor(shape.channels or range(max(CHANNELS)), device=device)
        self.kept = [numbers[numbers < whole] for whole in CHANNELS]

    def __call__(self, x: Tensor, maps: Mapping[str, Tensor], boxes: Tensor, classes: Tensor) -> Tensor:
        """The weighted share of the teacher's variance that the pupil's maps miss."""
        with torch.no_grad():
            wanted = self.network.maps(x)
        lost = torch.zeros((), device=x.device)
        for name, kept in zip(LEVELS, self.kept, strict=True):
            mine, theirs = maps[name].float(), wanted[name][:, kept].float()
            far = (mine - theirs).square().mean(1) / theirs.var((0, 2, 3)).mean()
            near = _near(boxes, classes > -2, mine.shape[-1], x.shape[-1])
            lost = lost + far.mean() + (far * near).sum() / near.sum().clamp(min=1)
        return self.weight * lost / (2 * len(LEVELS))


def _near(boxes: Tensor, is_there: Tensor, cells: int, size: int) -> Tensor:
    """Cells (B, cells, cells) whose middles lie in a hand's box: 0 or 1."""
    middles = (torch.arange(cells, device=boxes.device) + 0.5) * (size / cells)
    x0, y0, x1, y1 = (boxes[..., at, None] for at in range(4))
    across, down = (middles > x0) & (middles < x1), (middles > y0) & (middles < y1)
    return ((down[..., :, None] & across[..., None, :]) & is_there[..., None, None]).any(dim=1).float()
