"""The peers' recipes do what their sources say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.evaluate.peers import Blend, Jitsi, bilateral, smoothstep, volcomix

GREY = np.full((48, 64, 3), 128, np.uint8)
UNIT = st.floats(0, 1, width=32)


def step(column, shape=(24, 32)):
    """A matte: a person from a column on."""
    matte = np.zeros(shape, np.float32)
    matte[:, column:] = 1
    return matte


def test_smoothstep_is_that_of_glsl():
    np.testing.assert_allclose(smoothstep(0.5, 0.75, np.array([0.4, 0.5, 0.625, 0.75, 1])), [0, 0, 0.5, 1, 1])


def test_the_blend_keeps_three_quarters_of_the_matte_before():
    blend, nobody, all_over = Blend(), np.zeros((24, 32), np.float32), np.ones((24, 32), np.float32)
    assert blend(nobody, GREY).max() == 0
    for share in (0.25, 0.4375, 0.578125):
        np.testing.assert_allclose(blend(all_over, GREY), share, atol=1e-6)


def test_the_first_matte_is_not_blended_with_anything():
    assert Blend()(np.ones((24, 32), np.float32), GREY).min() == 1


def test_jitsi_feathers_over_a_plain_place_and_not_along_an_edge_of_the_picture():
    matte = step(16)
    room = GREY.copy()
    room[:, 32:] = 255
    plain, edged = Jitsi()(matte, GREY), Jitsi()(matte, room)
    assert 0 < plain[24, 31] < plain[24, 32] < 1
    assert edged[24, 31] == 0 and edged[24, 32] == 1


@pytest.mark.parametrize("method", [bilateral, Blend(), Jitsi()])
def test_what_is_plain_stays_plain(method):
    assert (method(np.ones((24, 32), np.float32), GREY) == 1).all()


def test_the_bilateral_mean_follows_the_picture_s_edge():
    # The matte ends two pixels right of where the picture changes.
    room = GREY.copy()
    room[:, 30:] = 250
    matte = step(16)
    alpha = bilateral(matte, room)[24]
    alike = bilateral(matte, GREY)[24]
    assert alpha[31] > alike[31] and alpha[29] <= alike[29]


@given(arrays(np.float32, (6, 8), elements=UNIT), arrays(np.uint8, (13, 17, 3)))
def test_alpha_is_a_mean_of_the_matte_near_it(matte, image):
    for alpha in (bilateral(matte, image), volcomix(bilateral(matte, image)), Jitsi()(matte, image)):
        assert alpha.shape == (13, 17)
        assert np.isfinite(alpha).all() and alpha.min() >= -1e-5 and alpha.max() <= 1 + 1e-5
    mean = bilateral(matte, image)
    assert matte.min() - 1e-5 <= mean.min() and mean.max() <= matte.max() + 1e-5
