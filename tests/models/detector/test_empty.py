"""Pictures without a hand: none of what they are made of is one."""

import numpy as np
import pytest
from PIL import Image

from models.detector.empty import _patch, _touches, drawn, empty
from models.detector.listing import Labelled
from models.detector.scene import Store
from tests.models.detector.test_scene import entry

RED, GREY = (255, 0, 0), (90, 90, 90)
HAND = (200.0, 120.0, 260.0, 200.0)


@pytest.fixture
def store(tmp_path):
    """Pictures whose hands are red, and nothing else is."""
    person = np.full((240, 320, 3), GREY, np.uint8)
    person[120:200, 200:260] = RED
    street = np.full((240, 160, 3), GREY, np.uint8)
    street[100:140] = RED
    pictures = {
        "hands/hagrid/a.png": person,
        "portraits/ccp/b.png": street,
        "backgrounds/room/c.png": np.full((90, 120, 3), GREY, np.uint8),
    }
    for name, pixels in pictures.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / name)
    hand = Labelled(HAND, "palm", "source", "source")
    return Store(tmp_path, [entry(name, [hand] if "hagrid" in name else []) for name in pictures])


def test_nothing_of_a_hand_is_in_a_part_beside_it(store):
    random = np.random.default_rng(0)
    for _ in range(40):
        rgb = _patch(store, 48, random)
        is_drawn = np.unique(rgb.reshape(-1, 3), axis=0).shape[0] > 4
        assert is_drawn or rgb[..., 0].max() < 0.6


@pytest.mark.parametrize("part, touches", [((0, 0, 150, 100), False), ((100, 100, 210, 210), True)])
def test_a_part_that_a_hand_reaches_into_is_not_taken(store, part, touches):
    assert _touches(store.by_kind["hands/hagrid"][0], np.array(part, float)) is touches


def test_every_kind_is_a_whole_picture_and_the_same_number_gives_the_same(store):
    for seed in range(30):
        one, same = (empty(store, 40, np.random.default_rng(seed)) for _ in range(2))
        assert one.shape == (40, 40, 3) and one.min() >= 0 and one.max() <= 1
        np.testing.assert_array_equal(one, same)


def test_without_people_there_are_shapes(store):
    alone = Store(store.root, [each for each in store.entries if each.file.startswith("backgrounds")])
    assert all(empty(alone, 32, np.random.default_rng(seed)).shape == (32, 32, 3) for seed in range(12))


def test_what_is_drawn_differs_from_number_to_number():
    assert not np.array_equal(drawn(32, np.random.default_rng(0)), drawn(32, np.random.default_rng(1)))
