import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.islands import HOLE, ISLAND, ROOM, Islands
from oivis.refine import refine, sure
from scipy.ndimage import label

SIDE = 100


def person(*, half=40, value=255):
    """A square in the middle of an empty matte."""
    matte = np.zeros((SIDE, SIDE), np.uint8)
    matte[50 - half // 2 : 50 + half // 2, 50 - half // 2 : 50 + half // 2] = value
    return matte


def test_an_island_goes_and_a_second_person_stays():
    matte = person()
    matte[2:16, 2:16] = 200  # 196 of 10000 cells
    assert (Islands().clean(matte) == person()).all()
    matte[2:18, 2:18] = 200
    assert (Islands().clean(matte) == matte).all()


def test_what_hangs_together_by_a_shade_that_nobody_sees_is_apart():
    matte = person()
    matte[2:16, 2:16] = 200
    matte[10:30, 10:31] = np.maximum(matte[10:30, 10:31], 90)
    cleaned = Islands().clean(matte)
    assert (cleaned[:30] < 96).all() and (cleaned[30:] == matte[30:]).all()


@given(st.integers(0, 255))
def test_a_shade_that_connects_nothing_is_not_seen(seed):
    picture = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
    shade = np.full((16, 16), (ROOM - 1) / 255, np.float32)
    assert not refine(sure(shade), picture).any()


def test_what_touches_at_a_corner_only_is_apart():
    matte = person()
    matte[70:75, 70:75] = 255
    assert (Islands().clean(matte) == person()).all()
    matte[70, 69] = 100
    assert (Islands().clean(matte) == matte).all()


def test_the_soft_rim_of_an_island_goes_with_it():
    matte = person()
    matte[2:12, 2:12], matte[4:10, 4:10] = 100, 255
    assert not Islands().clean(matte)[:20, :20].any()


def test_the_largest_island_stays_however_small():
    matte = person(half=4)
    assert (Islands().clean(matte) == matte).all()


def test_a_small_hole_is_filled_and_the_gap_of_an_arm_is_not():
    matte = person()
    matte[50:53, 50:53] = 20
    assert (Islands().clean(matte) == person()).all()
    matte[50:56, 50:56] = 20
    assert (Islands().clean(matte) == matte).all()


def test_a_gap_at_the_border_is_no_hole():
    matte = np.full((SIDE, SIDE), 255, np.uint8)
    matte[:2, 50:52] = 0
    assert (Islands().clean(matte) == matte).all()


@pytest.mark.parametrize("size", range(9, 17))
def test_an_island_about_the_limit_does_not_blink(size):
    islands, sizes = Islands(), []
    for wobble in (0, 1, 0, -1, 0, 1):
        matte = person()
        matte[2 : 2 + size + wobble, 2 : 2 + size] = 255
        sizes.append(bool(islands.clean(matte)[:20, :20].any()))
    # It may come, and it may stay away, but it does not come and go.
    assert sum(a != b for a, b in itertools.pairwise(sizes)) <= 1


def test_another_source_knows_nothing_of_the_one_before():
    islands, matte = Islands(), person()
    matte[2:18, 2:18] = 255
    islands.clean(matte)
    matte[2:6, 2:18] = 0  # it stays, for it was there
    assert islands.clean(matte)[:20, :20].any()
    islands.forget()
    assert not islands.clean(matte)[:20, :20].any()


@given(arrays(np.uint8, (12, 17), elements=st.sampled_from([0, 95, 96, 127, 128, 191, 192, 255])))
def test_all_but_islands_and_holes_is_as_it_was(matte):
    given = matte.copy()
    cleaned = Islands().clean(matte)
    assert (matte == given).all()
    parts, count = label(matte >= ROOM)
    sizes = [(matte[parts == part] >= 128).sum() for part in range(1, count + 1)]
    for part, size in enumerate(sizes, 1):
        goes = size < ISLAND * matte.size and part != 1 + int(np.argmax(sizes))
        assert not cleaned[parts == part].any() if goes else (cleaned[parts == part] >= ROOM).all()
    filled = (cleaned != matte) & (cleaned == 255)
    holes, count = label(matte < 192)
    for hole in range(1, count + 1):
        cells = holes == hole
        is_inside = not (cells[0].any() or cells[-1].any() or cells[:, 0].any() or cells[:, -1].any())
        assert filled[cells].all() == (is_inside and (matte[cells] < 128).sum() < HOLE * matte.size)
