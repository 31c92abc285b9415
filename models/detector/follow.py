"""Hands followed by a detector alone: two points say where a hand is and how it is turned."""

from __future__ import annotations

import numpy as np
from oivis.types import Hand

from .boxes import overlaps
from .peers import Look
from .scene import CLASSES, POINTS

# A hand is the one before whose box shares so much with its own, or that was near and has just gone.
SAME = 0.15
MEMORY_MS = 500.0
# The landmarks that commands go by, but for the wrist, are the knuckles: one stands for all.
WRIST = 0


class Follower:
    """The hands of one clip, each with an id that stays.

    Parameters
    ----------
    look : Look
        A detector that gives points.
    least : float
        A hand is one from this score on.
    """

    def __init__(self, look: Look, least: float) -> None:
        self._look, self._least = look, least
        self._seen: dict[int, tuple[np.ndarray, float]] = {}
        self._given = 0

    def __call__(self, image: np.ndarray, timestamp_ms: float) -> list[Hand]:
        """The hands of the next frame, as `Commands.update` takes them.

        Parameters
        ----------
        image : ndarray of uint8, shape (h, w, 3)
            RGB, as the viewer sees it.
        timestamp_ms : float

        Raises
        ------
        ValueError
            Where the detector gives no points.
        """
        found = self._look(image)
        if found.points is None or found.shares is None:
            raise ValueError("To follow hands a detector gives points and shares: take the one of a run.")
        self._seen = {id: (box, at) for id, (box, at) in self._seen.items() if timestamp_ms - at <= MEMORY_MS}
        hands: list[Hand] = []
        for number in np.flatnonzero(found.scores >= self._least):
            box = found.boxes[number]
            id = self._named(box, {hand.id for hand in hands})
            self._seen[id] = (box, timestamp_ms)
            wrist, knuckle = found.points[number]
            landmarks = np.zeros((POINTS, 3), np.float32)
            landmarks[:, :2] = knuckle
            landmarks[WRIST, :2] = wrist
            hands.append(
                Hand(
                    id=id,
                    box=box.astype(np.float32),
                    landmarks=landmarks,
                    world=np.zeros((POINTS, 3), np.float32),
                    presence=float(found.scores[number]),
                    gesture=CLASSES[found.classes[number]],
                    score=float(found.shares[number]),
                    handedness="right",
                )
            )
        return hands

    def _named(self, box: np.ndarray, taken: set[int]) -> int:
        free = [id for id in self._seen if id not in taken]
        if free:
            shared = overlaps(box[None], np.array([self._seen[id][0] for id in free]))[0]
            if shared.max() >= SAME:
                return free[int(shared.argmax())]
        self._given += 1
        return self._given
