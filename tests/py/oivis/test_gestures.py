import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.gestures import Gestures, distances, is_up
from oivis.types import GESTURES

from e2e.toy.models import FIST, OPEN

SIZES = st.floats(20, 400)
ANGLES = st.floats(-3.2, 3.2)


@pytest.fixture(scope="module")
def gestures() -> Gestures:
    return Gestures.load()


def placed(shape: np.ndarray, size: float, angle: float, mirrored: bool) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    hand = shape * np.array([-1 if mirrored else 1, 1, 1])
    hand[:, :2] = hand[:, :2] @ np.array([[c, s], [-s, c]]) + 3
    return (hand * size).astype(np.float32)


@given(SIZES, ANGLES, st.booleans())
def test_an_open_hand_is_a_palm_and_a_closed_one_a_fist_wherever_and_however_it_is_turned(
    size, angle, mirrored
):
    gestures = Gestures.load()
    assert gestures(placed(OPEN, size, angle, mirrored))[0] == "palm"
    assert gestures(placed(FIST, size, angle, mirrored))[0] == "fist"


@given(arrays(np.float32, (21, 3), elements=st.floats(-1000, 1000, width=32)))
def test_whatever_the_landmarks_are_there_is_a_gesture_with_a_score(landmarks):
    gesture, score = Gestures.load()(landmarks)
    assert gesture in GESTURES and 0 <= score <= 1


def test_a_heap_of_points_is_none(gestures):
    assert gestures(np.zeros((21, 3), np.float32))[0] == "none"


def test_scores_are_probabilities_in_the_order_of_the_gestures(gestures):
    scores = gestures.scores(placed(OPEN, 100, 0, False))
    assert len(scores) == len(GESTURES) and sum(scores) == pytest.approx(1)
    assert GESTURES[scores.index(max(scores))] == "palm"


def test_what_is_less_sure_than_the_threshold_is_none(gestures):
    weights = {
        "pairs": np.array([[0], [9]]),
        "hidden": np.zeros((2, 1)),
        "output": np.array([[0] * 6, [1, 0, 0, 0, 0, 0]]),
        "threshold": np.float32(0.5),
    }
    gesture, score = Gestures(weights)(placed(OPEN, 100, 0, False))
    assert gesture == "none" and score == pytest.approx(1 - np.e / (np.e + 5))


@pytest.mark.parametrize(
    ("tip", "up"), [((0, -1), True), ((0.9, -1), True), ((1, -0.5), False), ((0, 1), False)]
)
def test_a_thumb_is_up_only_where_it_points_up(tip, up):
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[4, :2] = tip
    assert is_up(landmarks) is up


def test_distances_are_in_palms():
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[9] = (0, -30, 40)
    landmarks[8] = (100, 0, 0)
    assert distances(landmarks, np.array([[0], [8]])).tolist() == [2.0]
