"""What a hand shows where a move is asked for."""

import numpy as np
import pytest
from oivis.gestures import Gestures
from oivis.moves import SURE, read_move
from oivis.plugins.rehearsal import hand
from oivis.types import GESTURES


class Doubtful(Gestures):
    """A classifier that gives these probabilities."""

    def __init__(self, **scores):
        self._scores = [scores.get(gesture.replace("-", "_"), 0.0) for gesture in GESTURES]

    def scores(self, landmarks):
        assert landmarks.shape == (21, 3) and landmarks.dtype == np.float32
        return self._scores


@pytest.mark.parametrize(
    ("gesture", "move"), [("fist", "rock"), ("palm", "paper"), ("victory", "scissors"), ("pointing", "")]
)
def test_a_gesture_that_is_believed_is_its_move(gesture, move):
    assert read_move(hand(0.5, 0.5, gesture), Doubtful(fist=1.0)) == move


def test_a_doubtful_fist_is_rock_though_none_is_likelier():
    assert read_move(hand(0.5, 0.5, "none"), Doubtful(fist=0.36, none=0.6)) == "rock"


def test_what_is_hardly_like_a_move_is_none():
    assert read_move(hand(0.5, 0.5, "none"), Doubtful(victory=SURE - 0.01, pointing=0.6)) == ""
