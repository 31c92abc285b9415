"""Learning: seeded, kept after every epoch so that what was cut off goes on, the same on CPU and CUDA."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from models.training.kept import keep, resume
from models.training.steps import rate_at, slowly

from .found import Found, pick
from .guide import Guide
from .loss import decode, losses
from .make import Pictures
from .measure import Truth, average_precision, f1
from .network import Detector
from .scene import CLASSES
from .shape import Shape, anchors

DECAY = 0.05
# A gesture counts from here on in the figures of each epoch.
CALLED = 0.4
PANELS = (
    ("lost while learning", ("gestures", "boxes", "imitation")),
    ("right on pictures held out", ("ap50", "f1")),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn.

    Attributes
    ----------
    epochs, batch, seed : int
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
    batch: int = 32
    seed: int = 0
    rate: float = 2e-3
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
    network = Detector(shape).to(device)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=slowly, use_buffers=True)
    guide = Guide(teacher, shape, plan.imitation, device) if teacher else None
    learning = [*network.parameters(), *(guide.adapters.parameters() if guide else ())]
    optimiser = torch.optim.AdamW(learning, plan.rate, weight_decay=DECAY)
    parts = {"network": network, "mean": mean, "optimiser": optimiser}
    if guide:
        parts["adapters"] = guide.adapters
    log = resume(folder, shape, asdict(plan), parts, device)
    places = torch.tensor(anchors(shape), device=device)
    steps = max(1, len(pictures) // plan.batch)
    began = time.monotonic()
    for epoch in range(len(log), plan.epochs):
        random = np.random.default_rng((plan.seed, epoch))
        network.train()
        sums, started = np.zeros(3), time.monotonic()
        for at, chosen in enumerate(np.array_split(random.permutation(len(pictures)), steps)):
            rate = rate_at(plan.rate, (epoch + at / steps) / plan.epochs)
            for group in optimiser.param_groups:
                group["lr"] = rate
            x, boxes, classes = _batch(pictures, np.sort(chosen), random, device)
            with torch.autocast(device.type, torch.bfloat16):
                features = network.features(x)
                offsets, logits = network.guesses(features)
            gestures, places_lost = losses(places, offsets, logits, boxes, classes, plan.smoothing)
            imitated = guide(x, features, boxes, classes) if guide else torch.zeros((), device=device)
            optimiser.zero_grad(set_to_none=True)
            (gestures + places_lost + imitated).backward()
            torch.nn.utils.clip_grad_norm_(learning, 5.0)
            optimiser.step()
            mean.update_parameters(network)
            sums += [gestures.item(), places_lost.item(), imitated.item()]
            progress(f"epoch {epoch + 1} of {plan.epochs}", at + 1, steps)
        line = dict(zip(("gestures", "boxes", "imitation"), (sums / steps).tolist(), strict=True))
        line |= {"epoch": epoch + 1, "rate": rate, "pictures": len(pictures)}
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
    offsets, logits = network(x)
    boxes = decode(torch.tensor(anchors(network.shape), device=device), offsets).cpu().numpy()
    scores = torch.sigmoid(logits).cpu().numpy()
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


def _batch(
    pictures: Pictures, chosen: np.ndarray, random: np.random.Generator, device: torch.device
) -> tuple[Tensor, Tensor, Tensor]:
    """Pictures as the network takes them, every other one mirrored, a little brighter or darker."""
    x = torch.from_numpy(pictures.pixels[chosen]).to(device).permute(0, 3, 1, 2).float() / 255
    boxes = torch.from_numpy(pictures.boxes[chosen]).to(device)
    classes = torch.from_numpy(pictures.classes[chosen].astype(np.int64)).to(device)
    size = x.shape[-1]
    mirrored = torch.from_numpy(random.uniform(size=len(chosen)) < 0.5).to(device)
    x = torch.where(mirrored[:, None, None, None], x.flip(3), x)
    turned = torch.stack([size - boxes[..., 2], boxes[..., 1], size - boxes[..., 0], boxes[..., 3]], dim=-1)
    boxes = torch.where(mirrored[:, None, None], turned, boxes)
    gain = torch.from_numpy(random.uniform(0.8, 1.2, (len(chosen), 3, 1, 1)).astype(np.float32)).to(device)
    return (x * gain).clamp(0, 1), boxes, classes
