"""Hands followed by a detector alone: they keep their ids, and mean what they do."""

import numpy as np
import pytest

from models.detector.clips import commands_of
from models.detector.follow import Follower
from models.detector.found import Found
from models.detector.scene import CLASSES

FRAME = np.zeros((480, 640, 3), np.uint8)


def found(*hands):
    """Of (x, y, side, gesture, score)."""
    boxes = [(x, y, x + side, y + side) for x, y, side, _, _ in hands]
    ends = [[(x + side / 2, y + side), (x + side / 2, y + side / 2)] for x, y, side, _, _ in hands]
    return Found(
        np.array(boxes, float).reshape(-1, 4),
        np.array([score for *_, score in hands]),
        np.array([CLASSES.index(gesture) for *_, gesture, _ in hands], int),
        np.array(ends, float).reshape(-1, 2, 2),
        np.full(len(hands), 0.95),
    )


def follow(frames, step_ms=50.0):
    seen = iter(frames)
    follower = Follower(lambda image: next(seen), 0.5)
    return [follower(FRAME, at * step_ms) for at in range(len(frames))]


def test_a_hand_that_moves_keeps_its_id_and_another_gets_its_own():
    one = [(100 + 15 * at, 100, 100, "palm", 0.9) for at in range(6)]
    frames = [found(hand, (450, 300, 90, "fist", 0.8)) for hand in one]
    assert {tuple(hand.id for hand in hands) for hands in follow(frames)} == {(1, 2)}


def test_a_hand_that_was_lost_for_a_moment_comes_back_and_one_that_left_is_new():
    hand = found((100, 100, 100, "palm", 0.9))
    seen = follow([hand, found(), found(), hand, *[found()] * 12, hand])
    assert [hands[0].id for hands in seen if hands] == [1, 1, 2]


def test_what_is_not_sure_enough_is_no_hand():
    assert follow([found((100, 100, 100, "palm", 0.4))]) == [[]]


def test_a_detector_without_points_is_refused():
    plain = Found(np.zeros((0, 4)), np.zeros(0), np.zeros(0, int))
    with pytest.raises(ValueError, match="points and shares"):
        Follower(lambda image: plain, 0.5)(FRAME, 0.0)


@pytest.mark.parametrize("gesture, command", [("fist", "confirm"), ("palm", "return"), ("none", None)])
def test_what_is_held_is_a_command(gesture, command):
    still = found((250, 150, 140, gesture, 0.9))
    follower = Follower(lambda image: still, 0.5)
    given, lasted_ms = commands_of(follower, [(FRAME, at * 33.0) for at in range(40)])
    assert given == ([command] if command else []) and lasted_ms == pytest.approx(38 * 33)
