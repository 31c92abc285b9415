from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.palms import Palm, anchors, decode_palms, merge, overlap, upright
from oivis.types import Region

LETTERBOX = Region.from_letterbox(640, 480)


def guess(places: dict[int, tuple[list[float], float]]) -> tuple[np.ndarray, np.ndarray]:
    """Outputs in which every anchor is sure of nothing but the ones given: 18 pixels and a logit each."""
    boxes, scores = np.zeros((1, 2016, 18), np.float32), np.full((1, 2016), -20, np.float32)
    for index, (values, logit) in places.items():
        boxes[0, index], scores[0, index] = values, logit
    return boxes, scores


def test_anchors_are_those_of_the_detector():
    assert anchors(192).shape == (2016, 2)
    assert anchors(192)[0].tolist() == pytest.approx([0.5 / 24, 0.5 / 24])
    assert anchors(192)[2].tolist() == pytest.approx([1.5 / 24, 0.5 / 24])
    assert anchors(192)[1152].tolist() == pytest.approx([0.5 / 12, 0.5 / 12])
    assert (np.unique(anchors(192)[1152:], axis=0, return_counts=True)[1] == 6).all()


@pytest.mark.parametrize("size", [64, 128, 160, 192])
def test_a_guess_in_the_middle_is_there_whatever_the_inputs_size(size):
    boxes = np.zeros((1, len(anchors(size)), 18), np.float32)
    scores = np.full(boxes.shape[:2], -9, np.float32)
    at = int(np.abs(anchors(size) - 0.5).sum(axis=1).argmin())
    boxes[0, at] = np.tile((0.5 - anchors(size)[at]) * size, 9)
    boxes[0, at, 2:4], scores[0, at] = size / 4, 5
    (palm,) = decode_palms(boxes, scores, LETTERBOX)
    assert palm.box.tolist() == pytest.approx([240, 160, 400, 320], abs=0.01)
    assert palm.points == pytest.approx(np.full((7, 2), (320, 240)), abs=0.01)


def test_one_guess_becomes_one_palm_in_pixels_of_the_frame():
    # Anchor 2 * (24 * 12 + 12) is the cell right below the centre of the letterbox.
    index = 2 * (24 * 12 + 12)
    values = [0, 0, 48, 24] + [12, 0] * 7
    (palm,) = decode_palms(*guess({index: (values, 3.0)}), LETTERBOX)
    centre = 12.5 / 24 * 640
    assert palm.box.tolist() == pytest.approx(
        [centre - 80, centre - 80 - 40, centre + 80, centre - 80 + 40], abs=0.01
    )
    assert palm.points[0].tolist() == pytest.approx([centre + 40, centre - 80], abs=0.01)
    assert palm.score == pytest.approx(1 / (1 + np.exp(-3)))


def test_guesses_that_overlap_become_their_weighted_mean_and_far_ones_stay():
    boxes = np.array([[0, 0, 10, 10], [2, 0, 12, 10], [50, 50, 60, 60]], np.float32)
    merged = merge(boxes, np.array([0.9, 0.6, 0.7], np.float32))
    assert [score for _, score in merged] == pytest.approx([0.9, 0.7])
    assert merged[0][0].tolist() == pytest.approx([0.8, 0, 10.8, 10])
    assert merged[1][0].tolist() == [50, 50, 60, 60]


def test_guesses_below_the_threshold_are_no_palms():
    assert decode_palms(*guess({7: ([0, 0, 40, 40] + [0] * 14, -0.01)}), LETTERBOX) == []


@pytest.mark.parametrize(
    ("dx", "dy", "rotation"), [(0, -1, 0), (1, 0, pi / 2), (-1, 0, -pi / 2), (1, -1, pi / 4)]
)
def test_a_vector_is_turned_upright_clockwise(dx, dy, rotation):
    assert upright(dx, dy) == pytest.approx(rotation)


def test_the_region_of_an_upright_palm_reaches_above_it():
    points = np.array([[100, 150]] + [[100, 100]] * 6, np.float32)
    region = Palm(np.array([80, 80, 140, 140], np.float32), points, 1.0).region()
    assert (region.cx, region.cy) == pytest.approx((110, 80))
    assert (region.width, region.height, region.rotation) == pytest.approx((156, 156, 0))


def test_the_region_of_a_palm_that_points_right_reaches_to_the_right():
    points = np.array([[100, 100]] + [[150, 100]] * 6, np.float32)
    region = Palm(np.array([80, 80, 140, 140], np.float32), points, 1.0).region()
    assert (region.cx, region.cy) == pytest.approx((140, 110))
    assert region.rotation == pytest.approx(pi / 2)


@given(
    boxes=arrays(np.float32, (1, 2016, 18), elements=st.floats(width=32), fill=st.just(np.float32(3))),
    scores=arrays(np.float32, (1, 2016), elements=st.floats(width=32), fill=st.just(np.float32(-9))),
)
def test_whatever_the_detector_says_palms_are_finite_and_best_first(boxes, scores):
    palms = decode_palms(boxes, scores, LETTERBOX)
    assert all(np.isfinite(palm.box).all() and np.isfinite(palm.points).all() for palm in palms)
    assert all((palm.box[2:] > palm.box[:2]).all() for palm in palms)
    assert [palm.score for palm in palms] == sorted((palm.score for palm in palms), reverse=True)
    for place, palm in enumerate(palms):
        region = palm.region()
        assert region.width > 0 and -pi <= region.rotation <= pi
        assert all(0 <= other.score <= 1 for other in palms[place:])


@given(
    st.lists(
        st.tuples(*[st.floats(0, 100, width=32)] * 4, st.floats(0.5, 1, width=32)), min_size=1, max_size=30
    )
)
def test_merging_keeps_no_two_guesses_of_one_cluster_and_invents_none(rows):
    given_boxes = np.array([[x, y, x + w, y + h] for x, y, w, h, _ in rows], np.float32)
    scores = np.array([row[4] for row in rows], np.float32)
    merged = merge(given_boxes, scores)
    assert 1 <= len(merged) <= len(rows)
    assert merged[0][1] == pytest.approx(scores.max())
    for box, _ in merged:
        assert (box >= given_boxes.min(axis=0) - 1e-3).all() and (box <= given_boxes.max(axis=0) + 1e-3).all()


def test_overlap_is_what_two_share_of_what_they_cover():
    boxes = np.array([[3, 3, 4, 4], [0, 0, 2, 2], [1, 0, 3, 2]], float)
    assert overlap(boxes[1], boxes) == pytest.approx([0, 1, 1 / 3])


def test_overlap_of_empty_boxes_is_none():
    assert overlap(np.zeros(4), np.zeros((2, 4))).tolist() == [0, 0]
