"""A thinner network that begins as a part of a whole one: which channels it keeps, and their weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import torch

from models.graft import graft, layers, unpacked
from models.thin import thin
from models.training.graft import Learnt
from models.training.kept import STATE, open_run

from .batch import batch, mosaics
from .charge import charge
from .kept import load, palm_trunk
from .make import Pictures
from .network import Detector
from .shape import CHANNELS, Shape

# Of the whole network's channels the first so many are in every map, those up to the next in all but the
# widest of them, and so on.
BANDS = (32, 64, 128, 256)
# Widths are multiples of this: what WebAssembly reckons with at once.
LANES = 4
# Batches by which channels are told apart, and pictures of each.
LOOKS, BATCH = 40, 32


def thinned(shape: Shape, width: float, teacher: Path, run: Path, pictures: Pictures, seed: int) -> Shape:
    """The shape with the channels that a run has begun with; `choose` says which where it has not begun."""
    if (run / STATE).is_file():
        return replace(shape, channels=tuple(open_run(run, "oivis detector train")["shape"]["channels"]))
    return replace(shape, channels=choose(load(teacher), pictures, width, LOOKS, seed))


def choose(network: Detector, pictures: Pictures, width: float, count: int, seed: int) -> tuple[int, ...]:
    """The channels without which a network would be the most wrong.

    Parameters
    ----------
    network : Detector
        Whole, as it has learnt.
    pictures : Pictures
        By which channels are told apart.
    width : float
        Share of them that is kept, 0..1.
    count : int
        Of batches that are looked at.
    seed : int

    Returns
    -------
    tuple of int
        Rising, as `Shape.channels` has them.

    References
    ----------
    Fisher pruning: Theis et al., arXiv:1801.05787.
    """
    worth = _worth(network, pictures, count, np.random.default_rng(seed))
    kept: list[int] = []
    for first, last in zip((0, *BANDS), BANDS, strict=False):
        stay = max(LANES, round(width * (last - first) / LANES) * LANES)
        kept += sorted((first + np.argsort(-worth[first:last], kind="stable")[:stay]).tolist())
    return tuple(kept)


def _worth(network: Detector, pictures: Pictures, count: int, random: np.random.Generator) -> np.ndarray:
    """By how much what is charged would rise without each channel, to second order: float64 (BANDS[-1],)."""
    network = network.eval().requires_grad_(False)
    names = network.trunk.outputs_of("PRelu")
    worth = np.zeros(BANDS[-1])
    for _ in range(count):
        chosen = np.sort(random.choice(len(pictures), BATCH, replace=False))
        size = network.shape.size
        given = mosaics(batch(pictures, chosen, size, random, torch.device("cpu")), 0.4, random)
        maps = network.maps(given.x.requires_grad_())
        for name in names:
            maps[name].retain_grad()
        torch.stack(list(charge(network, maps, given))).sum().backward()
        for name in names:
            value = maps[name]
            assert value.grad is not None
            each = (value * value.grad).sum((2, 3)).square().mean(0).detach().numpy()
            worth[: len(each)] += each
    return worth


@torch.no_grad()
def begin(pupil: Detector, teacher: Detector) -> None:
    """Let a thinner network begin with a whole one's weights, of the channels that it keeps."""
    channels = np.array(pupil.shape.channels)
    graph = palm_trunk(teacher.shape)
    graft(graph, unpacked(teacher.trunk.stored()))
    thin(graph, channels)
    for mine, theirs in zip(pupil.trunk.layers, layers(graph), strict=True):
        cast(Learnt, mine).become(torch.from_numpy(theirs.weights), torch.from_numpy(theirs.bias))
    wanted = teacher.state_dict()
    for at, whole in enumerate(CHANNELS):
        name = f"sides.{at}.conv.weight"
        wanted[name] = wanted[name][:, channels[channels < whole]]
    heads = {name: value for name, value in wanted.items() if not name.startswith("trunk.")}
    pupil.load_state_dict(heads, strict=False)
