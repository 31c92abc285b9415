"""What a detector says of one picture, out of all that its anchors guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import suppress

# Guesses that share more are of one hand; what is less sure is not looked at; there are so many at most.
OVERLAP, LEAST, LIMIT = 0.45, 0.02, 20


@dataclass(frozen=True, slots=True)
class Found:
    """Hands, surest first.

    Attributes
    ----------
    boxes : ndarray of float, shape (n, 4)
        x0, y0, x1, y1, pixels.
    scores : ndarray of float, shape (n,)
        0..1.
    classes : ndarray of int, shape (n,)
        Of `scene.CLASSES`.
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray


def pick(boxes: np.ndarray, scores: np.ndarray) -> Found:
    """The hands among all guesses of a picture.

    Parameters
    ----------
    boxes : ndarray of float32, shape (n, 4)
    scores : ndarray of float32, shape (n, classes)
        0..1. A guess is as sure as its surest class; one that is no number is none.
    """
    best = scores.max(axis=1)
    sure = np.flatnonzero((best >= LEAST) & np.isfinite(boxes).all(axis=1))
    kept = sure[suppress(boxes[sure], best[sure], OVERLAP, LIMIT)]
    return Found(boxes[kept], best[kept], scores[kept].argmax(axis=1))
