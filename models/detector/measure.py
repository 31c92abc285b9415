"""How right a detector is: average precision, F1 of gestures, false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .boxes import overlaps
from .found import Found

# COCO's: 0.5, 0.55, ... 0.95, and precision looked up at a hundred and one recalls.
SHARES = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)


@dataclass(frozen=True, slots=True)
class Truth:
    """What there is.

    Attributes
    ----------
    boxes : ndarray of float, shape (m, 4)
    classes : ndarray of int, shape (m,)
        -1 where nobody knows.
    """

    boxes: np.ndarray
    classes: np.ndarray


def average_precision(found: Sequence[Found], truths: Sequence[Truth], share: float) -> float:
    """Area under precision over recall of hands, whatever they show, as COCO has it.

    Parameters
    ----------
    found : sequence of Found
    truths : sequence of Truth
        Of the same pictures.
    share : float
        Least intersection over union of a box that counts.

    Returns
    -------
    float
        0..1; not a number where there is no hand.
    """
    whole = sum(len(truth.boxes) for truth in truths)
    if not whole:
        return float("nan")
    scores = np.concatenate([each.scores for each in found])
    hits = np.concatenate([matched(f, t, share) >= 0 for f, t in zip(found, truths, strict=True)])
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(hits[order])
    recall, precision = right / whole, right / np.arange(1, len(right) + 1)
    # The best precision at this recall or a higher one.
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, RECALLS, side="left")
    return float(
        np.where(at < len(precision), np.append(precision, 0)[np.minimum(at, len(precision))], 0).mean()
    )


def mean_precision(found: Sequence[Found], truths: Sequence[Truth]) -> float:
    """AP@[.5:.95]: the mean over the shares from 0.5 to 0.95."""
    return float(np.mean([average_precision(found, truths, share) for share in SHARES]))


def matched(found: Found, truth: Truth, share: float) -> np.ndarray:
    """Which hand each box is: int (n,), -1 for none. Each hand is taken once, by the surest box that fits."""
    taken: set[int] = set()
    of = np.full(len(found.boxes), -1)
    if not len(truth.boxes):
        return of
    shared = overlaps(found.boxes, truth.boxes)
    for at in np.argsort(-found.scores, kind="stable"):
        for hand in np.argsort(-shared[at], kind="stable"):
            if shared[at, hand] < share:
                break
            if hand not in taken:
                taken.add(int(hand))
                of[at] = hand
                break
    return of


def f1(found: Sequence[Found], truths: Sequence[Truth], least: float, classes: int) -> dict[str, float]:
    """F1 of each gesture over hands: a hand that is not found is missed, a box where none is is wrong.

    Parameters
    ----------
    found, truths : sequence
        Of the same pictures. Hands of which nobody knows what they show are left out.
    least : float
        Boxes less sure than this do not count.
    classes : int
        The last of them, any other hand, has no F1 of its own.

    Returns
    -------
    dict of str to float
        By number of the class, for those that there are, and their `mean`.
    """
    right, said, there = (np.zeros(classes + 1, int) for _ in range(3))
    for each, truth in zip(found, truths, strict=True):
        of = matched(each, truth, 0.5)
        for hand, score, shown in zip(of, each.scores, each.classes, strict=True):
            if score < least or (hand >= 0 and truth.classes[hand] < 0):
                continue
            said[shown] += 1
            right[shown] += hand >= 0 and truth.classes[hand] == shown
        for shown in truth.classes[truth.classes >= 0]:
            there[shown] += 1
    named = {str(c): 2 * right[c] / (said[c] + there[c]) for c in range(classes - 1) if there[c]}
    return {**named, "mean": float(np.mean(list(named.values()))) if named else float("nan")}


def named_f1(said: Sequence[int], there: Sequence[int], classes: int) -> dict[str, float]:
    """F1 of each gesture over pictures that show one hand; -1 says that none was found.

    Parameters
    ----------
    said, there : sequence of int
        Of `scene.CLASSES`, for the same pictures.
    classes : int
        The last of them, any other hand, has no F1 of its own.
    """
    mine, its = np.array(said), np.array(there)
    named = {}
    for gesture in range(classes - 1):
        if (its == gesture).any():
            both = ((mine == gesture) & (its == gesture)).sum()
            named[str(gesture)] = float(2 * both / ((mine == gesture).sum() + (its == gesture).sum()))
    return {**named, "mean": float(np.mean(list(named.values()))) if named else float("nan")}
