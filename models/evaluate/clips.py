"""Clips of commands and of moves: a hand cut out of a real picture moves over a real person who talks.

There is no recording of these among the pictures, so they are made. They are drawn as the viewer sees them
and given as a camera sees them: turned left to right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import numpy as np

from models.evaluate.cutouts import FPS, HEIGHT, WIDTH, Hand, eased, person_clip

SECONDS = 4.0
# The shutter is open for half of a frame's time; a frame is the mean of so many moments.
EXPOSURE_S, MOMENTS = 0.5 / FPS, 6
ENTERED_S, LEAVES_S, GONE_S = 0.9, 2.3, 2.7
MOVE_S = 0.4
SLIDE_S = 0.6
CENTRE, LEFT, RIGHT = 0.68, 0.26, 0.74
WRIST_Y = 0.92

# A move: the fist is shaken up and down so often, and on the last way down the hand takes its shape.
SHAKES, SHAKE_S, LIFT = 3, 0.5, 0.16
STOPPED_S = ENTERED_S + 0.2 + SHAKES * SHAKE_S
SHAPED_S = 0.15

Frames = Iterator[tuple[np.ndarray, float]]
# Where the wrist is, in shares of the frame, and how much of each shape the hand has.
Pose = Callable[[float], tuple[float, float, Mapping[str, float]]]


def command_clip(command: str, take: int = 0) -> Frames:
    """A hand comes in from below, gives one command and leaves.

    Parameters
    ----------
    command : str
        One of `oivis.types.COMMANDS`.
    take : int
        0, 1 or 2: which hands.

    Yields
    ------
    frame : ndarray of uint8, shape (480, 640, 3)
        As a camera sees it; a view in the mirror turns it back.
    timestamp_ms : float
        30 frames a second, four seconds; it can be played in a loop.
    """
    start, end = {"next": (RIGHT, LEFT), "previous": (LEFT, RIGHT)}.get(command, (CENTRE, CENTRE))

    def pose(at_s: float) -> tuple[float, float, Mapping[str, float]]:
        x = start + (end - start) * eased(at_s, ENTERED_S + 0.4, ENTERED_S + 0.4 + SLIDE_S)
        closed = eased(at_s, ENTERED_S + 0.4, ENTERED_S + 0.52) if command == "confirm" else 0.0
        return x, WRIST_Y + 0.5 * _lowered(at_s, LEAVES_S), {"palm": 1 - closed, "fist": closed}

    return _clip(Hand(take, "palm", "fist"), pose)


def hold_clip(gesture: str, take: int = 0) -> Frames:
    """A hand is held up and shows one thing, without end: to be played in a loop.

    Parameters
    ----------
    gesture : str
        "fist", "palm" or "victory".
    take : int
        0, 1 or 2: which hands.

    Yields
    ------
    frame, timestamp_ms
        As `command_clip`.
    """
    return _clip(Hand(take, gesture), lambda at_s: (CENTRE, WRIST_Y, {gesture: 1.0}))


def move_clip(gesture: str, take: int = 0, x: float = CENTRE) -> Frames:
    """A fist is shaken three times, and shows a move as it stops: at `STOPPED_S` it rests in its last shape.

    Parameters
    ----------
    gesture : str
        "fist", "palm" or "victory".
    take : int
        0, 1 or 2: which hands.
    x : float
        Where, in widths of the frame.

    Yields
    ------
    frame, timestamp_ms
        As `command_clip`; the hand stays to the end.
    """

    def pose(at_s: float) -> tuple[float, float, Mapping[str, float]]:
        shaken = (at_s - STOPPED_S) / SHAKE_S
        lift = LIFT * (1 - np.cos(2 * np.pi * shaken)) / 2 if -SHAKES <= shaken <= 0 else 0.0
        shown = eased(at_s, STOPPED_S - SHAPED_S, STOPPED_S)
        shapes = {"fist": 1.0} if gesture == "fist" else {"fist": 1 - shown, gesture: shown}
        return x, WRIST_Y + 0.5 * _lowered(at_s, SECONDS) - lift, shapes

    return _clip(Hand(take, "fist", gesture), pose)


def _clip(hand: Hand, pose: Pose) -> Frames:
    for index, person in enumerate(islice(person_clip(), round(SECONDS * FPS))):
        now_s = index / FPS
        drawn = np.zeros((HEIGHT, WIDTH, 4), np.float32)
        for moment in range(MOMENTS):
            x, y, shapes = pose(now_s + EXPOSURE_S * moment / MOMENTS)
            for shape, share in shapes.items():
                if share:
                    hand.draw(drawn, shape, x, y, share / MOMENTS)
        frame = person * (1 - drawn[..., 3:]) + drawn[..., :3]
        yield np.ascontiguousarray(np.rint(frame).astype(np.uint8)[:, ::-1]), now_s * 1000


def _lowered(at_s: float, leaves_s: float) -> float:
    """How far the hand is out of sight below: 1 before it comes and after it has left, 0 between."""
    came = eased(at_s, ENTERED_S - MOVE_S, ENTERED_S)
    return 1 - came + eased(at_s, leaves_s, leaves_s + GONE_S - LEAVES_S)
