"""Reinhard's transfer: there and back, and towards the scene."""

import numpy as np

from models.training.colour import from_lab, to_lab, transfer

SKIN = (205, 150, 120)


def test_a_colour_is_the_same_after_the_way_there_and_back():
    rgb = np.random.default_rng(0).uniform(0.1, 0.9, (8, 8, 3)).astype(np.float32)
    np.testing.assert_allclose(from_lab(to_lab(rgb)), rgb, atol=2e-3)


def test_colours_go_towards_the_scene_as_far_as_they_are_told():
    skin = np.full((9, 9, 3), np.array(SKIN) / 255, np.float32)
    scene_rgb = np.full((9, 9, 3), (0.1, 0.15, 0.3), np.float32)
    weights = np.ones((9, 9), np.float32)
    still, half, whole = (
        transfer(skin, weights, scene_rgb, strength).mean(axis=(0, 1)) for strength in (0, 0.5, 1)
    )
    np.testing.assert_allclose(still, np.array(SKIN) / 255, atol=2e-3)
    np.testing.assert_allclose(whole, scene_rgb[0, 0], atol=2e-3)
    assert (whole < half).all() and (half < still).all()
