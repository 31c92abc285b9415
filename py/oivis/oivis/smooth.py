"""The one-euro filter: still things stay still, fast things do not lag."""

from __future__ import annotations

from math import pi

import numpy as np

# Tuned for landmarks in sizes of the hand: a resting hand moves less than 0.1 sizes a second, a slide 2 to 6.
MIN_CUTOFF_HZ = 1.5
BETA = 6.0
SPEED_CUTOFF_HZ = 1.0
GAP_MS = 400.0


class OneEuro:
    """Smooths an array over time by the times of its frames.

    References
    ----------
    Casiez, Roussel, Vogel: "1 euro filter", CHI 2012. Speeds are measured in sizes of the thing that
    moves, as MediaPipe does, so that a hand near the camera is smoothed as one far away.
    """

    def __init__(self) -> None:
        self._timestamp = 0.0
        self._value: np.ndarray | None = None
        self._speed: np.ndarray | None = None

    def __call__(self, value: np.ndarray, size: float, timestamp_ms: float) -> np.ndarray:
        """The smoothed value.

        Parameters
        ----------
        value : ndarray of float32
            Of one shape throughout.
        size : float
            Of the thing, in the unit of the values, above 0.
        timestamp_ms : float
            The frame's. Where time runs backwards, or a gap is over 0.4 s, smoothing starts anew.

        Returns
        -------
        ndarray of float32
            The caller's to keep.
        """
        elapsed_ms = timestamp_ms - self._timestamp
        if self._value is None or self._speed is None or not 0 <= elapsed_ms <= GAP_MS:
            self._timestamp, self._value, self._speed = timestamp_ms, value, np.zeros_like(value)
            return value
        if elapsed_ms == 0:
            return self._value
        elapsed_s = elapsed_ms / 1000
        change = value - self._value
        turns_a_hz = 2 * pi * elapsed_s
        weight = turns_a_hz * SPEED_CUTOFF_HZ / (turns_a_hz * SPEED_CUTOFF_HZ + 1)
        # Numbers first: each array that is made on the way takes microseconds in a page.
        self._speed = self._speed * (1 - weight) + change * (weight / (elapsed_s * size))
        turns = np.abs(self._speed) * (turns_a_hz * BETA) + turns_a_hz * MIN_CUTOFF_HZ
        self._value = self._value + change * (turns / (turns + 1))
        self._timestamp = timestamp_ms
        return self._value
