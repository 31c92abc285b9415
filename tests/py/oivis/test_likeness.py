import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.likeness import decide

COAT, WALL = (40, 60, 120), (200, 190, 170)


def before_a_wall(color=WALL):
    """A person whose edge lies at column 34; the network is unsure of what lies between columns 24 and 40."""
    pixels = np.empty((64, 64, 3), np.uint8)
    pixels[:, :34], pixels[:, 34:] = COAT, color
    matte = np.full((64, 64), 128, np.uint8)
    matte[:, :24], matte[:, 40:] = 255, 0
    return matte, pixels


def test_what_is_unsure_goes_to_the_side_whose_colour_it_has():
    decided = decide(*before_a_wall())
    assert (decided[:, 24:34] > 192).all() and (decided[:, 34:40] < 64).all()


def test_it_stays_unsure_where_person_and_room_have_one_colour():
    matte, pixels = before_a_wall(COAT)
    assert (decide(matte, pixels) == matte).all()


def test_it_stays_unsure_in_a_colour_that_neither_has():
    matte, pixels = before_a_wall()
    pixels[:, 24:40] = (20, 220, 20)
    assert (decide(matte, pixels) == matte).all()


def test_it_stays_unsure_where_only_one_of_the_two_is_near():
    matte, pixels = before_a_wall()
    matte[:, 40:] = 128
    assert (decide(matte, pixels) == matte).all()


def test_what_was_taken_for_the_room_is_not_brought_back():
    matte, pixels = before_a_wall()
    matte[:, 24:40] = 90
    decided = decide(matte, pixels)
    assert (decided[:, 24:34] == 90).all() and (decided[:, 34:40] < 64).all()


def test_what_lies_far_away_does_not_count():
    matte, pixels = before_a_wall()
    # A coat on the wall, farther from the edge than is looked at.
    pixels[:, 60:] = COAT
    assert (decide(matte, pixels)[:, 34:36] < 64).all()


@given(arrays(np.uint8, (16, 24)), arrays(np.uint8, (16, 24, 3)))
def test_what_is_sure_stays_as_it_is(matte, pixels):
    before = matte.copy()
    decided = decide(matte, pixels)
    assert (matte == before).all() and decided.dtype == np.uint8
    share = matte.reshape(8, 2, 12, 2).mean((1, 3)).repeat(2, 0).repeat(2, 1) / 255
    is_sure = (share < 0.099) | (share > 0.901)
    assert (decided[is_sure] == matte[is_sure]).all()


@given(st.integers(0, 255))
def test_a_matte_that_is_the_same_everywhere_is_left_alone(level):
    pixels = np.random.default_rng(level).integers(0, 256, (32, 32, 3), np.uint8)
    assert (decide(np.full((32, 32), level, np.uint8), pixels) == level).all()
