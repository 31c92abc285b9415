"""Which channels a thinner landmark network keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.graph import Graph
from models.thin import channels
from models.training import fisher
from models.training.kept import begun
from models.training.pieces import Pieces

from .network import Landmarks
from .train import Shape, looked, losses

# Batches by which channels are told apart, and crops of each.
LOOKS, BATCH = 40, 32


def thinned(shape: Shape, share: float, whole: Graph, run: Path, crops: Pieces, seed: int) -> Shape:
    """The shape with the channels that a run has begun with, or else with those that are worth their price.

    Parameters
    ----------
    shape : Shape
        With all channels.
    share : float
        Of the whole network's price, 0..1; see `fisher.choose`.
    whole : Graph
        The network that it is a part of, as it has learnt.
    run : Path
    crops : Pieces
        By which channels are told apart.
    seed : int
    """
    if old := begun(run):
        return replace(shape, channels=old["channels"])
    network = Landmarks(whole, rank=1).eval().requires_grad_(requires_grad=False)
    numbers = channels(whole)
    seen = {name: numbers[name] for name in network.outputs_of("Clip")}
    # What blocks hand on is not bent.
    seen |= {name: numbers[name] for name in network.outputs_of("Add")}
    looks = _looks(network, shape.side, crops, np.random.default_rng(seed))
    worth = fisher.worth(seen, looks)
    # What the last layers look at stays whole: it is held against the teacher's.
    (last,) = (numbers[name] for name in network.outputs_of("GlobalAveragePool"))
    worth[last] = np.inf
    return replace(shape, channels=fisher.choose(whole, numbers, worth, share))


def _looks(
    network: Landmarks, side: int, crops: Pieces, random: np.random.Generator
) -> Iterator[tuple[dict[str, Tensor], Tensor]]:
    for _ in range(LOOKS):
        chosen = random.choice(len(crops), min(BATCH, len(crops)), replace=False)
        batch = crops.batch(np.sort(chosen))
        values = network.walk(looked(batch, side, torch.device("cpu")).requires_grad_())
        lost = losses(network.said(values), torch.from_numpy(batch["answers"]))
        yield values, torch.stack(list(lost.values())).sum()
