"""What a thinner portrait network is told apart by, and the maps of the whole one that it imitates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from models.graph import Graph
from models.thin import channels
from models.training.graft import BYTES
from models.training.pieces import Pieces

from .grafted import Mattes, Size

# Pictures by which channels are told apart.
LOOKS = 64


def some(pictures: Pieces, seed: int) -> Tensor:
    """Some pictures, as `Whole` takes them."""
    chosen = np.random.default_rng(seed).choice(len(pictures), min(LOOKS, len(pictures)), replace=False)
    return torch.from_numpy(pictures.batch(np.sort(chosen))[..., :3].copy()).permute(0, 3, 1, 2).float()


class Guide:
    """A whole network whose maps are imitated, of the channels that the pupil has kept.

    Parameters
    ----------
    whole : Graph
        The network that the pupil is a part of, for the pupil's size.
    shape : Size
        The pupil's.
    """

    def __init__(self, whole: Graph, shape: Size) -> None:
        self.network = Mattes(replace(shape, rank=1, channels=()), whole)
        self.network.eval().requires_grad_(requires_grad=False)
        numbers = channels(whole)
        # Sums are what blocks hand on; those behind a pool are no maps.
        self.kept = {
            name: torch.from_numpy(np.flatnonzero(np.isin(numbers[name], shape.channels)))
            for name in self.network.outputs_of("Add")
            if name in numbers
        }

    def __call__(self, x: Tensor, maps: Mapping[str, Tensor]) -> Tensor:
        """The share of the teacher's variance that the pupil's maps of pictures x miss."""
        with torch.no_grad():
            wanted = self.network.walk(x * BYTES)
        lost = []
        for name, kept in self.kept.items():
            theirs = wanted[name][:, kept.to(x.device)]
            lost.append((maps[name] - theirs).square().mean() / theirs.var((0, 2, 3)).mean())
        return torch.stack(lost).mean()
