import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.refine import CUT, STEP, refine, resize


@given(arrays(np.float32, (5, 7), elements=st.floats(0, 1, width=32)), st.integers(5, 40), st.integers(7, 40))
def test_resizing_stays_within_the_range_and_keeps_the_shape(values, height, width):
    large = resize(values, height, width)
    assert large.shape == (height, width)
    assert values.min() - 1e-6 <= large.min() and large.max() <= values.max() + 1e-6


def test_resizing_to_the_same_size_changes_nothing():
    values = np.random.default_rng(0).random((5, 7), np.float32)
    assert np.abs(resize(values, 5, 7) - values).max() < 1e-6


@given(st.floats(0, 1), st.integers(0, 255))
def test_a_matte_without_edges_stays_as_it_is_whatever_the_picture(level, seed):
    image = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
    refined = refine(np.full((8, 8), level, np.float32), image)
    for _ in range(2):
        level = np.clip((level - CUT) / (1 - 2 * CUT), 0, 1)
    # A byte holds the level, to a step and a half of its coefficients' at the worst.
    assert np.abs(refined - level).max() < 1.5 / STEP / (1 - 2 * CUT)


@given(st.sampled_from([0.0, 1.0]), st.integers(0, 255))
def test_all_person_and_all_room_stay_exactly_that(level, seed):
    image = np.random.default_rng(seed).integers(0, 256, (32, 32, 3), np.uint8)
    assert (refine(np.full((8, 8), level, np.float32), image) == level).all()


def test_an_edge_of_colour_alone_guides_as_well_as_one_of_light():
    image = np.full((128, 128, 3), (180, 60, 60), np.uint8)
    # As bright as the other half.
    image[:, 66:] = (60, 122, 60)
    truth = (np.arange(128) >= 66).astype(np.float32)
    matte = np.clip((np.arange(32) - 14.5) / 4, 0, 1).astype(np.float32)[None].repeat(32, axis=0)
    raw = np.abs(resize(matte, 128, 128) - truth).mean()
    assert np.abs(refine(matte, image) - truth).mean() < 0.5 * raw


def test_the_edge_of_the_matte_moves_onto_the_edge_of_the_frame():
    image = np.zeros((128, 128, 3), np.uint8)
    image[:, 66:] = 255
    truth = image[..., 0] / 255
    # The frame's edge lies between two pixels of the matte, which is soft and a little off.
    matte = np.clip((np.arange(32) - 14.5) / 4, 0, 1).astype(np.float32)[None].repeat(32, axis=0)
    raw = np.abs(resize(matte, 128, 128) - truth).mean()
    assert np.abs(refine(matte, image) - truth).mean() < 0.5 * raw


@given(
    arrays(np.float32, (6, 6), elements=st.floats(0, 1, width=32)),
    arrays(np.uint8, (12, 12, 3)),
)
def test_a_refined_matte_is_always_a_matte(matte, image):
    refined = refine(matte, image)
    assert refined.shape == (12, 12) and np.isfinite(refined).all()
    assert refined.min() >= 0 and refined.max() <= 1
