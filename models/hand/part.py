"""What a thinner landmark network is told apart by, and which of its channels it keeps."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.progress import Progress
from models.training.part import Whole
from models.training.pieces import Pieces

from .train import looked

# Crops by which channels are told apart.
LOOKS = 64


def some(crops: Pieces, side: int, seed: int) -> Tensor:
    """Some crops, as `Whole` takes them."""
    chosen = np.random.default_rng(seed).choice(len(crops), min(LOOKS, len(crops)), replace=False)
    return looked(crops.batch(np.sort(chosen)), side, torch.device("cpu")).contiguous()


def choose(whole: Whole, share: float, progress: Progress) -> tuple[int, ...]:
    """As `Whole.choose`; what the last layers look at stays, as it is held against the teacher's."""
    (last,) = (whole.numbers[name] for name in whole.outputs_of("GlobalAveragePool"))
    return whole.choose(share, progress, stays=last.tolist())
