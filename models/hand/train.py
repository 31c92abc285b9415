"""Learning to see at fewer pixels what the borrowed network sees at all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.graph import Graph
from models.training.graft import RANK
from models.training.kept import mean_weights, open_run, tuples
from models.training.loop import Pace, learn
from models.training.part import Whole
from models.training.pieces import Pieces

from .crops import ANSWERS, HAND_SIZE, POINTS
from .network import Landmarks

DECAY = 0.0
# Up to here the network halves what it looks at, and adds maps that have to fit.
STEP = 16
PRESENT = 0.5
# A hand's depth counts less than where it is seen.
DEPTH = 0.3
# Metres of the hand's own shape, in the size of what is lost otherwise.
WORLD = 6.0
FEATURES, PRESENCE, RIGHT = 0.3, 0.8, 0.2
PANELS = (
    ("lost while learning", ("points", "features", "presence")),
    ("pixels of 224 from the teacher, held out", ("far",)),
    ("share of hands lost, held out", ("missed",)),
)
LOOKS = 64


@dataclass(frozen=True, slots=True)
class Shape:
    """Of the shrunken network.

    Attributes
    ----------
    side : int
        Of its input, pixels; a multiple of 16.
    rank : int
        Of what is added to dense layers; 0 where each weight may change.
    channels : tuple of int
        Those that are left, see `models.thin`; all where it is empty.
    """

    side: int = 160
    rank: int = RANK
    channels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.side % STEP or not STEP <= self.side <= HAND_SIZE:
            raise ValueError(
                f"--side is {self.side}; it should be a multiple of {STEP} from {STEP} to {HAND_SIZE}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Pace):
    """How to learn."""

    epochs: int = 12
    batch: int = 32
    rate: float = 4e-3


def train(
    shape: Shape,
    plan: Plan,
    graph: Graph,
    crops: Pieces,
    held: np.ndarray,
    folder: Path,
    progress: Callable[[str, int, int], None],
    begin: dict[str, np.ndarray] | None = None,
    whole: Whole | None = None,
) -> list[dict[str, float]]:
    """Learn from crops; see `training.loop.learn` for what is kept, returned and raised.

    Parameters
    ----------
    shape : Shape
    plan : Plan
    graph : Graph
        The borrowed network for an input of that shape and with its channels, before it has learnt.
    crops : Pieces
        Of crops.FORM.
    held : ndarray of crops.FORM
        Measured on after each epoch.
    folder : Path
    progress : callable
        Told ``(what, done, in all)``.
    begin : dict of str to ndarray, optional
        What a graft holds that a run begins with, of the same rank, whatever its input's size.
    whole : Whole, optional
        A network of which the wanted one begins as a part.
    """
    torch.manual_seed(plan.seed)
    device = torch.device(plan.device)
    network = Landmarks(graph, shape.rank)
    if whole:
        whole.begin(network, shape.channels)
    elif begin:
        network.take(begin)
    network.to(device)
    cast(Any, network).to(memory_format=torch.channels_last)

    def charge(chosen: np.ndarray, _epoch: int, _random: np.random.Generator) -> dict[str, Tensor]:
        batch = crops.batch(chosen)
        values = network.walk(looked(batch, shape.side, device))
        return losses(network.said(values), torch.from_numpy(batch["answers"]).to(device))

    def measure(mean: torch.nn.Module, _epoch: int) -> dict[str, float]:
        return evaluate(cast(Landmarks, mean), held, shape.side, device)

    return learn(
        shape,
        plan,
        network,
        len(crops),
        folder,
        charge=charge,
        measure=measure,
        progress=progress,
        panels=PANELS,
        decay=DECAY,
    )


def load(folder: Path, shrunken: Callable[[int, Sequence[int]], Graph]) -> tuple[Landmarks, Shape]:
    """The network that a run has made so far; `FileNotFoundError` where there is none.

    `shrunken` gives the borrowed graph for an input of that many pixels a side and these channels.
    """
    held = open_run(folder, "oivis hand train")
    shape = Shape(**tuples(held["shape"]))
    network = Landmarks(shrunken(shape.side, shape.channels), shape.rank)
    network.load_state_dict(mean_weights(held))
    return network.eval(), shape


def looked(crops: np.ndarray, side: int, device: torch.device) -> Tensor:
    """Crops at another side, sampled as the stage samples: float32 (n, 3, side, side), 0..255."""
    pixels = torch.from_numpy(crops["pixels"]).to(device).permute(0, 3, 1, 2).float()
    small = functional.interpolate(pixels, size=(side, side), mode="bilinear", align_corners=False)
    return small.contiguous(memory_format=torch.channels_last)


def losses(said: tuple[Tensor, ...], answers: Tensor) -> dict[str, Tensor]:
    """How far the answers are from the teacher's, each a number.

    Parameters
    ----------
    said : tuple of Tensor
        As `Landmarks` gives it.
    answers : Tensor, shape (n, crops.ANSWERS + crops.FEATURES)
    """
    flat, presence, right, there, features = answers.split(
        [3 * POINTS, 1, 1, 3 * POINTS, answers.shape[1] - ANSWERS], 1
    )
    landmarks, sure, owner, world, seen = said
    count = presence.sum().clamp(min=1)
    # Where the teacher sees no hand its landmarks mean nothing.
    off = (landmarks - flat.reshape(-1, POINTS, 3)).abs() / HAND_SIZE
    points = off[..., :2].mean((1, 2)) + DEPTH * off[..., 2].mean(1)
    shape = (world - there.reshape(-1, POINTS, 3)).abs().mean((1, 2))
    told = functional.binary_cross_entropy_with_logits(owner, right[:, 0], reduction="none")
    alike = ((seen - features) ** 2).mean(1) / (features**2).mean()
    return {
        "points": 20 * (points * presence[:, 0]).sum() / count,
        "world": WORLD * (shape * presence[:, 0]).sum() / count,
        "right": RIGHT * (told * presence[:, 0]).sum() / count,
        "presence": PRESENCE * functional.binary_cross_entropy_with_logits(sure, presence[:, 0]),
        "features": FEATURES * alike.mean(),
    }


def evaluate(network: Landmarks, held: np.ndarray, side: int, device: torch.device) -> dict[str, float]:
    """How near a network comes to its teacher on crops that were not learnt from.

    Returns
    -------
    dict of str to float
        `far`, mean distance of landmarks in pixels of 224; `missed`, share of the teacher's hands that are
        not seen; `turned`, share whose handedness is another.
    """
    network.eval()
    far, missed, turned, count = 0.0, 0, 0, 0
    with torch.no_grad():
        for at in range(0, len(held), LOOKS):
            some = held[at : at + LOOKS]
            answers = some["answers"]
            landmarks, sure, owner, *_ = network(looked(some, side, device))
            there = answers[:, 3 * POINTS] >= PRESENT
            wanted = answers[:, : 3 * POINTS].reshape(-1, POINTS, 3)
            distance = np.linalg.norm((landmarks.cpu().numpy() - wanted)[..., :2], axis=-1).mean(1)
            far += float(distance[there].sum())
            missed += int((sure.cpu().numpy()[there] < 0).sum())
            right = answers[:, 3 * POINTS + 1] >= PRESENT
            turned += int(((owner.cpu().numpy() >= 0) != right)[there].sum())
            count += int(there.sum())
    network.train()
    whole = max(count, 1)
    return {"far": far / whole, "missed": missed / whole, "turned": turned / whole}
