"""Hands followed through a video: looked for seldom, looked at often, each with an id that stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot

import numpy as np

from .gestures import Gestures
from .hands import (
    NEXT_SCALE,
    Glance,
    Look,
    box_round,
    find_palms,
    is_same,
    next_region,
    owner,
    read_hand,
)
from .motions import HELD
from .smooth import OneEuro
from .types import Hand, Region

# With one hand in view a second one may wait a quarter of a second; with none, every frame counts.
SEARCH_EVERY = 8
# A hand lost in motion blur comes back within this time with its id.
MEMORY_MS = 500.0
# What is held is to be seen all the while: a hand that shows it has so many turns for one of another hand.
LONGEST_WAIT = 2
# Handedness is a property of the hand, not of the frame: one doubtful frame must not turn it over.
HANDEDNESS_WEIGHT = 0.2
# A sliding hand leaves the region of its last look before the next one: it is looked for where it will be.
# Farther ahead than a region, or for longer than this, nothing is known of where it goes.
AHEAD_MS = 250.0
# The network sees a hand that is off the middle of its region by a sixth of it, and none that is off by a
# third, however large the region. A hand that is not where it should be is looked for beside that, in
# regions: an open one, or one that moves, as a fist that is shaken.
BESIDE = (0.3, -0.3, 0.6, -0.6)


@dataclass(slots=True)
class Track:
    """One hand over time, or a palm that has not been looked at yet (`hand` is None, `id` is 0)."""

    region: Region
    id: int = 0
    hand: Hand | None = None
    right: float = 0.5
    seen_ms: float = 0.0
    looked: int = 0
    speed: tuple[float, float] = (0.0, 0.0)  # pixels a millisecond
    smooth: OneEuro = field(default_factory=OneEuro)

    @property
    def is_resting(self) -> bool:
        """Whether it moves by less than its region's width a second."""
        return hypot(*self.speed) * 1000 < self.region.width

    def ahead(self, timestamp_ms: float) -> Region:
        """Where the hand will be if it goes on as it went between its last two looks."""
        passed_ms = min(max(timestamp_ms - self.seen_ms, 0.0), AHEAD_MS)
        farthest = self.region.width
        x, y = (min(max(speed * passed_ms, -farthest), farthest) for speed in self.speed)
        return self.region.moved(x, y)

    def beside(self, region: Region, width: int, height: int) -> Iterator[Region]:
        """Where else in the frame the hand may be: along its way, which is sideways if it rested."""
        if self.hand is None or (self.is_resting and self.hand.gesture not in ("palm", "none")):
            return
        speed = hypot(*self.speed)
        x, y = (1.0, 0.0) if self.is_resting else (self.speed[0] / speed, self.speed[1] / speed)
        for share in BESIDE:
            there = region.moved(share * region.width * x, share * region.width * y)
            if 0 <= there.cx < width and 0 <= there.cy < height:
                yield there


class Tracks:
    """Up to `wanted` hands of one source.

    Parameters
    ----------
    gestures : Gestures
        Names what each hand shows.
    wanted : int
        So many hands at most.
    """

    def __init__(self, gestures: Gestures, wanted: int = 2) -> None:
        self._gestures = gestures
        self._wanted = wanted
        self._given = 0
        self.reset()

    @property
    def is_following(self) -> bool:
        """Whether there is a hand to look at, or one that has just been lost."""
        return bool(self._tracks or self._lost)

    def reset(self) -> None:
        """Forget every hand: a new source. Ids go on, so that none is used twice."""
        self._tracks: list[Track] = []
        self._lost: list[Track] = []
        self._size = (0, 0)
        self._mirrored = False
        self._updates = 0
        self._searched = -SEARCH_EVERY

    async def update(
        self, look: Look, width: int, height: int, timestamp_ms: float, *, mirrored: bool, runs: int = 3
    ) -> list[Hand]:
        """The hands of the frame in hand.

        Parameters
        ----------
        look : callable
            `await look(model, region)` gives the model's outputs for a region of the frame.
        width, height : int
            Of the frame, pixels. Where they change in one proportion (the governor), hands are kept.
        timestamp_ms : float
            The frame's.
        mirrored : bool
            Whether the frame is as in a mirror.
        runs : int
            At most so many networks are run: 3 searches and looks at two hands; with 1, they take turns.
            To look for a hand beside where it should be costs up to four more.

        Returns
        -------
        list of Hand
            In the order in which they came. A hand whose turn it is not is given as last seen.
        """
        self._fit(width, height, mirrored)
        self._updates += 1
        self._lost = [track for track in self._lost if 0 <= timestamp_ms - track.seen_ms <= MEMORY_MS]
        if self._is_search_due():
            self._searched = self._updates
            palms = await find_palms(look, width, height)
            self._add([(palm.box, palm.region()) for palm in palms])
            # The detector overlooks a hand that it finds hard, however often: it may be where it was lost.
            self._add([(track.hand.box, track.region) for track in self._lost if track.hand])
            runs -= 1
        looks = []
        for track in sorted(self._tracks, key=self._turn)[: max(runs, 0)]:
            track.looked = self._updates
            region = track.ahead(timestamp_ms)
            looks.append((track, region, await look("hand", region)))
        # After all of the networks: each clears the processor's caches, and the second hand finds them warm.
        for track, region, outputs in looks:
            glance = read_hand(outputs, region)
            if glance is None:
                for beside in track.beside(region, width, height):
                    glance = read_hand(await look("hand", beside), beside)
                    if glance:
                        break
            if glance is None:
                track.region = region
            self._see(track, glance, timestamp_ms)
        self._drop_twins()
        hands = [track.hand for track in self._tracks if track.hand]
        for track in self._tracks:
            if track.hand:
                track.hand.is_fresh = track.looked == self._updates
        return hands

    def _turn(self, track: Track) -> tuple[bool, int]:
        """Who is looked at first: a hand that may be held, unless the other has waited for long."""
        is_held = track.hand is not None and track.hand.gesture in HELD
        return not (is_held or self._updates - track.looked > LONGEST_WAIT), track.looked

    def _fit(self, width: int, height: int, mirrored: bool) -> None:
        if (width, height, mirrored) == (*self._size, self._mirrored):
            return
        before = self._size
        if (
            before[0]
            and mirrored == self._mirrored
            and abs(width * before[1] - height * before[0]) <= sum(before)
        ):
            scale = width / before[0]
            for track in self._tracks + self._lost:
                region = track.region
                track.region = Region(
                    region.cx * scale,
                    region.cy * scale,
                    region.width * scale,
                    region.height * scale,
                    region.rotation,
                )
                track.smooth = OneEuro()
                track.speed = (0.0, 0.0)
                if track.hand:
                    track.hand.landmarks = track.hand.landmarks * np.float32(scale)
                    track.hand.box = track.hand.box * np.float32(scale)
        else:
            self.reset()
        self._size, self._mirrored = (width, height), mirrored

    def _is_search_due(self) -> bool:
        if len(self._tracks) >= self._wanted:
            return False
        if not self._tracks:
            return True
        # A hand on its way is not let out of sight for the sake of another one.
        return self._updates - self._searched >= SEARCH_EVERY and all(t.is_resting for t in self._tracks)

    def _add(self, places: list[tuple[np.ndarray, Region]]) -> None:
        for at, region in places:
            if len(self._tracks) >= self._wanted:
                return
            known = [track.hand.box if track.hand else palm_box(track.region) for track in self._tracks]
            if not any(is_same(at, box) for box in known):
                self._tracks.append(Track(region))

    def _see(self, track: Track, glance: Glance | None, timestamp_ms: float) -> None:
        region = next_region(glance.landmarks) if glance else None
        width, height = self._size
        if (
            glance is None
            or region is None
            or not (
                0 <= region.cx < width
                and 0 <= region.cy < height
                and 8 <= region.width <= 4 * max(width, height)
            )
        ):
            self._tracks.remove(track)
            if track.hand:
                self._lost.append(track)
            return
        if not track.id:
            self._name(track, box_round(glance.landmarks))
            track.right = glance.right
        passed_ms = timestamp_ms - track.seen_ms
        is_moving = track.hand is not None and 0 < passed_ms <= MEMORY_MS
        track.speed = (
            ((region.cx - track.region.cx) / passed_ms, (region.cy - track.region.cy) / passed_ms)
            if is_moving
            else (0.0, 0.0)
        )
        track.region, track.seen_ms = region, timestamp_ms
        track.right += HANDEDNESS_WEIGHT * (glance.right - track.right)
        landmarks = track.smooth(glance.landmarks, region.width / NEXT_SCALE, timestamp_ms)
        gesture, score = self._gestures(landmarks)
        track.hand = Hand(
            id=track.id,
            box=box_round(landmarks),
            landmarks=landmarks,
            world=glance.world,
            presence=glance.presence,
            gesture=gesture,
            score=score,
            handedness=owner(track.right, self._mirrored),
        )

    def _name(self, track: Track, box: np.ndarray) -> None:
        for lost in self._lost:
            if lost.hand and is_same(box, lost.hand.box):
                self._lost.remove(lost)
                track.id, track.smooth = lost.id, lost.smooth
                return
        self._given += 1
        track.id = self._given

    def _drop_twins(self) -> None:
        """Where two tracks have come to one hand, the older one has it."""
        kept: list[Track] = []
        for track in sorted(self._tracks, key=lambda track: track.id or self._given + 1):
            hand = track.hand
            if hand is None or not any(other.hand and is_same(hand.box, other.hand.box) for other in kept):
                kept.append(track)
        self._tracks = kept


def palm_box(region: Region) -> np.ndarray:
    """The middle half of a region that has not been looked at: about where its palm is."""
    x, y, side = region.cx, region.cy, region.width / 4
    return np.array([x - side, y - side, x + side, y + side], np.float32)
