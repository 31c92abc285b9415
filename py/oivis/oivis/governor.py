"""Keeps the stage in time: seeks hands more seldom first, then shrinks the matte, then the frame."""

from __future__ import annotations

from dataclasses import dataclass

# A level is taken back when frames cost less than this share of what it was taken for.
IDLE = 0.6
WINDOW_FRAMES = 12
LONGEST_MS = 200.0
PATIENCE_MS = 3000.0
LONGEST_PATIENCE_MS = 60000.0


@dataclass(frozen=True, slots=True)
class Level:
    """What a frame may cost.

    Attributes
    ----------
    seek_every : int
        While no hand is followed, one is sought on every so many-th frame. One that is followed is looked at
        on every frame: a slide is over in ten.
    runs : int
        So many networks for hands on a frame, at most.
    wide : bool
        The portrait model is the cheaper, wide one whatever the frame.
    scale : float
        Size of the frame, 0.5..1 of the source.
    over_ms : float
        It is taken when frames cost more. What nobody sees is given up for 30 pictures a second, sharpness
        only where there would be fewer than 20, or than 12.
    """

    seek_every: int
    runs: int
    wide: bool
    scale: float
    over_ms: float


# Where frames take longest a hand is sought in more of them: what counts is the time until it is found.
LEVELS = (
    Level(1, 3, False, 1.0, 0.0),
    Level(2, 1, False, 1.0, 30.0),
    Level(3, 1, False, 1.0, 30.0),
    Level(4, 1, False, 1.0, 50.0),
    Level(4, 1, True, 1.0, 50.0),
    Level(2, 1, True, 0.75, 80.0),
    Level(2, 1, True, 0.5, 80.0),
)


class Governor:
    """Chooses the level from what frames cost.

    Notes
    -----
    Pure: it is told every time and asks no clock. A level is given up after a window of frames that
    cost too much, and taken back after seconds of cheap ones; a level that had to be given up again soon
    after is tried again later each time, so that it does not swing.
    """

    def __init__(self) -> None:
        self.level = 0
        self.restart()

    def restart(self) -> None:
        """A new source: the level stays, what was measured does not count."""
        self._before_ms: float | None = None
        self._spent_ms = 0.0
        self._passed_ms = 0.0
        self._frames = 0
        self._idle_ms = 0.0
        self._patience_ms = PATIENCE_MS
        self._raised_ago_ms = LONGEST_PATIENCE_MS

    @property
    def now(self) -> Level:
        """The level in force."""
        return LEVELS[self.level]

    def frame(self, timestamp_ms: float, spent_ms: float) -> tuple[float, float] | None:
        """One frame is done.

        Parameters
        ----------
        timestamp_ms : float
            The frame's own.
        spent_ms : float
            What it cost by the host's clock, from its arrival to its last command.

        Returns
        -------
        tuple of float, or None
            Where a window of frames ends with it: the mean cost of one, and how long the window was; ms.
        """
        before, self._before_ms = self._before_ms, timestamp_ms
        if before is None or not timestamp_ms - before > 0:
            return None
        # A pause of the source is no sign of room: it counts as one slow frame at most.
        passed = min(timestamp_ms - before, LONGEST_MS)
        self._raised_ago_ms += passed
        self._spent_ms += spent_ms
        self._passed_ms += passed
        self._frames += 1
        if self._frames < WINDOW_FRAMES:
            return None
        cost_ms, window_ms = self._spent_ms / self._frames, self._passed_ms
        self._spent_ms = self._passed_ms = 0.0
        self._frames = 0
        self._judge(cost_ms, window_ms)
        return cost_ms, window_ms

    def _judge(self, cost_ms: float, window_ms: float) -> None:
        self._idle_ms = self._idle_ms + window_ms if cost_ms < IDLE * self.now.over_ms else 0.0
        if self.level < len(LEVELS) - 1 and cost_ms > LEVELS[self.level + 1].over_ms:
            if self._raised_ago_ms < 2 * PATIENCE_MS:
                self._patience_ms = min(2 * self._patience_ms, LONGEST_PATIENCE_MS)
            self.level += 1
        elif self._idle_ms >= self._patience_ms and self.level > 0:
            self.level -= 1
            self._idle_ms = self._raised_ago_ms = 0.0
