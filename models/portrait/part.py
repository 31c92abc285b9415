"""A thinner portrait network: which channels it keeps of a whole one, whose maps it then imitates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.graph import Graph
from models.thin import channels
from models.training import fisher
from models.training.graft import BYTES
from models.training.kept import begun
from models.training.pieces import Pieces

from .grafted import Mattes, Size
from .loss import Weights, losses

# Batches by which channels are told apart, and pictures of each.
LOOKS, BATCH = 60, 8
# What blocks hand on, and what they make of it.
MADE = ("Add", "Mul", "Relu", "HardSwish")


def thinned(shape: Size, share: float, whole: Graph, run: Path, pictures: Pieces, seed: int) -> Size:
    """The shape with the channels that a run has begun with, or else with those that are worth their price.

    Parameters
    ----------
    shape : Size
        With all channels.
    share : float
        Of the whole network's price, 0..1; see `fisher.choose`.
    whole : Graph
        The network that it is a part of, for that size.
    run : Path
    pictures : Pieces
        By which channels are told apart.
    seed : int
    """
    if old := begun(run):
        return replace(shape, channels=old["channels"])
    network = Mattes(replace(shape, rank=1), whole).eval().requires_grad_(requires_grad=False)
    numbers = channels(whole)
    seen = {name: numbers[name] for op in MADE for name in network.outputs_of(op) if name in numbers}
    looks = _looks(network, pictures, np.random.default_rng(seed))
    return replace(shape, channels=fisher.choose(whole, numbers, fisher.worth(seen, looks), share))


def _looks(
    network: Mattes, pictures: Pieces, random: np.random.Generator
) -> Iterator[tuple[dict[str, Tensor], Tensor]]:
    for _ in range(LOOKS):
        chosen = random.choice(len(pictures), min(BATCH, len(pictures)), replace=False)
        planes = torch.from_numpy(pictures.batch(np.sort(chosen))).permute(0, 3, 1, 2) / BYTES
        maps = network.walk(planes[:, :3].requires_grad_() * BYTES)
        truth, said, is_drawn = planes[:, 3:4], planes[:, 4:5], planes[:, 5, 0, 0] > 0
        yield maps, losses(network.logits(maps), truth, said, is_drawn, Weights()).sum()


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
