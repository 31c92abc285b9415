"""Boxes: what they share, and which of them stay."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.detector.boxes import areas, overlaps, round_points, suppress

coordinate = st.floats(-100, 100, allow_nan=False, width=32)
box = st.tuples(coordinate, coordinate, st.floats(0.5, 100), st.floats(0.5, 100)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)


def test_half_of_a_box_shares_half_with_it():
    assert overlaps(np.array([[0, 0, 4, 4.0]]), np.array([[0, 0, 4, 2.0], [9, 9, 10, 10]])).tolist() == [
        [0.5, 0]
    ]


@given(st.lists(box, min_size=1, max_size=8), st.lists(box, min_size=1, max_size=8))
def test_sharing_is_mutual_and_within_a_whole(some, others):
    shared = overlaps(np.array(some), np.array(others))
    np.testing.assert_allclose(shared, overlaps(np.array(others), np.array(some)).T)
    assert (shared >= 0).all() and (shared <= 1 + 1e-9).all()


@given(st.lists(box, min_size=1, max_size=12), st.integers(1, 5))
def test_of_boxes_that_are_the_same_hand_the_surest_stays(boxes, limit):
    boxes = np.array(boxes)
    scores = np.linspace(0.1, 0.9, len(boxes))
    kept = suppress(boxes, scores, 0.5, limit)
    assert kept[0] == len(boxes) - 1 and len(kept) <= limit
    shared = overlaps(boxes[kept], boxes[kept]) - np.eye(len(kept))
    assert shared.max() <= 0.5 or len(kept) == 1


def test_nothing_is_kept_of_nothing():
    assert suppress(np.zeros((0, 4)), np.zeros(0), 0.5, 3).tolist() == []


def test_a_box_lies_round_all_landmarks_with_a_margin():
    points = np.random.default_rng(0).uniform(10, 50, (21, 2))
    x0, y0, x1, y1 = round_points(points)
    assert x0 < points[:, 0].min() and y1 > points[:, 1].max()
    assert areas(np.array([[x0, y0, x1, y1]]))[0] < 2 * np.prod(np.ptp(points, axis=0))
