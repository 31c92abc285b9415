"""Learning: what a batch costs, what is measured after each epoch; the same on CPU and CUDA."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from models.graph import Graph
from models.training.loop import Pace, learn

from . import part
from .batch import batch, mosaics
from .charge import PARTS, charge
from .found import Found, pick
from .guide import Guide
from .kept import load
from .loss import decode
from .make import NOBODY, Pictures
from .measure import Truth, average_precision, f1
from .network import Detector, Palms, scored
from .palm import sought
from .scene import CLASSES
from .shape import Shape, anchors

# What large hands show is learnt as well from smaller pictures, in half of the time.
SMALLER = 0.6
DECAY = 0.05
# A gesture counts from here on in the figures of each epoch.
CALLED = 0.4
IMITATION = "imitation"
PANELS = (
    # At most as many as `curves.COLOURS`.
    ("lost while learning", (*PARTS, IMITATION)),
    ("right on pictures held out", ("ap50", "f1", "led")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Pace):
    """How to learn.

    Attributes
    ----------
    start : int
        Side of the pictures in the first `SMALLER` of the epochs, pixels; 0 is the shape's own.
    mosaics : float
        Share of a batch that is put together of several pictures, see `batch.mosaics`.
    smoothing : float
        As in `loss.losses`.
    imitation : float
        Weight of the distance to the teacher's maps; 0 is none.
    """

    start: int = 0
    mosaics: float = 0.0
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
        A folder like this one, of a network with all channels: the wanted one begins as a part of it where it
        has fewer, and imitates it.
    begin : Path, optional
        Another one, of a network of the same shape: learning begins with its weights.
    """
    torch.manual_seed(plan.seed)
    device = torch.device(plan.device)
    network = Detector(shape, graph)
    if begin:
        network.load_state_dict(load(begin).state_dict())
    guide = Guide(teacher, shape, plan.imitation, device) if teacher else None
    if guide and shape.channels and not begin:
        part.begin(network, guide.network, part.whole_of(guide.network, pictures, plan.seed))
    network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, unused-ignore]

    def size(epoch: int) -> int:
        return plan.start if plan.start and epoch < SMALLER * plan.epochs else shape.size

    def costs(chosen: np.ndarray, epoch: int, random: np.random.Generator) -> dict[str, Tensor]:
        given = mosaics(batch(pictures, chosen, size(epoch), random, device), plan.mosaics, random)
        x = given.x.contiguous(memory_format=torch.channels_last)
        # On a CPU the way back through depthwise layers takes three times as long in bfloat16.
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            maps = network.maps(x)
            lost = charge(network, maps, given, plan.smoothing)
        imitated = guide(x, maps, given.boxes, given.classes) if guide else torch.zeros((), device=device)
        return dict(zip((*PARTS, IMITATION), (*lost, imitated), strict=True))

    def measure(mean: torch.nn.Module, epoch: int) -> dict[str, float]:
        return {"size": size(epoch), **evaluate(cast(Detector, mean), held, plan.batch, device)}

    return learn(
        shape,
        plan,
        network,
        len(pictures),
        folder,
        charge=costs,
        measure=measure,
        progress=progress,
        panels=PANELS,
        decay=DECAY,
    )


@torch.no_grad()
def seek(network: Detector, pixels: np.ndarray, device: torch.device) -> Palms:
    """What the palm network's own heads say of pictures: uint8 (n, size, size, 3)."""
    network.eval()
    return network.palms(network.maps(_looked(pixels, device)))


@torch.no_grad()
def look(network: Detector, pixels: np.ndarray, device: torch.device) -> tuple[list[Found], Palms]:
    """What the network finds in pictures, uint8 (n, size, size, 3), and what the palm network's heads say."""
    network.eval()
    maps = network.maps(_looked(pixels, device))
    guesses = network.guesses(network.features(maps))
    boxes = decode(torch.tensor(anchors(network.shape), device=device), guesses.offsets).cpu().numpy()
    scores = scored(guesses).cpu().numpy()
    found = [pick(each, score) for each, score in zip(boxes, scores, strict=True)]
    return found, Palms(*(each.cpu() for each in network.palms(maps)))


def _looked(pixels: np.ndarray, device: torch.device) -> Tensor:
    return torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 255


def evaluate(network: Detector, held: Pictures, batch: int, device: torch.device) -> dict[str, float]:
    """Figures on pictures held out.

    Returns
    -------
    dict of str to float
        `ap50` and `f1` of boxes and gestures; `led`, share of hands with landmarks to which a palm leads, and
        `alarms`, share of pictures without a hand in which there is one.
    """
    found: list[Found] = []
    right = hands = alarms = 0
    for at in range(0, len(held), batch):
        pixels = held.pixels[at : at + batch]
        here, palms = look(network, pixels, device)
        found += here
        more = sought(palms, torch.from_numpy(held.points[at : at + batch]), held.pixels.shape[1])
        right, hands, alarms = right + more[0], hands + more[1], alarms + more[2]
    empty = int((held.classes == NOBODY).all(1).sum())
    truths = [Truth(b[c > -2], c[c > -2]) for b, c in zip(held.boxes, held.classes, strict=True)]
    return {
        "ap50": average_precision(found, truths, 0.5),
        "f1": f1(found, truths, CALLED, len(CLASSES))["mean"],
        "led": right / max(hands, 1),
        "alarms": alarms / max(empty, 1),
    }
