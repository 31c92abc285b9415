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
    points : ndarray of float, shape (n, 2, 2), or None
        Wrist and knuckle of the middle finger, pixels; None where nobody asked.
    shares : ndarray of float, shape (n,), or None
        0..1, how sure what it shows is, once it is a hand.
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    points: np.ndarray | None = None
    shares: np.ndarray | None = None


def pick(boxes: np.ndarray, scores: np.ndarray, points: np.ndarray | None = None) -> Found:
    """The hands among all guesses of a picture.

    Parameters
    ----------
    boxes : ndarray of float32, shape (n, 4)
    scores : ndarray of float32, shape (n, classes)
        0..1, of each gesture; a guess is as sure to be of a hand as all of them together. One that is no
        number is none.
    points : ndarray of float32, shape (n, 4), optional
        Wrist x, y and knuckle x, y.
    """
    whole = scores.sum(axis=1)
    sure = np.flatnonzero((whole >= LEAST) & np.isfinite(boxes).all(axis=1))
    kept = sure[suppress(boxes[sure], whole[sure], OVERLAP, LIMIT)]
    ends = None if points is None else points[kept].reshape(-1, 2, 2)
    shares = scores[kept].max(axis=1, initial=0) / whole[kept]
    return Found(boxes[kept], whole[kept], scores[kept].argmax(axis=1), ends, shares)
