"""Which network places the landmarks of hands: the quick one, or the fine one where there is time for it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence

import numpy as np

from .governor import LEVELS, WINDOW_FRAMES
from .host import Host
from .types import Region

QUICK, FINE = "hand", "hand-fine"
# What a look with the fine one costs beside the quick one: 2.85 was measured on one thread of WebAssembly.
TIMES = 3.0
# A frame with two hands, both looked at finely, is to cost less than this: four fifths of what makes the
# governor give up its first level.
ROOM_MS = 0.8 * LEVELS[1].over_ms
PATIENCE_MS = 5000.0
# What proved too slow is tried again after so much room, and later each time.
AGAIN_MS = 60000.0
LONGEST_AGAIN_MS = 600000.0
# One bad moment, as a scene's first frame, costs the governor a level that it takes back within this time.
LATE_MS = 4000.0


class Landmarks:
    """Looks at hands with the one network or the other, as frames leave time for.

    Parameters
    ----------
    host : Host
    clock : callable
        Seconds.
    wish : str
        "quick" or "fine" decides it; "" leaves it to what frames cost.

    Attributes
    ----------
    name : str
        The network in use, `QUICK` or `FINE`. It changes between frames; both give pixels of 224, so a hand
        is followed on.

    Notes
    -----
    The fine one is asked of the host once there has been room for it for a while, and not before: a slow
    device never fetches it. Where it cannot be had, or fails, the quick one goes on.
    """

    def __init__(self, host: Host, clock: Callable[[], float], wish: str = "") -> None:
        self.name = QUICK
        self._host = host
        self._clock = clock
        self._is_forced = wish == "fine"
        self._may = wish != "quick" and FINE in host.models
        self._is_asked = False
        self._patience_ms = PATIENCE_MS
        self.restart()

    def restart(self) -> None:
        """A new source: what was measured does not count."""
        self._looks = 0
        self._looked_ms = self._room_ms = self._late_ms = 0.0

    async def look(self, name: str, region: Region) -> Sequence[np.ndarray]:
        """As `Host.look`, where `QUICK` stands for the network in use."""
        if name != QUICK:
            return await self._host.look(name, region)
        began = self._clock()
        try:
            return await self._host.look(self.name, region)
        except Exception as error:
            if self.name == QUICK:
                raise
            traceback.print_exception(error)
            self.name, self._may = QUICK, False
            return await self._host.look(QUICK, region)
        finally:
            self._looks += 1
            self._looked_ms += (self._clock() - began) * 1000

    def window(self, cost_ms: float, window_ms: float, level: int) -> None:
        """A window of frames is over.

        Parameters
        ----------
        cost_ms, window_ms : float
            As `Governor.frame` gives them: the mean of a frame's cost, and how long the window was.
        level : int
            The governor's.
        """
        looks, looked_ms = self._looks, self._looked_ms
        self._looks, self._looked_ms = 0, 0.0
        if not self._may:
            return
        if self._is_forced:
            self._take()
        elif self.name == FINE:
            self._late_ms = self._late_ms + window_ms if level else 0.0
            if level > 1 or self._late_ms > LATE_MS:
                self._give_up()
        elif level:
            self._room_ms = 0.0
        # Where no hand is looked at nothing is known of what that costs, and nobody misses anything.
        elif looks >= WINDOW_FRAMES / 2:
            fine_ms = cost_ms - looked_ms / WINDOW_FRAMES + 2 * TIMES * looked_ms / looks
            self._room_ms = self._room_ms + window_ms if fine_ms < ROOM_MS else 0.0
            if self._room_ms >= self._patience_ms:
                self._take()

    def _take(self) -> None:
        if self._host.has(FINE):
            self.name = FINE
        elif not self._is_asked:
            self._is_asked = True
            self._host.open(FINE)

    def _give_up(self) -> None:
        self.name = QUICK
        self._patience_ms = min(max(AGAIN_MS, 2 * self._patience_ms), LONGEST_AGAIN_MS)
        self._room_ms = self._late_ms = 0.0
