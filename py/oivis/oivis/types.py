"""What passes between the parts of the stage. All of it is plain data; coordinates are those of the view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GESTURES = ("fist", "palm", "victory", "pointing", "thumb-up", "none")
COMMANDS = ("confirm", "return", "next", "previous")
SENDERS = ("gesture", "keyboard", "touch", "page")


# Left, top, right, bottom, in shares of what it is a part of: 0..1.
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Region:
    """A rotated rectangle of the frame: what a model looks at.

    Attributes
    ----------
    cx, cy : float
        Centre, pixels of the frame, origin top left.
    width, height : float
        Sides before the rotation, pixels, above 0.
    rotation : float
        Radians, clockwise as seen.
    """

    cx: float
    cy: float
    width: float
    height: float
    rotation: float = 0.0

    @classmethod
    def from_frame(cls, width: int, height: int) -> Region:
        """The whole frame."""
        return cls(width / 2, height / 2, width, height)

    @classmethod
    def from_letterbox(cls, width: int, height: int) -> Region:
        """The smallest centred square that holds the whole frame."""
        side = max(width, height)
        return cls(width / 2, height / 2, side, side)

    def moved(self, x: float, y: float) -> Region:
        """The same region so many pixels to the right and down."""
        return Region(self.cx + x, self.cy + y, self.width, self.height, self.rotation)


@dataclass(slots=True)
class Hand:
    """One hand of one frame.

    Attributes
    ----------
    id : int
        Stays the same while the hand is tracked; 1 or more, never used twice between resets.
    box : ndarray of float32, shape (4,)
        x0, y0, x1, y1 in pixels of the frame, round the landmarks.
    landmarks : ndarray of float32, shape (21, 3)
        x, y in pixels of the frame; z in the same scale relative to the wrist, smaller is nearer.
    world : ndarray of float32, shape (21, 3)
        Metres, origin in the middle of the hand, turned as the hand is in the frame.
    presence : float
        0..1, how sure the network is that its region holds a hand.
    gesture : str
        One of `GESTURES`.
    score : float
        0..1, how sure the gesture is.
    handedness : str
        "left" or "right": the viewer's own hand, whether the frame is mirrored or not.
    is_fresh : bool
        Whether it was looked at in this frame. Where hands take turns, the others are as last seen.
    """

    id: int
    box: np.ndarray
    landmarks: np.ndarray
    world: np.ndarray
    presence: float
    gesture: str
    score: float
    handedness: str
    is_fresh: bool = True


@dataclass(slots=True)
class Command:
    """What the viewer means.

    Attributes
    ----------
    command : str
        One of `COMMANDS`.
    by : str
        One of `SENDERS`.
    hand : int or None
        Id of the hand that gave it; None where no hand did.
    timestamp : float
        The frame's, milliseconds.
    """

    command: str
    by: str
    hand: int | None
    timestamp: float
