"""Learning: what a batch costs, what is measured after each epoch; the same on CPU and CUDA."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from models.graph import Graph
from models.training.loop import Pace, learn

from .batch import batch
from .found import Found, pick
from .guide import Guide
from .kept import load
from .loss import decode, losses
from .make import Pictures
from .measure import Truth, average_precision, f1
from .network import Detector, scored
from .scene import CLASSES
from .shape import Shape, anchors

# What large hands show is learnt as well from smaller pictures, in half of the time.
SMALLER = 0.6
DECAY = 0.05
# A gesture counts from here on in the figures of each epoch.
CALLED = 0.4
# What is charged while learning, in the order of a log's line.
PARTS = ("hands", "gestures", "boxes", "points", "imitation")
PANELS = (
    ("lost while learning", PARTS),
    ("right on pictures held out", ("ap50", "f1")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Pace):
    """How to learn.

    Attributes
    ----------
    start : int
        Side of the pictures in the first `SMALLER` of the epochs, pixels; 0 is the shape's own.
    smoothing : float
        As in `loss.losses`.
    imitation : float
        Weight of the distance to the teacher's features near hands; 0 is none.
    """

    start: int = 0
    smoothing: float = 0.0
    imitation: float = 0.0


def train(
    shape: Shape,
    graph: Graph,
    plan: Plan,
    pictures: Pictures,
    held: Pictures,
    folder: Path,
    progress: Callable[[str, int, int], None],
    teacher: Path | None = None,
    begin: Path | None = None,
) -> list[dict[str, float]]:
    """Learn from pictures; see `training.loop.learn` for what is kept, returned and raised.

    Parameters
    ----------
    shape : Shape
    graph : Graph
        As `trunk.trunk` gives it for that shape.
    plan : Plan
    pictures, held : Pictures
        Learnt from, and measured on after each epoch.
    folder : Path
    progress : callable
        Told ``(what, done, in all)``.
    teacher : Path, optional
        A folder like this one; what the wanted network imitates where `imitation` is not 0.
    begin : Path, optional
        Another one, of a network of the same shape: learning begins with its weights.
    """
    torch.manual_seed(plan.seed)
    device = torch.device(plan.device)
    network = Detector(shape, graph)
    if begin:
        network.load_state_dict(load(begin).state_dict())
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, unused-ignore]
    guide = Guide(teacher, shape, plan.imitation, device) if teacher else None

    def size(epoch: int) -> int:
        return plan.start if plan.start and epoch < SMALLER * plan.epochs else shape.size

    def charge(chosen: np.ndarray, epoch: int, random: np.random.Generator) -> dict[str, Tensor]:
        places = torch.tensor(anchors(replace(shape, size=size(epoch))), device=device)
        x, boxes, classes, points = batch(pictures, chosen, size(epoch), random, device)
        with torch.autocast(device.type, torch.bfloat16):
            features = network.features(x.contiguous(memory_format=torch.channels_last))
            guesses = network.guesses(features)
        lost = losses(places, guesses, boxes, classes, points, plan.smoothing)
        imitated = guide(x, features, boxes, classes) if guide else torch.zeros((), device=device)
        return dict(zip(PARTS, (*lost, imitated), strict=True))

    def measure(mean: torch.nn.Module, epoch: int) -> dict[str, float]:
        return {"size": size(epoch), **evaluate(cast(Detector, mean), held, plan.batch, device)}

    return learn(
        shape,
        plan,
        network,
        len(pictures),
        folder,
        charge=charge,
        measure=measure,
        progress=progress,
        panels=PANELS,
        decay=DECAY,
        beside={"adapters": guide.adapters} if guide else None,
    )


@torch.no_grad()
def guess(network: Detector, pixels: np.ndarray, device: torch.device) -> list[Found]:
    """What the network finds in pictures: uint8 (n, size, size, 3)."""
    network.eval()
    x = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 255
    guesses = network(x)
    boxes = decode(torch.tensor(anchors(network.shape), device=device), guesses.offsets).cpu().numpy()
    scores = scored(guesses).cpu().numpy()
    return [pick(each, score) for each, score in zip(boxes, scores, strict=True)]


def evaluate(network: Detector, held: Pictures, batch: int, device: torch.device) -> dict[str, float]:
    """Figures on pictures held out."""
    found: list[Found] = []
    for at in range(0, len(held), batch):
        found += guess(network, held.pixels[at : at + batch], device)
    truths = [Truth(b[c > -2], c[c > -2]) for b, c in zip(held.boxes, held.classes, strict=True)]
    return {
        "ap50": average_precision(found, truths, 0.5),
        "f1": f1(found, truths, CALLED, len(CLASSES))["mean"],
    }
