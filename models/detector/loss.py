"""What the detector is to learn: which anchors hold a hand, what it shows, where its box is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .network import Guesses

# An anchor that shares this much with a hand is to find it; those between are asked nothing.
FOUND, ASKED = 0.5, 0.4
# The anchors that fit a hand best are to find it even where they share less.
BEST, LEAST = 4, 0.2
ALPHA, GAMMA = 0.25, 2.0
# Weights of boxes, landmarks and names beside that of hands. Landmarks are not asked of what is shipped but
# for two: they teach what fingers are, of which boxes say nothing.
BOX, POINT, NAME = 2.0, 4.0, 1.0
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
    # Hands are held against anchors as squares as large as they are: a long one would share little with any
    # square, and what shares little is not asked to be sure.
    middles, sides = (boxes[..., :2] + boxes[..., 2:]) / 2, (boxes[..., 2:] - boxes[..., :2]).clamp(min=0)
    same = _squares(middles, sides.prod(dim=-1, keepdim=True).sqrt())
    shared = overlaps(_squares(anchors[:, :2], anchors[:, 2:])[None, :, None], same[:, None])
    shared = shared * is_there[:, None]
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


def _squares(middles: Tensor, sides: Tensor) -> Tensor:
    """Boxes (..., 4) of middles (..., 2) and sides (..., 1)."""
    return torch.cat([middles - sides / 2, middles + sides / 2], dim=-1)


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


class Lost(NamedTuple):
    """What a batch is charged, each a number, by hand.

    Attributes
    ----------
    hands, gestures, boxes, points : Tensor
        For whether there is one, what it shows, its box, its landmarks.
    """

    hands: Tensor
    gestures: Tensor
    boxes: Tensor
    points: Tensor


def losses(
    anchors: Tensor, guesses: Guesses, boxes: Tensor, classes: Tensor, points: Tensor, smoothing: float = 0.0
) -> Lost:
    """What guesses are charged.

    Parameters
    ----------
    anchors : Tensor of float, shape (n, 3)
    guesses : Guesses
    boxes : Tensor of float, shape (B, m, 4)
    classes : Tensor of int, shape (B, m)
        -1 where the gesture is unknown, -2 where there is no hand.
    points : Tensor of float, shape (B, m, 21, 2)
        Not a number where they are unknown.
    smoothing : float
        Share of certainty that is taken from the right class and given to the others: a virtual teacher
        (Yuan et al., "Revisiting Knowledge Distillation via Label Smoothing", CVPR 2020).

    References
    ----------
    Focal loss: Lin et al., ICCV 2017.
    """
    targets = assign(anchors, boxes, classes > -2)
    is_found = targets.hand >= 0
    whole = is_found.sum().clamp(min=1)
    hands = (focal(guesses.hands, is_found.float()) * targets.is_asked).sum() / whole
    # From here on the anchors with a hand alone are asked.
    picture, anchor = is_found.nonzero(as_tuple=True)
    hand = targets.hand[picture, anchor]
    shown, box = classes[picture, hand], boxes[picture, hand]
    names = guesses.names[picture, anchor]
    gestures = functional.cross_entropy(
        names, shown.clamp(min=-1), ignore_index=-1, label_smoothing=smoothing, reduction="sum"
    )
    place = anchors[anchor]
    decoded = decode(place, guesses.offsets[picture, anchor])
    lost = (1 - generalised(decoded, box)).sum()
    wanted, side = points[picture, hand], (box[:, 2:] - box[:, :2]).mean(dim=1)
    is_known = wanted.isfinite().all(dim=2).all(dim=1)
    guessed = place[:, None, :2] + guesses.points[picture, anchor] * place[:, None, 2:]
    far = (guessed - wanted)[is_known].abs().mean(dim=(1, 2)) / side[is_known]
    return Lost(
        hands, NAME * gestures / whole, BOX * lost / whole, POINT * far.sum() / is_known.sum().clamp(min=1)
    )


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy, the less the surer a guess is right; shape unchanged."""
    plain = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    far = (torch.sigmoid(logits) - wanted).abs()
    alpha = ALPHA * wanted + (1 - ALPHA) * (1 - wanted)
    return alpha * far**GAMMA * plain
