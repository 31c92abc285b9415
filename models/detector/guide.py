"""A teacher: a larger network whose features a smaller one imitates near hands."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from models.training.kept import TrainError

from .kept import load
from .shape import Shape


class Guide:
    """A larger network whose features are imitated near hands (fine-grained: Wang et al., CVPR 2019).

    Parameters
    ----------
    folder : Path
        Of the teacher's run.
    shape : Shape
        The pupil's; the input's size must be the teacher's.
    weight : float
        Of what is imitated, beside the other losses.
    device : device
    """

    def __init__(self, folder: Path, shape: Shape, weight: float, device: torch.device) -> None:
        self.network = load(folder).to(device)
        theirs = self.network.shape
        if (theirs.size, theirs.anchors) != (shape.size, shape.anchors):
            raise TrainError(
                f"The teacher looks at {theirs.size} pixels, the pupil at {shape.size}: they must look alike."
            )
        self.weight = weight
        self.adapters = torch.nn.ModuleList(
            torch.nn.Conv2d(shape.neck, theirs.neck, 1) for _ in shape.anchors
        ).to(device)

    def __call__(self, x: Tensor, features: list[Tensor], boxes: Tensor, classes: Tensor) -> Tensor:
        """The weighted mean square of what the pupil's features lack of the teacher's, near hands."""
        with torch.no_grad():
            wanted = self.network.features(self.network.maps(x))
        lost = torch.zeros((), device=x.device)
        for adapter, mine, theirs in zip(self.adapters, features, wanted, strict=True):
            near = _near(boxes, classes > -2, mine.shape[-1], x.shape[-1])
            far = (adapter(mine.float()) - theirs.float()).square().mean(dim=1) * near
            lost = lost + far.sum() / near.sum().clamp(min=1)
        return self.weight * lost


def _near(boxes: Tensor, is_there: Tensor, cells: int, size: int) -> Tensor:
    """Cells (B, cells, cells) whose middles lie in a hand's box: 0 or 1."""
    middles = (torch.arange(cells, device=boxes.device) + 0.5) * (size / cells)
    x0, y0, x1, y1 = (boxes[..., at, None] for at in range(4))
    across, down = (middles > x0) & (middles < x1), (middles > y0) & (middles < y1)
    return ((down[..., :, None] & across[..., None, :]) & is_there[..., None, None]).any(dim=1).float()
