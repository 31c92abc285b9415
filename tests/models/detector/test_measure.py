"""Average precision and F1, on cases that can be reckoned by hand."""

import numpy as np
import pytest

from models.detector.found import Found
from models.detector.measure import Truth, average_precision, f1, matched, mean_precision, named_f1

HAND, OTHER = [0, 0, 10, 10], [50, 50, 70, 70]
FIST, PALM, NONE = 0, 1, 5


def found(*rows):
    boxes, scores, classes = zip(*rows, strict=True) if rows else ((), (), ())
    return Found(np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(classes, int))


def truth(*rows):
    boxes, classes = zip(*rows, strict=True) if rows else ((), ())
    return Truth(np.array(boxes, float).reshape(-1, 4), np.array(classes, int))


def test_a_hand_that_is_found_where_it_is_gives_one():
    seen, there = [found((HAND, 0.9, FIST))], [truth((HAND, FIST))]
    assert average_precision(seen, there, 0.5) == pytest.approx(1)
    assert mean_precision(seen, there) == pytest.approx(1)


def test_a_second_box_on_the_same_hand_is_wrong():
    seen = found((HAND, 0.9, FIST), ([0, 0, 10, 9], 0.8, FIST))
    assert matched(seen, truth((HAND, FIST)), 0.5).tolist() == [0, -1]


def test_of_two_hands_one_found_after_a_false_alarm_gives_a_quarter():
    seen = [found((OTHER, 0.9, FIST)), found((HAND, 0.8, FIST))]
    there = [truth(), truth((HAND, FIST), (OTHER, PALM))]
    # Recall 0.5 at a precision of 0.5: at 51 of 101 recalls.
    assert average_precision(seen, there, 0.5) == pytest.approx(0.5 * 51 / 101)


def test_a_box_that_is_a_little_off_counts_at_low_shares_only():
    seen, there = [found(([0, 0, 10, 7], 0.9, FIST))], [truth((HAND, FIST))]
    assert average_precision(seen, there, 0.5) == pytest.approx(1)
    assert average_precision(seen, there, 0.75) == 0
    assert mean_precision(seen, there) == pytest.approx(0.5)


def test_there_is_no_precision_without_hands():
    assert np.isnan(average_precision([found()], [truth()], 0.5))


def test_nothing_found_is_none_right():
    assert average_precision([found()], [truth((HAND, FIST))], 0.5) == 0


def test_f1_counts_the_missed_the_wrong_and_the_made_up():
    seen = [
        found((HAND, 0.9, FIST), (OTHER, 0.9, FIST)),
        found((HAND, 0.9, FIST)),
        found((HAND, 0.1, FIST)),
    ]
    there = [truth((HAND, FIST)), truth((HAND, PALM)), truth((HAND, FIST))]
    scores = f1(seen, there, 0.5, 6)
    # Fist: said three times, there twice, right once. Palm: there once, never said.
    assert scores == {"0": pytest.approx(2 / 5), "1": 0, "mean": pytest.approx(1 / 5)}


def test_a_hand_of_unknown_gesture_speaks_neither_for_nor_against():
    there = [truth((HAND, -1), (OTHER, FIST))]
    assert f1([found((HAND, 0.9, PALM), (OTHER, 0.9, FIST))], there, 0.5, 6)["mean"] == 1


def test_f1_over_pictures_takes_another_hand_for_no_gesture():
    scores = named_f1([FIST, NONE, FIST, -1], [FIST, FIST, NONE, PALM], 6)
    assert scores == {"0": pytest.approx(0.5), "1": 0, "mean": pytest.approx(0.25)}
