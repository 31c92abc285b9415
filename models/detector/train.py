"""Learning: seeded, kept after every epoch so that what was cut off goes on, the same on CPU and CUDA."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch

from models.training.kept import keep, resume
from models.training.steps import rate_at, slowly

from .batch import batch
from .found import Found, pick
from .guide import Guide
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


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn.

    Attributes
    ----------
    epochs, batch, seed : int
    start : int
        Side of the pictures in the first `SMALLER` of the epochs, pixels; 0 is the shape's own.
    rate : float
        The highest; it rises over the first twentieth and falls as a cosine.
    smoothing : float
        As in `loss.losses`.
    imitation : float
        Weight of the distance to the teacher's features near hands; 0 is none.
    device : str
        `cpu`, `cuda`, ...
    seconds : float
        Stop after an epoch that ends later than this; 0 is never. The next run goes on.
    """

    epochs: int = 30
    batch: int = 48
    seed: int = 0
    start: int = 0
    rate: float = 3e-3
    smoothing: float = 0.0
    imitation: float = 0.0
    device: str = "cpu"
    seconds: float = 0.0


def train(
    shape: Shape,
    plan: Plan,
    pictures: Pictures,
    held: Pictures,
    folder: Path,
    progress: Callable[[str, int, int], None],
    teacher: Path | None = None,
) -> list[dict[str, float]]:
    """Learn from pictures until all epochs are done or the time is up.

    Parameters
    ----------
    shape : Shape
    plan : Plan
    pictures, held : Pictures
        Learnt from, and measured on after each epoch.
    folder : Path
        Gets `state.pt` (all that the next run needs), `log.jsonl` (a line for each epoch) and `curves.svg`.
    progress : callable
        Told ``(what, done, in all)``.
    teacher : Path, optional
        A folder like this one; what the wanted network imitates where `imitation` is not 0.

    Returns
    -------
    list of dict
        The log, all epochs so far.

    Raises
    ------
    TrainError
        If what is in `folder` is of another shape or plan.
    """
    torch.manual_seed(plan.seed)
    device = torch.device(plan.device)
    folder.mkdir(parents=True, exist_ok=True)
    network = Detector(shape).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload, unused-ignore]
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=slowly, use_buffers=True)
    guide = Guide(teacher, shape, plan.imitation, device) if teacher else None
    learning = [*network.parameters(), *(guide.adapters.parameters() if guide else ())]
    optimiser = torch.optim.AdamW(learning, plan.rate, weight_decay=DECAY)
    parts = {"network": network, "mean": mean, "optimiser": optimiser}
    if guide:
        parts["adapters"] = guide.adapters
    log = resume(folder, shape, asdict(plan), parts, device)
    steps = max(1, len(pictures) // plan.batch)
    began = time.monotonic()
    for epoch in range(len(log), plan.epochs):
        random = np.random.default_rng((plan.seed, epoch))
        size = plan.start if plan.start and epoch < SMALLER * plan.epochs else shape.size
        places = torch.tensor(anchors(replace(shape, size=size)), device=device)
        network.train()
        sums, started = np.zeros(len(PARTS)), time.monotonic()
        for at, chosen in enumerate(np.array_split(random.permutation(len(pictures)), steps)):
            rate = rate_at(plan.rate, (epoch + at / steps) / plan.epochs)
            for group in optimiser.param_groups:
                group["lr"] = rate
            x, boxes, classes, points = batch(pictures, np.sort(chosen), size, random, device)
            with torch.autocast(device.type, torch.bfloat16):
                features = network.features(x.contiguous(memory_format=torch.channels_last))
                guesses = network.guesses(features)
            lost = losses(places, guesses, boxes, classes, points, plan.smoothing)
            imitated = guide(x, features, boxes, classes) if guide else torch.zeros((), device=device)
            optimiser.zero_grad(set_to_none=True)
            every = [*lost, imitated]
            torch.stack(every).sum().backward()
            torch.nn.utils.clip_grad_norm_(learning, 5.0)
            optimiser.step()
            mean.update_parameters(network)
            sums += [each.item() for each in every]
            progress(f"epoch {epoch + 1} of {plan.epochs}", at + 1, steps)
        line = dict(zip(PARTS, (sums / steps).tolist(), strict=True))
        line |= {"epoch": epoch + 1, "rate": rate, "pictures": len(pictures), "size": size}
        line |= evaluate(cast(Detector, mean.module), held, plan.batch, device)
        line["seconds"] = time.monotonic() - started
        log.append(line)
        keep(folder, shape, asdict(plan), parts, log, PANELS)
        if plan.seconds and time.monotonic() - began > plan.seconds:
            break
    return log


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
