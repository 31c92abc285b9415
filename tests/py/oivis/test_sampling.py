from math import pi

import numpy as np
import pytest
from oivis.models import Model
from oivis.sampling import sample
from oivis.types import Region


def model(height: int, width: int, border: str = "clamp") -> Model:
    return Model("toy", "pixels", height, width, border, ("out",), {})


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (6, 8, 3), np.uint8)


def test_the_whole_frame_at_its_own_size_is_the_frame(picture):
    drawn = sample(picture, Region.from_frame(8, 6), model(6, 8))
    assert (drawn[0, ..., :3] == picture).all()
    assert (drawn[..., 3] == 255).all()
    assert drawn.shape == (1, 6, 8, 4) and drawn.dtype == np.uint8


def test_half_the_size_is_the_mean_of_four_pixels(picture):
    drawn = sample(picture, Region.from_frame(8, 6), model(3, 4))
    means = picture.reshape(3, 2, 4, 2, 3).mean(axis=(1, 3))
    assert np.abs(drawn[0, ..., :3] - means).max() <= 0.5


def test_a_region_turned_by_a_right_angle_has_its_top_on_the_right(picture):
    drawn = sample(picture, Region(4, 3, 6, 8, pi / 2), model(8, 6))
    assert (drawn[0, ..., :3] == np.rot90(picture)).all()


def test_outside_the_frame_zero_is_black_and_clamp_repeats_the_edge(picture):
    letterbox = Region.from_letterbox(8, 6)
    black = sample(picture, letterbox, model(8, 8, "zero"))[0, ..., :3]
    assert not black[[0, -1]].any() and (black[1:-1] == picture).all()
    clamped = sample(picture, letterbox, model(8, 8))[0, ..., :3]
    assert (clamped[0] == picture[0]).all() and (clamped[-1] == picture[-1]).all()
