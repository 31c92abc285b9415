"""A thinner network that begins as a part of a whole one: which channels it keeps, and their weights."""

from __future__ import annotations

import numpy as np
import torch

from models.graft import graft, unpacked
from models.training.graft import BYTES
from models.training.part import Whole

from .batch import batch
from .kept import palm_trunk
from .make import Pictures
from .network import Detector
from .shape import CHANNELS

# Pictures by which channels are told apart.
LOOKS = 128


def whole_of(teacher: Detector, pictures: Pictures, seed: int) -> Whole:
    """What a network looks with, as it has learnt, and some pictures."""
    graph = palm_trunk(teacher.shape)
    graft(graph, unpacked(teacher.trunk.stored()))
    random = np.random.default_rng(seed)
    chosen = np.sort(random.choice(len(pictures), min(LOOKS, len(pictures)), replace=False))
    given = batch(pictures, chosen, teacher.shape.size, random, torch.device("cpu"))
    return Whole(graph, given.x.contiguous() * BYTES)


@torch.no_grad()
def begin(pupil: Detector, teacher: Detector, whole: Whole) -> None:
    """Let a thinner network begin as its teacher, whose trunk is `whole`, with the channels that it keeps."""
    kept = np.array(pupil.shape.channels)
    whole.begin(pupil.trunk, kept)
    heads = {name: value for name, value in teacher.state_dict().items() if not name.startswith("trunk.")}
    for at, width in enumerate(CHANNELS):
        name = f"sides.{at}.conv.weight"
        heads[name] = heads[name][:, kept[kept < width]]
    pupil.load_state_dict(heads, strict=False)
