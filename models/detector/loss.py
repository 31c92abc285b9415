"""What the detector is to learn: which anchors hold a hand, what it shows, where its box is."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

# An anchor that shares this much with a hand is to find it; those between are asked nothing.
FOUND, ASKED = 0.5, 0.4
# The anchors that fit a hand best are to find it even where they share less.
BEST, LEAST = 4, 0.2
ALPHA, GAMMA = 0.25, 2.0
BOX = 2.0
# Focal loss alone learns that a hand is there long before it learns what it shows: of squares of two colours
# it called 0.65 right where an ordinary cross-entropy among the classes beside it calls 1.0 in as many steps.
NAME = 1.0
# exp() of more than this is no hand.
WIDEST = 4.0


@dataclass(frozen=True, slots=True)
class Targets:
    """What each anchor is asked.

    Attributes
    ----------
    hand : Tensor of int, shape (B, n)
        Index of its hand; -1 for none.
    is_asked : Tensor of bool, shape (B, n)
        Whether it is asked at all.
    """

    hand: Tensor
    is_asked: Tensor


def assign(anchors: Tensor, boxes: Tensor, is_there: Tensor) -> Targets:
    """Give hands to anchors.

    Parameters
    ----------
    anchors : Tensor of float, shape (n, 3)
        Centre x, y and side.
    boxes : Tensor of float, shape (B, m, 4)
    is_there : Tensor of bool, shape (B, m)
        Which rows of `boxes` are hands.
    """
    half = anchors[:, 2:] / 2
    squares = torch.cat([anchors[:, :2] - half, anchors[:, :2] + half], dim=1)
    shared = overlaps(squares[None, :, None], boxes[:, None]) * is_there[:, None]
    count = min(BEST, shared.shape[1])
    top = shared.topk(count, dim=1)
    is_best = torch.zeros_like(shared, dtype=torch.bool).scatter(1, top.indices, top.values > LEAST)
    # The very best one takes its hand however little they share.
    is_best = is_best.scatter(1, top.indices[:, :1], is_there[:, None])
    fit = torch.where((shared >= FOUND) | is_best, shared + is_best.float(), torch.zeros_like(shared))
    value, hand = fit.max(dim=2)
    is_found = value > 0
    hand = torch.where(is_found, hand, torch.full_like(hand, -1))
    return Targets(hand, is_found | (shared.amax(dim=2) < ASKED))


def decode(anchors: Tensor, offsets: Tensor) -> Tensor:
    """Boxes x0, y0, x1, y1 (..., n, 4) of offsets (..., n, 4) from anchors (n, 3)."""
    side = anchors[:, 2:]
    middle = anchors[:, :2] + offsets[..., :2] * side
    half = torch.exp(offsets[..., 2:].clamp(-WIDEST, WIDEST)) * side / 2
    return torch.cat([middle - half, middle + half], dim=-1)


def overlaps(boxes: Tensor, others: Tensor) -> Tensor:
    """Intersection over union of boxes (..., 4), element by element."""
    return _shares(boxes, others)[0]


def _shares(boxes: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    low = torch.maximum(boxes[..., :2], others[..., :2])
    high = torch.minimum(boxes[..., 2:], others[..., 2:])
    shared = (high - low).clamp(min=0).prod(dim=-1)
    mine = (boxes[..., 2:] - boxes[..., :2]).clamp(min=0).prod(dim=-1)
    its = (others[..., 2:] - others[..., :2]).clamp(min=0).prod(dim=-1)
    union = (mine + its - shared).clamp(min=1e-6)
    return shared / union, union


def generalised(boxes: Tensor, others: Tensor) -> Tensor:
    """Generalised intersection over union, -1..1 (Rezatofighi et al., CVPR 2019)."""
    share, union = _shares(boxes, others)
    low = torch.minimum(boxes[..., :2], others[..., :2])
    high = torch.maximum(boxes[..., 2:], others[..., 2:])
    hull = (high - low).clamp(min=0).prod(dim=-1).clamp(min=1e-6)
    return share - (hull - union) / hull


def losses(
    anchors: Tensor, offsets: Tensor, logits: Tensor, boxes: Tensor, classes: Tensor, smoothing: float = 0.0
) -> tuple[Tensor, Tensor]:
    """The loss of gestures and that of boxes, each a number, by hand of the batch.

    Parameters
    ----------
    anchors : Tensor of float, shape (n, 3)
    offsets, logits : Tensor of float, shapes (B, n, 4) and (B, n, classes)
    boxes : Tensor of float, shape (B, m, 4)
    classes : Tensor of int, shape (B, m)
        -1 where the gesture is unknown, -2 where there is no hand.
    smoothing : float
        Share of certainty that is taken from the right class and given to the others: a virtual teacher
        (Yuan et al., "Revisiting Knowledge Distillation via Label Smoothing", CVPR 2020).

    References
    ----------
    Focal loss: Lin et al., ICCV 2017.
    """
    targets = assign(anchors, boxes, classes > -2)
    is_found = targets.hand >= 0
    row = targets.hand.clamp(min=0)
    shown = torch.where(is_found, classes.gather(1, row), torch.full_like(row, -2))
    count = logits.shape[-1]
    wanted = functional.one_hot(shown.clamp(min=0), count).float() * (shown >= 0)[..., None]
    wanted = torch.where(
        (shown >= 0)[..., None], wanted * (1 - smoothing) + (1 - wanted) * smoothing / (count - 1), wanted
    )
    # A hand of unknown gesture is no background, and nothing is said of its gesture.
    is_asked = targets.is_asked & (shown != -1)
    hands = is_found.sum().clamp(min=1)
    gestures = (focal(logits, wanted) * is_asked[..., None]).sum() / hands
    named = functional.cross_entropy(
        logits.flatten(0, 1),
        shown.clamp(min=-1).flatten(),
        ignore_index=-1,
        label_smoothing=smoothing,
        reduction="sum",
    )
    gestures = gestures + NAME * named / hands
    near = boxes.gather(1, row[..., None].expand(-1, -1, 4))
    lost = (1 - generalised(decode(anchors, offsets), near)) * is_found
    return gestures, BOX * lost.sum() / hands


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy, the less the surer a guess is right; shape unchanged."""
    plain = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    far = (torch.sigmoid(logits) - wanted).abs()
    alpha = ALPHA * wanted + (1 - ALPHA) * (1 - wanted)
    return alpha * far**GAMMA * plain
