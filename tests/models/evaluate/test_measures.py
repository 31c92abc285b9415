"""Measures on masks whose right number is known by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.evaluate.measures import boundary_f, boundary_iou, contour, holes, iou, islands, mean_iou

MASKS = arrays(bool, st.tuples(st.integers(3, 24), st.integers(3, 24)))
MEASURES = (mean_iou, iou, boundary_f, boundary_iou)


def square(left, top, size, shape=(40, 40)):
    mask = np.zeros(shape, bool)
    mask[top : top + size, left : left + size] = True
    return mask


def test_mean_iou_counts_person_and_background_alike():
    truth = np.zeros((4, 4), bool)
    truth[:2] = True
    mask = np.zeros((4, 4), bool)
    mask[:1] = True
    assert mean_iou(truth, truth) == 1
    assert mean_iou(~truth, truth) == 0
    assert mean_iou(mask, truth) == pytest.approx((4 / 8 + 8 / 12) / 2)


def test_the_contour_is_the_outermost_pixel_and_not_the_picture_s_edge():
    assert contour(square(10, 10, 8)).sum() == 4 * 7
    assert contour(square(0, 0, 8)).sum() == 2 * 8 - 1
    assert not contour(np.ones((5, 5), bool)).any()


@pytest.mark.parametrize(("shift_px", "right"), [(0, 1), (2, 1)])
def test_a_boundary_within_two_pixels_is_right(shift_px, right):
    assert boundary_f(square(10 + shift_px, 10, 12), square(10, 10, 12)) == right


def test_a_boundary_further_off_is_wrong_where_it_is_off():
    # Moved by 4: of the 44 pixels of either contour the sides of 12 are off, all but what lies near the
    # other's top and bottom, and so are the ends of top and bottom more than 2 beyond the other's corner.
    truth, mask = square(10, 10, 12), square(14, 10, 12)
    score = boundary_f(mask, truth)
    near = sum(
        min(np.hypot(x - u, y - v) for v, u in np.argwhere(contour(truth))) <= 2
        for y, x in np.argwhere(contour(mask))
    )
    assert near < 44
    assert score == pytest.approx(near / 44)


def test_precision_and_recall_are_both_needed():
    # One of two alike persons: all that is found is right, half of what there is.
    both = square(5, 5, 10) | square(25, 25, 10)
    assert boundary_f(square(5, 5, 10), both) == pytest.approx(2 * 1 * 0.5 / 1.5)


def test_a_reach_of_its_own_can_be_asked_for():
    assert boundary_f(square(13, 10, 12), square(10, 10, 12)) < 1
    assert boundary_f(square(13, 10, 12), square(10, 10, 12), reach_px=3) == 1


def test_boundary_iou_looks_at_a_band_inside_the_edge():
    # On 60x80 the diagonal is 100, so the band is 2 px: rings of 2 px round squares of 20 and of 18.
    truth, mask = square(20, 20, 20, (60, 80)), square(21, 21, 18, (60, 80))
    ring, inner = 20 * 20 - 16 * 16, 18 * 18 - 14 * 14
    shared = 18 * 18 - 16 * 16
    assert boundary_iou(mask, truth) == pytest.approx(shared / (ring + inner - shared))
    assert boundary_iou(mask, truth) < iou(mask, truth)


@given(MASKS)
def test_what_is_the_same_is_wholly_right(mask):
    assert all(measure(mask, mask) == 1 for measure in MEASURES)


@given(MASKS, st.randoms(use_true_random=False))
def test_every_measure_is_between_none_and_all_and_the_same_either_way(mask, random):
    other = mask.copy()
    for _ in range(5):
        other[random.randrange(mask.shape[0]), random.randrange(mask.shape[1])] ^= True
    for measure in MEASURES:
        assert 0 <= measure(mask, other) <= 1
        assert measure(mask, other) == pytest.approx(measure(other, mask))


def test_nobody_where_somebody_is_has_no_boundary():
    assert boundary_f(np.zeros((40, 40), bool), square(10, 10, 12)) == 0
    assert boundary_f(np.zeros((40, 40), bool), np.zeros((40, 40), bool)) == 1


def test_islands_are_small_pieces_and_people_are_not():
    shape = (480, 640)
    person, second = square(100, 200, 200, shape), square(400, 300, 120, shape)
    assert islands(person | second) == 0
    assert islands(person | square(500, 50, 20, shape) | square(20, 50, 30, shape)) == 2
    assert islands(person | square(500, 50, 3, shape)) == 0


def test_holes_are_inside_somebody_and_gaps_at_the_edge_are_not():
    shape = (480, 640)
    person = square(100, 200, 280, shape)
    assert holes(person) == 0
    assert holes(person & ~square(200, 300, 20, shape)) == 1
    assert holes(person & ~square(200, 300, 90, shape)) == 0
    # The gap between an arm and the frame's edge.
    assert holes(person & ~square(200, 460, 20, shape)) == 0
