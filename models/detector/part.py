"""A thinner network that begins as a part of a whole one: which channels it keeps, and their weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.graft import graft, unpacked
from models.thin import channels, thin
from models.training import fisher
from models.training.kept import begun

from .batch import batch, mosaics
from .charge import charge
from .kept import load, palm_trunk
from .make import Pictures
from .network import Detector
from .shape import CHANNELS, Shape

# Batches by which channels are told apart, pictures of each, and mosaics among them.
LOOKS, BATCH, MOSAICS = 40, 32, 0.4


def thinned(shape: Shape, share: float, teacher: Path, run: Path, pictures: Pictures, seed: int) -> Shape:
    """The shape with the channels that a run has begun with; `choose` says which where it has not begun."""
    kept = begun(run).get("channels") or choose(load(teacher), pictures, share, LOOKS, seed)
    return replace(shape, channels=kept)


def choose(network: Detector, pictures: Pictures, share: float, count: int, seed: int) -> tuple[int, ...]:
    """The channels of a network that are worth their price.

    Parameters
    ----------
    network : Detector
        Whole, as it has learnt; its weights learn no more.
    pictures : Pictures
        By which channels are told apart.
    share : float
        Of the whole network's price, 0..1; see `fisher.choose`.
    count : int
        Of batches that are looked at.
    seed : int

    Returns
    -------
    tuple of int
        Rising, as `Shape.channels` has them.
    """
    graph = palm_trunk(network.shape)
    numbers = channels(graph)
    seen = {name: numbers[name] for name in network.trunk.outputs_of("PRelu")}
    looks = _looks(network, pictures, count, np.random.default_rng(seed))
    return fisher.choose(graph, numbers, fisher.worth(seen, looks), share)


def _looks(
    network: Detector, pictures: Pictures, count: int, random: np.random.Generator
) -> Iterator[tuple[dict[str, Tensor], Tensor]]:
    network.eval().requires_grad_(False)
    for _ in range(count):
        chosen = np.sort(random.choice(len(pictures), BATCH, replace=False))
        given = batch(pictures, chosen, network.shape.size, random, torch.device("cpu"))
        given = mosaics(given, MOSAICS, random)
        maps = network.maps(given.x.requires_grad_())
        yield maps, torch.stack(list(charge(network, maps, given))).sum()


@torch.no_grad()
def begin(pupil: Detector, teacher: Detector) -> None:
    """Let a thinner network begin with a whole one's weights, of the channels that it keeps."""
    kept = np.array(pupil.shape.channels)
    graph = palm_trunk(teacher.shape)
    graft(graph, unpacked(teacher.trunk.stored()))
    thin(graph, kept)
    pupil.trunk.become(graph)
    heads = {name: value for name, value in teacher.state_dict().items() if not name.startswith("trunk.")}
    for at, whole in enumerate(CHANNELS):
        name = f"sides.{at}.conv.weight"
        heads[name] = heads[name][:, kept[kept < whole]]
    pupil.load_state_dict(heads, strict=False)
