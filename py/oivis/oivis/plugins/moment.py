"""What a plug-in sees of one frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from ..types import Hand
from .person import Person, person_of

# Landmarks by name: where things are hung up.
PALM, TIP = (0, 5, 9, 13, 17), 8


class Moment:
    """One frame as a plug-in sees it.

    Parameters
    ----------
    time_s, step_s : float
        The frame's time, and how long ago the one before was: 0 for the first, 0.25 at most.
    size : (int, int)
        Width and height of the view, pixels.
    hands : sequence of Hand
        As the last look found them; coordinates are pixels of the view.
    matte : callable
        Gives the matte made small, uint8 [h, w]; asked only where somebody asks for the person.
    """

    def __init__(
        self,
        time_s: float,
        step_s: float,
        size: tuple[int, int],
        hands: Sequence[Hand],
        matte: Callable[[], np.ndarray],
    ) -> None:
        self.time_s = time_s
        self.step_s = step_s
        self.hands = hands
        self._size = size
        self._matte = matte

    @property
    def aspect(self) -> float:
        """Width of the view in its heights."""
        return self._size[0] / self._size[1]

    @cached_property
    def person(self) -> Person | None:
        """Where the person is, by the matte; None where nobody is seen."""
        return person_of(self._matte(), self.aspect)

    def palm(self, hand: Hand) -> tuple[float, float]:
        """The middle of a palm, 0..1 of the view."""
        x, y = hand.landmarks[PALM, :2].mean(axis=0) / self._size
        return float(x), float(y)

    def tip(self, hand: Hand) -> tuple[float, float]:
        """The tip of the forefinger, 0..1 of the view."""
        x, y = hand.landmarks[TIP, :2] / self._size
        return float(x), float(y)

    def span(self, hand: Hand) -> float:
        """How large a hand is: the longer side of its box, in heights of the view."""
        x0, y0, x1, y1 = hand.box
        return float(max(x1 - x0, y1 - y0)) / self._size[1]
