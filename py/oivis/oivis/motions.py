"""One hand over time: when it clenches, is held open or slides. Only timestamps count, never frames.

Where frames come slowly, what happened between two of them is not known: it counts for little.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, hypot, tau

import numpy as np

from .types import Hand

MOTIONS = ("clench", "open", "slide-left", "slide-right")
HELD = {"fist": "clench", "palm": "open"}
# Of a palm: the wrist and the knuckles of the index, the middle and the little finger.
CORNERS = np.array([0, 5, 9, 17])


@dataclass(frozen=True, slots=True)
class Limits:
    """When a motion is meant. Lengths are shares of the frame's width unless a comment says otherwise.

    Talking hands move, turn and change shape; a hand that means something first rests. Hence a slide
    starts from rest, and what is held is held still: better one missed than one wrong.
    """

    enter: float = 0.8  # score at which a shape is believed
    keep: float = 0.5  # score down to which it goes on being believed
    doubt_s: float = 0.12  # so long it may look like something else
    change_s: float = 0.2  # a shape that is gone for so long may give its command again

    fist_s: float = 0.4
    close_s: float = 0.2  # a fist that was an open hand just before
    palm_s: float = 0.6
    cooldown_s: float = 0.8  # between any two commands; no hold grows meanwhile

    travel: float = 0.25  # a slide is at least so long
    travel_s: float = 0.6  # and takes at most so long
    slope: float = 0.5  # its height over its length
    back: float = 0.04  # so far it may go back on its way
    rest_s: float = 0.15  # the hand rests before it slides; waving hands turn faster
    turn_s: float = 0.8  # and so long before it does anything but the same slide again

    still: float = 0.2  # palms (wrist to knuckle) that a resting hand may stray
    stray: float = 0.04  # but no farther, however near the camera the hand is
    turn: float = 0.35  # radians that it may turn
    grow: float = 1.25  # by which it may come nearer
    tilt: float = 1.0  # radians from upright that a held hand may lean

    smallest: float = 0.05  # palms below this share of the frame's height are too far away
    edge: float = 0.02  # a palm whose middle is nearer to the edge is on its way in or out

    look_s: float = 0.15  # a hand that was not looked at for longer was held for so long only
    gap_s: float = 0.3  # out of sight for longer, a hand begins anew
    leave_s: float = 1.0  # and for longer than this, it has left


@dataclass(frozen=True, slots=True)
class Place:
    """Where a palm is: `x`, `y` and `size` in widths of the frame, `angle` in radians from upright."""

    x: float
    y: float
    size: float
    angle: float
    is_plain: bool

    @classmethod
    def from_hand(cls, hand: Hand, width: int, height: int, limits: Limits) -> Place:
        """The place of a hand; `is_plain` says that it is near enough and inside the frame."""
        (x0, y0, _), (x1, y1, _), (x2, y2, _), (x3, y3, _) = hand.landmarks.take(CORNERS, axis=0).tolist()
        across, down = x2 - x0, y2 - y0
        size = hypot(across, down)
        x, y = (x0 + x1 + x2 + x3) / 4, (y0 + y1 + y2 + y3) / 4
        inside = min(x / width, 1 - x / width, y / height, 1 - y / height) > limits.edge
        angle = atan2(across, -down)
        return cls(x / width, y / width, size / width, angle, inside and size >= limits.smallest * height)

    def is_near(self, other: Place, limits: Limits) -> bool:
        """Whether a hand that was at the other place may be said to rest there."""
        distance = hypot(self.x - other.x, self.y - other.y)
        turned = abs(self.angle - other.angle)
        small, large = sorted((self.size, other.size))
        return (
            distance <= min(limits.still * large, limits.stray)
            and min(turned, tau - turned) <= limits.turn
            and large <= limits.grow * small
        )


@dataclass(slots=True)
class Slide:
    """A rest that an open hand has left: where and when, how long it rested, how far it has come since."""

    origin: Place
    began_ms: float
    rested_ms: float
    reach: float = 0.0


class Motion:
    """What one hand has done lately.

    Attributes
    ----------
    seen_ms : float
        When it was last seen.
    hold : tuple of (str, float) or None
        The motion that is on its way and how far, 0..1.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.seen_ms = float("-inf")
        self.hold: tuple[str, float] | None = None
        # What the hand did last; until it changes or leaves, only the same slide comes easily.
        self._done: str | None = None
        self._done_ms = float("-inf")
        self._begin()

    def _begin(self) -> None:
        self.hold = None
        self._shape, self._shape_ms = "none", float("-inf")
        self._doubt_ms: float | None = None
        self._sure_ms = float("-inf")
        self._hold_ms, self._held_ms = float("-inf"), 0.0
        self._open_ms = float("-inf")
        self._is_closing = False
        self._place: Place | None = None
        self._rest_ms = self._near_ms = float("-inf")
        self._slide: Slide | None = None
        self._fit_ms: float | None = None
        self._other_ms: float | None = None

    def see(self, hand: Hand, width: int, height: int, now_ms: float, ready_ms: float) -> str | None:
        """Take the hand of one frame in.

        Parameters
        ----------
        hand : Hand
        width, height : int
            Of the frame, pixels.
        now_ms : float
            The frame's timestamp; never before the last one.
        ready_ms : float
            No motion counts before.

        Returns
        -------
        str or None
            One of `MOTIONS` in the frame in which it is complete. Whether it becomes a command is told
            back by `done`.
        """
        if now_ms - self.seen_ms > self._limits.gap_s * 1000:
            self._begin()
        before_ms, self.seen_ms = self.seen_ms, now_ms
        place = Place.from_hand(hand, width, height, self._limits)
        self._watch_shape(hand, now_ms)
        self._watch_rest(place, now_ms)
        slid = self._watch_slide(hand, place, now_ms, ready_ms)
        return slid or self._watch_hold(hand, place, before_ms, now_ms, ready_ms)

    def miss(self, now_ms: float) -> None:
        """The hand was looked for in a frame, and not seen: it may have done anything."""
        self._doubt_ms = now_ms if self._doubt_ms is None else self._doubt_ms

    def done(self, motion: str, now_ms: float) -> None:
        """The motion was taken for a command."""
        self._done, self._done_ms = motion, now_ms
        self._slide, self._other_ms, self.hold = None, None, None

    def _watch_shape(self, hand: Hand, now_ms: float) -> None:
        limits = self._limits
        if hand.gesture == "palm" and hand.score >= limits.keep:
            self._open_ms = now_ms
        if hand.gesture == self._shape and hand.score >= limits.keep:
            # Since when it looked like something else is not known: at worst, since it last looked right.
            if self._doubt_ms is not None and now_ms - self._sure_ms >= limits.doubt_s * 1000:
                self._shape_ms, self._is_closing = now_ms, False
            self._doubt_ms, self._sure_ms = None, now_ms
        elif hand.gesture in HELD and hand.score >= limits.enter:
            self._is_closing = hand.gesture == "fist" and now_ms - self._open_ms <= limits.gap_s * 1000
            self._shape, self._shape_ms, self._doubt_ms = hand.gesture, now_ms, None
            self._sure_ms = now_ms
        elif self._shape != "none":
            self._doubt_ms = now_ms if self._doubt_ms is None else self._doubt_ms
            if now_ms - self._doubt_ms >= limits.doubt_s * 1000:
                self._shape, self._shape_ms, self._doubt_ms = "none", now_ms, None
        spent = "fist" if self._done == "clench" else "palm"
        if self._shape == spent:
            self._other_ms = None
        elif self._done:
            self._other_ms = now_ms if self._other_ms is None else self._other_ms
            if now_ms - self._other_ms >= limits.change_s * 1000:
                self._done = None

    def _watch_rest(self, place: Place, now_ms: float) -> None:
        if self._place and place.is_near(self._place, self._limits):
            self._near_ms = now_ms
            if now_ms - self._rest_ms >= self._limits.rest_s * 1000:
                self._slide = None
            return
        rested_ms = self._near_ms - max(self._rest_ms, self._done_ms)
        if self._place and self._shape == "palm" and rested_ms >= self._limits.rest_s * 1000:
            self._slide = Slide(self._place, self._near_ms, rested_ms)
        self._place, self._rest_ms, self._near_ms = place, now_ms, now_ms

    def _watch_slide(self, hand: Hand, place: Place, now_ms: float, ready_ms: float) -> str | None:
        slide, limits = self._slide, self._limits
        if slide is None:
            return None
        x, y = place.x - slide.origin.x, place.y - slide.origin.y
        is_other = hand.gesture not in ("palm", "none") and hand.score >= limits.enter
        if (
            is_other
            or now_ms - slide.began_ms > limits.travel_s * 1000
            or (slide.reach - x if slide.reach > 0 else x - slide.reach) > limits.back < abs(slide.reach)
        ):
            self._slide = None
            return None
        slide.reach = max(x, slide.reach, key=abs) if abs(slide.reach) > limits.back else x
        if abs(x) < limits.travel:
            return None
        self._slide = None
        motion = "slide-left" if x < 0 else "slide-right"
        needed_s = limits.rest_s if self._done in (None, motion) else limits.turn_s
        is_open = now_ms - self._open_ms <= limits.gap_s * 1000
        if (
            now_ms < ready_ms
            or abs(y) > limits.slope * abs(x)
            or slide.rested_ms < needed_s * 1000
            or not is_open
            or not slide.origin.is_plain
        ):
            return None
        return motion

    def _watch_hold(
        self, hand: Hand, place: Place, before_ms: float, now_ms: float, ready_ms: float
    ) -> str | None:
        limits = self._limits
        self.hold = None
        if not place.is_plain or abs(place.angle) > limits.tilt:
            self._fit_ms = None
            return None
        self._fit_ms = now_ms if self._fit_ms is None else self._fit_ms
        motion = HELD.get(self._shape)
        if motion is None or self._done == motion or (motion == "open" and self._done in MOTIONS[2:]):
            return None
        needed_s = limits.palm_s if motion == "open" else limits.fist_s
        if motion == "clench" and self._is_closing:
            needed_s = limits.close_s
        hold_ms = max(self._shape_ms, self._rest_ms, self._fit_ms, ready_ms)
        if hold_ms != self._hold_ms:
            self._hold_ms, self._held_ms = hold_ms, 0.0
        if hand.gesture == self._shape:
            self._held_ms += min(max(now_ms - max(hold_ms, before_ms), 0.0), limits.look_s * 1000)
        # A little less than the time is enough: sums of frame times are not exact.
        progress = min((self._held_ms + 0.5) / (needed_s * 1000), 1.0)
        self.hold = motion, progress
        return motion if progress == 1 and hand.gesture == self._shape else None
