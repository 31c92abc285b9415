"""Learning: what a batch costs, what is measured after each epoch; the same on CPU and CUDA."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.evaluate.measures import boundary_f, mean_iou
from models.training.graft import BYTES
from models.training.loop import Pace, learn
from models.training.pieces import Pieces

from .grafted import Mattes
from .loss import Weights, losses, steady
from .network import Portrait
from .part import Guide
from .shape import STRIDE

Network = Portrait | Mattes
DECAY = 0.02
# At the input's size a contour may be one pixel off: two of a picture twice as large.
NEAR_PX = 1
# Most pixels by which a picture is moved, and of how many pictures of a batch.
SHIFT, SHARE = 4, 0.25
# A matte of the frame before is empty as often as this, as after a cut; else it is moved by up to so much.
FIRST, MOVED = 0.35, 8
# Pictures of a batch that are put together of several, where a teacher can be asked.
MIXED = 0.5
# How dark they are.
DARK = (0.25, 1.0)
# What is charged while learning.
PARTS = ("regions", "edges", "imitation", "maps", "steady")
PANELS = (
    ("lost while learning", PARTS[:4]),
    ("right on pictures held out", ("miou", "boundary", "taught")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Pace):
    """How to learn.

    Attributes
    ----------
    coarse : int
        So many epochs, the first, look at half of the resolution: a quarter of the work.
    focal, boundary, connected, imitation, steady : float
        As in `loss.Weights`.
    maps : float
        Weight of what the pupil's maps miss of a guide's.
    """

    epochs: int = 20
    batch: int = 8
    rate: float = 2e-3
    coarse: int = 0
    focal: float = 0.0
    boundary: float = 0.5
    connected: float = 0.0
    imitation: float = 0.3
    steady: float = 0.0
    maps: float = 1.0

    @property
    def weights(self) -> Weights:
        """Of the losses."""
        return Weights(self.focal, self.boundary, self.connected, self.imitation, self.steady)


def train(
    network: Network,
    plan: Plan,
    pictures: Pieces,
    held: np.ndarray,
    taught: np.ndarray,
    folder: Path,
    progress: Callable[[str, int, int], None],
    teacher: Mattes | None = None,
    guide: Guide | None = None,
) -> list[dict[str, float]]:
    """Learn from pictures; see `training.loop.learn` for what is kept, returned and raised.

    Parameters
    ----------
    network : Portrait or Mattes
        Ours, or a borrowed one that takes fewer pixels; as it begins.
    plan : Plan
    pictures : Pieces
        Learnt from.
    held, taught : ndarray of uint8, shape (n, height, width, PLANES)
        Measured on after each epoch: pictures with drawn masks, and those where only the teacher speaks.
    folder : Path
    progress : callable
        Told ``(what, done, in all)``.
    teacher : Mattes, optional
        A network that is asked about pictures put together of several, of which nobody else knows, so that
        it is imitated far from what there is to learn from (Beyer et al.: "Knowledge distillation: A good
        teacher is patient and consistent", CVPR 2022).
    guide : Guide, optional
        What a thinner network imitates everywhere.
    """
    device = torch.device(plan.device)
    network.to(device)
    if teacher:
        teacher.to(device).eval().requires_grad_(requires_grad=False)
    if guide:
        guide.network.to(device)
    # PyTorch's own types do not know of this one.
    cast(Any, network).to(memory_format=torch.channels_last)

    def charge(chosen: np.ndarray, epoch: int, random: np.random.Generator) -> dict[str, Tensor]:
        planes = pictures.batch(chosen)
        return _lost(network, planes, plan, random, device, epoch < plan.coarse, teacher, guide)

    def measure(mean: torch.nn.Module, _epoch: int) -> dict[str, float]:
        return evaluate(cast(Network, mean), held, taught, device)

    return learn(
        network.shape,
        plan,
        network,
        len(pictures),
        folder,
        charge=charge,
        measure=measure,
        progress=progress,
        panels=PANELS,
        decay=DECAY,
    )


def _lost(
    network: Network,
    planes: np.ndarray,
    plan: Plan,
    random: np.random.Generator,
    device: torch.device,
    is_coarse: bool,
    teacher: Mattes | None,
    guide: Guide | None,
) -> dict[str, Tensor]:
    """The losses of a batch, each a number."""
    x, truth, said, is_drawn = _batch(planes, random, device)
    if teacher:
        count = round(MIXED * len(x))
        x[:count] = _mixed(x, count, random)
        truth[:count] = said[:count] = _asked(teacher, x[:count])
        is_drawn[:count] = False
    if is_coarse:
        x, truth, said = map(_halved, (x, truth, said))
    previous = _before(truth, random) if network.shape.has_previous else None
    missed = torch.zeros((), device=device)
    if guide and isinstance(network, Mattes):
        maps = network.walk(x * BYTES)
        logits, missed = network.logits(maps), plan.maps * guide(x, maps)
    else:
        logits = network(x, previous)
    lost = losses(logits, truth, said, is_drawn, plan.weights)
    changed = torch.zeros((), device=device)
    if plan.steady:
        shift = (int(random.integers(-SHIFT, SHIFT + 1)), int(random.integers(-SHIFT, SHIFT + 1)))
        some = max(1, round(SHARE * len(x)))
        # What is moved in is what was moved out: those rows and columns are not compared.
        moved = torch.roll(x[:some], shift, (2, 3))
        past = torch.roll(previous[:some], shift, (2, 3)) if previous is not None else None
        changed = plan.steady * steady(logits[:some], network(moved, past), shift)
    return dict(zip(PARTS, (*lost, missed, changed), strict=True))


@torch.no_grad()
def guess(network: Network, pixels: np.ndarray, device: torch.device) -> np.ndarray:
    """Mattes 0..1, float32 (n, height, width), of pictures uint8 (n, height, width, 3), all first frames."""
    network.eval()
    found = []
    for at in range(0, len(pixels), 8):
        x = torch.from_numpy(pixels[at : at + 8]).to(device).permute(0, 3, 1, 2).float() / 255
        previous = torch.zeros_like(x[:, :1]) if network.shape.has_previous else None
        found.append(torch.sigmoid(network(x, previous))[:, 0].cpu().numpy())
    return np.concatenate(found) if found else np.zeros((0, *pixels.shape[1:3]), np.float32)


def evaluate(
    network: Network, held: np.ndarray, taught: np.ndarray, device: torch.device
) -> dict[str, float]:
    """Figures on pictures held out: mIoU and boundary F of drawn masks, IoU with the teacher's word."""
    pairs = list(zip(guess(network, held[..., :3], device) > 0.5, held[..., 3] > 127, strict=True))
    others = list(zip(guess(network, taught[..., :3], device) > 0.5, taught[..., 4] > 127, strict=True))
    return {
        "miou": _mean([mean_iou(mine, its) for mine, its in pairs]),
        "boundary": _mean([boundary_f(mine, its, NEAR_PX) for mine, its in pairs]),
        "taught": _mean([mean_iou(mine, its) for mine, its in others]),
    }


def _batch(
    planes: np.ndarray, random: np.random.Generator, device: torch.device
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pictures as the network takes them, every other one mirrored, a little brighter or darker."""
    is_mirrored = random.uniform(size=len(planes)) < 0.5
    planes[is_mirrored] = planes[is_mirrored, :, ::-1]
    # Channels last, as they lie.
    whole = torch.from_numpy(planes).to(device).permute(0, 3, 1, 2)
    gain = torch.from_numpy((random.uniform(0.8, 1.2, (len(planes), 3, 1, 1)) / 255).astype(np.float32))
    x = (whole[:, :3] * gain.to(device)).clamp_(0, 1)
    truth, said = whole[:, 3:4] / 255, whole[:, 4:5] / 255
    return x, truth.contiguous(), said.contiguous(), whole[:, 5, 0, 0] > 0


def _mixed(x: Tensor, count: int, random: np.random.Generator) -> Tensor:
    """So many pictures, each of four made small: people far away, in every light."""
    height, width = x.shape[2:]
    found = torch.empty_like(x[:count])
    for picture in found:
        down, across = (int(random.uniform(0.3, 0.7) * side) for side in (height, width))
        for rows in (slice(0, down), slice(down, height)):
            for columns in (slice(0, across), slice(across, width)):
                size = rows.stop - rows.start, columns.stop - columns.start
                some = x[random.integers(len(x))][None]
                small = functional.interpolate(some, size=size, mode="bilinear", antialias=True)
                picture[:, rows, columns] = small[0] * random.uniform(*DARK)
    return found


@torch.no_grad()
def _asked(teacher: Mattes, x: Tensor) -> Tensor:
    """What a teacher sees in pictures, 0..1, at their size: (B, 1, height, width)."""
    size = teacher.shape.height, teacher.shape.width
    larger = functional.interpolate(x, size=size, mode="bilinear", align_corners=False)
    matte = torch.sigmoid(teacher(larger))
    return functional.interpolate(matte, size=x.shape[2:], mode="bilinear", align_corners=False)


def _halved(x: Tensor) -> Tensor:
    """Half of the resolution, without the rows and columns that cannot be halved four times more."""
    small = functional.avg_pool2d(x, 2)
    height, width = (side // STRIDE * STRIDE for side in small.shape[2:])
    top, left = (small.shape[2] - height) // 2, (small.shape[3] - width) // 2
    return small[..., top : top + height, left : left + width].contiguous(memory_format=torch.channels_last)


def _before(truth: Tensor, random: np.random.Generator) -> Tensor:
    """A matte as the frame before might have left it: moved, too large or too small, or none."""
    past = torch.zeros_like(truth)
    for at, matte in enumerate(truth):
        if random.uniform() < FIRST:
            continue
        shift = [int(each) for each in random.integers(-MOVED, MOVED + 1, 2)]
        moved = torch.roll(matte, shift, (1, 2))[None]
        side = 2 * int(random.integers(0, 3)) + 1
        grown = functional.max_pool2d(moved, side, 1, side // 2)
        eaten = -functional.max_pool2d(-moved, side, 1, side // 2)
        past[at] = (grown if random.uniform() < 0.5 else eaten)[0]
    return past


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
