"""What a hand shows: a small network over the distances between its landmarks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import exp

import numpy as np

from .types import GESTURES

WEIGHTS = "weights/gesture.npz"
NONE = GESTURES.index("none")
WRIST, THUMB_ROOT, THUMB_TIP, KNUCKLE = 0, 2, 4, 9
# A thumb counts as up within 50 degrees of upright.
THUMB_LEAN = 1.2


def distances(landmarks: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Distances between landmarks as seen, in palms.

    Parameters
    ----------
    landmarks : ndarray of float, shape (..., 21, 3)
        Pixels; z in the same scale.
    pairs : ndarray of int, shape (2, n)
        Which landmarks.

    Returns
    -------
    ndarray, shape (..., n)
        The same for either hand, however it is turned, wherever it is. A palm is the length from the
        wrist to the middle knuckle in space, so that a hand leaning away from the camera is not taken
        for a small one.
    """
    ends = landmarks.take(pairs, axis=-2)
    across = ends[..., 0, :, :] - ends[..., 1, :, :]
    palm = landmarks[..., KNUCKLE, :] - landmarks[..., WRIST, :]
    size = np.sqrt((palm * palm).sum(axis=-1))[..., None]
    across *= across
    return np.sqrt(across[..., 0] + across[..., 1]) / np.maximum(size, 1e-6)


class Gestures:
    """Names what a hand shows.

    Parameters
    ----------
    weights : mapping of str to ndarray
        "pairs" int (2, n); "hidden" (n + 1, k) and "output" (k + 1, 6), each with its bias as the last
        row; "threshold" (): what is less sure is none.

    Notes
    -----
    About 30 us a call in CPython. The card is models/cards/gesture.md, the recipe models/gesture/.
    """

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self._pairs = weights["pairs"].astype(np.intp)
        hidden, output = weights["hidden"].astype(np.float32), weights["output"].astype(np.float32)
        self._hidden, self._hidden_bias = hidden[:-1].copy(), hidden[-1]
        self._output, self._output_bias = output[:-1].copy(), output[-1]
        self._threshold = float(weights["threshold"])

    @classmethod
    def load(cls) -> Gestures:
        """The gestures that this package brings along."""
        return cls(_weights())

    def __call__(self, landmarks: np.ndarray) -> tuple[str, float]:
        """What the hand shows.

        Parameters
        ----------
        landmarks : ndarray of float32, shape (21, 3)
            Pixels of the frame; z in the same scale. Not modified.

        Returns
        -------
        gesture : str
            One of `GESTURES`.
        score : float
            0..1, how sure that is.
        """
        if not (landmarks[KNUCKLE] - landmarks[WRIST]).any():
            # Without a palm there is nothing to measure in.
            return "none", 1.0
        scores = self.scores(landmarks)
        score = max(scores)
        best = scores.index(score)
        if best == NONE:
            return "none", score
        if score < self._threshold:
            return "none", 1 - score
        gesture = GESTURES[best]
        if gesture == "thumb-up" and not is_up(landmarks):
            return "none", score
        return gesture, score

    def scores(self, landmarks: np.ndarray) -> list[float]:
        """The probability of each shape, in the order of `GESTURES`, whichever way a thumb points."""
        near = distances(landmarks, self._pairs)
        inner = np.maximum(near @ self._hidden + self._hidden_bias, 0)
        logits = (inner @ self._output + self._output_bias).tolist()
        largest = max(logits)
        powers = [exp(logit - largest) for logit in logits]
        whole = sum(powers)
        return [power / whole for power in powers]


def is_up(landmarks: np.ndarray) -> bool:
    """Whether the thumb points up in the frame."""
    x, y, _ = (landmarks[THUMB_TIP] - landmarks[THUMB_ROOT]).tolist()
    return y < 0 and abs(x) <= -y * THUMB_LEAN


@cache
def _weights() -> dict[str, np.ndarray]:
    with (
        files(__package__).joinpath(WEIGHTS).open("rb") as stored,
        np.load(stored, allow_pickle=False) as held,
    ):
        return dict(held)
