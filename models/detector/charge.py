"""What a batch costs: all that a detector and the palm network's own heads are to learn of it."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from . import loss, palm
from .batch import Batch
from .network import Detector
from .shape import anchors

# In this order.
PARTS = ("hands", "gestures", "boxes", "points", "palms", "places")


def charge(
    network: Detector, maps: dict[str, Tensor], given: Batch, smoothing: float = 0.0
) -> tuple[Tensor, ...]:
    """What is charged, each of `PARTS` a number.

    Parameters
    ----------
    network : Detector
    maps : dict of str to Tensor
        What it makes of the batch's pictures, which may be smaller than its own.
    given : Batch
    smoothing : float
        As in `loss.losses`.
    """
    size, device = given.x.shape[-1], given.x.device
    places = torch.tensor(anchors(replace(network.shape, size=size)), device=device)
    guesses, palms = network.guesses(network.features(maps)), network.palms(maps)
    lost = loss.losses(places, guesses, given.boxes, given.classes, given.points, smoothing)
    return (*lost, *palm.losses(palms, given.boxes, given.classes, given.points, size))
