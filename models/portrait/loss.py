"""What the portrait network is to learn: regions, edges, whole pieces, the teacher's word, steadiness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import label
from torch import Tensor
from torch.nn import functional

# So many pixels to either side of an edge.
BAND_PX = 2
# Pieces are looked for at this part of the resolution; smaller ones than so many cells are specks.
COARSE, LEAST = 2, 4
SMOOTH = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each loss counts beside cross-entropy and dice; 0 leaves it out.

    Attributes
    ----------
    focal : float
        Exponent by which what is learnt already counts less (Lin et al., ICCV 2017).
    boundary : float
        Cross-entropy near edges alone.
    connected : float
        Semantic connectivity-aware loss.
    imitation : float
        Cross-entropy with the teacher's word, where a mask is drawn; elsewhere it is all that there is.
    steady : float
        What changes when the picture is moved by some pixels and moved back.
    """

    focal: float = 0.0
    boundary: float = 0.5
    connected: float = 0.0
    imitation: float = 0.3
    steady: float = 0.0


def losses(logits: Tensor, truth: Tensor, taught: Tensor, is_drawn: Tensor, weights: Weights) -> Tensor:
    """The losses of a batch but steadiness: (3,), regions, edges and pieces, what the teacher says.

    Parameters
    ----------
    logits, truth, taught : Tensor of float, shape (B, 1, h, w)
        Truth and the teacher's word 0..1.
    is_drawn : Tensor of bool, shape (B,)
        Whether the truth is more than the teacher's word.
    weights : Weights
    """
    cross = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    matte = torch.sigmoid(logits)
    if weights.focal:
        cross = cross * (matte - truth).abs() ** weights.focal
    regions = cross.mean() + dice(matte, truth)
    edges = torch.zeros((), device=logits.device)
    if weights.boundary:
        near = band(truth)
        edges = weights.boundary * (cross * near).sum() / near.sum().clamp(min=1)
    if weights.connected:
        edges = edges + weights.connected * connected(matte, truth)
    said = torch.zeros((), device=logits.device)
    if weights.imitation and is_drawn.any():
        other = functional.binary_cross_entropy_with_logits(logits[is_drawn], taught[is_drawn])
        said = weights.imitation * other
    return torch.stack([regions, edges, said])


def dice(matte: Tensor, truth: Tensor) -> Tensor:
    """One minus the share of overlap, mean over the batch."""
    both = (matte * truth).sum(dim=(1, 2, 3))
    whole = matte.sum(dim=(1, 2, 3)) + truth.sum(dim=(1, 2, 3))
    return (1 - (2 * both + SMOOTH) / (whole + SMOOTH)).mean()


def band(truth: Tensor) -> Tensor:
    """Pixels within `BAND_PX` of where the truth crosses a half: 0 or 1, shape unchanged."""
    mask = truth > 0.5
    return (_spread(mask) & _spread(~mask)).float()


def _spread(mask: Tensor) -> Tensor:
    """Everything within `BAND_PX` of a mask; shifts are a tenth of the work of pooling."""
    for axis in (2, 3):
        last = mask.shape[axis] - 1
        for _ in range(BAND_PX):
            wider = mask.clone()
            wider.narrow(axis, 1, last).logical_or_(mask.narrow(axis, 0, last))
            wider.narrow(axis, 0, last).logical_or_(mask.narrow(axis, 1, last))
            mask = wider
    return mask


def connected(matte: Tensor, truth: Tensor) -> Tensor:
    """One minus how well pieces match pieces, mean over the batch.

    References
    ----------
    Chu et al.: "PP-HumanSeg: Connectivity-aware portrait segmentation with a large-scale teleconferencing
    video dataset", WACV 2022, section 3.2. Which pieces there are is given; their overlaps are learnt.
    """
    small, wanted = (functional.avg_pool2d(each, COARSE)[:, 0] for each in (matte, truth))
    lost = [_pieces(mine, its) for mine, its in zip(small, wanted, strict=True)]
    return torch.stack(lost).mean()


def _pieces(matte: Tensor, truth: Tensor) -> Tensor:
    mine, its = (_labelled(each) for each in (matte.detach(), truth))
    pairs = {
        (int(m), int(i))
        for m, i in zip(mine[(mine > 0) & (its > 0)], its[(mine > 0) & (its > 0)], strict=True)
    }
    if not pairs:
        # Nothing overlaps: less of either is all that can be asked for.
        return (matte + truth - 2 * matte * truth).mean()
    there, said = ({pair[at] for pair in pairs} for at in (1, 0))
    alone = len(np.unique(its[its > 0])) - len(there) + len(np.unique(mine[mine > 0])) - len(said)
    total = torch.zeros((), device=matte.device)
    for piece in there:
        parts = [m for m, i in pairs if i == piece]
        overlaps = [_overlap(matte, truth, mine == m, its == piece) for m in parts]
        total = total + torch.stack(overlaps).mean()
    return 1 - total / (len(there) + alone)


def _overlap(matte: Tensor, truth: Tensor, mine: np.ndarray, its: np.ndarray) -> Tensor:
    """Intersection over union of a piece of the matte and one of the truth."""
    a = matte * torch.from_numpy(mine).to(matte.device)
    b = truth * torch.from_numpy(its).to(matte.device)
    both = (a * b).sum()
    return both / (a.sum() + b.sum() - both).clamp(min=1e-6)


def _labelled(matte: Tensor) -> np.ndarray:
    pieces, count = label(matte.cpu().numpy() > 0.5)
    sizes = np.bincount(pieces.ravel(), minlength=count + 1)
    return np.where(sizes[pieces] >= LEAST, pieces, 0)


def steady(logits: Tensor, moved: Tensor, shift: tuple[int, int]) -> Tensor:
    """How much a matte changes when its picture was moved: mean square of the difference where both see it.

    Parameters
    ----------
    logits, moved : Tensor of float, shape (B, 1, h, w)
        Of the pictures, and of the same moved by `shift`.
    shift : tuple of int
        Pixels down and across.
    """
    down, across = shift
    height, width = logits.shape[-2:]
    rows = slice(max(0, -down), height - max(0, down)), slice(max(0, down), height - max(0, -down))
    columns = slice(max(0, -across), width - max(0, across)), slice(max(0, across), width - max(0, -across))
    here, there = logits[..., rows[0], columns[0]], moved[..., rows[1], columns[1]]
    return (torch.sigmoid(here) - torch.sigmoid(there)).square().mean()
