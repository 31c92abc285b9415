"""Where the portrait network looks: at people, once they are found, so that most of its pixels are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .islands import ISLAND
from .types import Box, Region

if TYPE_CHECKING:
    from .host import Host

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
# Round the people, in their longer side. On 48 portraits of dev boundary F is 0.73 for whole frames, 0.74
# with 0.35, 0.77 with 0.2, 0.78 with 0.1; but somebody who moves needs room until the next look.
MARGIN = 0.1
# Narrower than so much of its height a view is not: the network has never seen people that broad.
SLIM = 0.6
# People who end so near to the edge of the view, in its sides, may go on beyond it.
NEAR = 0.02
# A side this near to the frame's, in shares of it, is the frame's.
EDGE = 0.001
# A view of so much of the frame is as good as the whole; one so many times too large for all that was seen in
# a while shrinks.
MOST, LARGE = 0.92, 1.35
PATIENCE_MS = 1000.0
# So often the whole frame is looked at as well: for whoever comes in.
SURVEY_MS = 500.0
# Of that look every fourth pixel counts: so sure, and as large as an island that stays, is somebody.
STEP, SURE, LEAST = 4, 192, ISLAND


class Focus:
    """The part of the frame that the portrait network looks at.

    Attributes
    ----------
    view : Box
        In shares of the frame.

    Notes
    -----
    It stays where it is as long as it will do: each change begins the matte's memory anew. Where people reach
    its edge the same frame is looked at again, whole, and the next view has twice the margin; where that is
    too much for all that they did in a while, half. Where they are gone from it that frame is looked at
    again too. What lies outside is background, so the whole is looked at now and then as well: whoever else
    is seen there twice is taken in.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A new source: look everywhere."""
        self.view: Box = WHOLE
        self._is_doubted = self._is_found = False
        self._lately: Box | None = None
        self._since = self._surveyed = 0.0
        self._room = 1.0

    def region(self, width: int, height: int) -> Region:
        """What to look at in a frame of this size, pixels."""
        left, top, right, bottom = self.view
        return Region(
            (left + right) / 2 * width,
            (top + bottom) / 2 * height,
            (right - left) * width,
            (bottom - top) * height,
        )

    def is_due(self, timestamp_ms: float) -> bool:
        """Whether the whole frame is to be looked at too, before this frame's view."""
        return self.view != WHOLE and not 0 <= timestamp_ms - self._surveyed < SURVEY_MS

    def survey(self, matte: np.ndarray, timestamp_ms: float) -> None:
        """What the network sees in the whole frame.

        Parameters
        ----------
        matte : ndarray of uint8, shape (h, w)
            0..255.
        timestamp_ms : float
        """
        self._surveyed = timestamp_ms
        people = matte[STEP // 2 :: STEP, STEP // 2 :: STEP] >= SURE
        left, top, right, bottom = self.view
        rows, columns = people.shape
        inside = people[
            round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)
        ]
        inside[:] = False
        is_beyond = bool(people.mean() >= LEAST)
        if is_beyond and self._is_doubted:
            self._go(WHOLE, timestamp_ms)
        self._is_doubted = is_beyond

    def see(self, people: Box | None, width: int, height: int, timestamp_ms: float) -> bool:
        """What was found in the view of this frame.

        Parameters
        ----------
        people : Box or None
            The smallest box that holds them, in shares of the view; None for nobody.
        width, height : int
            Of the frame, pixels.
        timestamp_ms : float

        Returns
        -------
        bool
            Whether they go on beyond the view, or are not in it: it is the whole frame now, and this frame is
            to be looked at again.
        """
        if people is None:
            # On a slow machine who walks may be beyond the view from one frame to the next.
            was_part = self.view != WHOLE
            self.reset()
            return was_part
        if self._is_cut(people):
            self._go(WHOLE, timestamp_ms)
            self._is_found, self._room = False, 2 * self._room
            return True
        left, top, right, bottom = self.view
        across, down = right - left, bottom - top
        box = (
            left + people[0] * across,
            top + people[1] * down,
            left + people[2] * across,
            top + people[3] * down,
        )
        self._lately = _union(self._lately, box) if self._lately else box
        if not self._is_found:
            self._is_found = True
            self._go(grown(box, width, height, self._room), timestamp_ms)
        elif not 0 <= timestamp_ms - self._since < PATIENCE_MS:
            self._room = max(1.0, self._room / 2)
            wanted = grown(self._lately, width, height, self._room)
            is_large = _area(self.view) > LARGE * _area(wanted)
            self._go(wanted if is_large else self.view, timestamp_ms)
        return False

    def _is_cut(self, people: Box) -> bool:
        """Whether they may go on beyond the view, where the frame does."""
        outer = (min(side, 1 - side) < EDGE for side in self.view)
        near = (people[0] < NEAR, people[1] < NEAR, people[2] > 1 - NEAR, people[3] > 1 - NEAR)
        return any(is_near and not is_outer for is_near, is_outer in zip(near, outer, strict=True))

    def _go(self, view: Box, timestamp_ms: float) -> None:
        if self.view == WHOLE:
            self._surveyed = timestamp_ms
        self.view = WHOLE if _area(view) >= MOST else view
        self._lately, self._since = None, timestamp_ms


async def segment(
    host: Host, focus: Focus, name: str, width: int, height: int, timestamp_ms: float
) -> Region:
    """Let the people of the frame in hand be cut out by the model of that name; returns where it looked."""
    if focus.is_due(timestamp_ms):
        (matte,) = await host.look(name, Region.from_frame(width, height))
        focus.survey(matte[0], timestamp_ms)
    while True:
        region = focus.region(width, height)
        people = await host.segment(name, region)
        if not focus.see(people, width, height, timestamp_ms):
            return region


def grown(box: Box, width: int, height: int, room: float = 1.0) -> Box:
    """The view of people in this box of a frame: with so many times the margin, and not too slim."""
    left, top, right, bottom = box
    margin = room * MARGIN * max((right - left) * width, (bottom - top) * height)
    left, right = max(0.0, left - margin / width), min(1.0, right + margin / width)
    top, bottom = max(0.0, top - margin / height), min(1.0, bottom + margin / height)
    left, right = _widened(left, right, SLIM * (bottom - top) * height / width)
    top, bottom = _widened(top, bottom, SLIM * (right - left) * width / height)
    return left, top, right, bottom


def within(region: Region, width: int, height: int) -> Box:
    """A region that is not turned, in shares of a frame of this size."""
    return (
        (region.cx - region.width / 2) / width,
        (region.cy - region.height / 2) / height,
        (region.cx + region.width / 2) / width,
        (region.cy + region.height / 2) / height,
    )


def made_small(matte: np.ndarray, view: Box) -> np.ndarray:
    """The matte of a part of the frame as one of all of it: uint8 [h, w], 64 by 64 or a little less."""
    height, width = matte.shape
    left, top, right, bottom = view
    rows, columns = -(-height // (height // 64 or 1)), -(-width // (width // 64 or 1))
    down = np.floor((np.arange(rows) / rows - top) / (bottom - top) * height).astype(int)
    across = np.floor((np.arange(columns) / columns - left) / (right - left) * width).astype(int)
    inside = ((down >= 0) & (down < height))[:, None] & ((across >= 0) & (across < width))
    small = matte[down.clip(0, height - 1)][:, across.clip(0, width - 1)]
    return np.where(inside, small, np.uint8(0))


def _widened(low: float, high: float, least: float) -> tuple[float, float]:
    more = min(1.0, least) - (high - low)
    if more <= 0:
        return low, high
    low = min(max(0.0, low - more / 2), 1 - (high - low) - more)
    return low, low + min(1.0, least)


def box_of(people: np.ndarray) -> Box | None:
    """The smallest box of what is true, bool [h, w]; None where nothing is."""
    rows, columns = (np.flatnonzero(people.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    height, width = people.shape
    return (
        float(columns[0] / width),
        float(rows[0] / height),
        float((columns[-1] + 1) / width),
        float((rows[-1] + 1) / height),
    )


def _union(box: Box, other: Box) -> Box:
    return (
        min(box[0], other[0]),
        min(box[1], other[1]),
        max(box[2], other[2]),
        max(box[3], other[3]),
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
