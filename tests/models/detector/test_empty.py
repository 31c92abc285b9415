"""Pictures without a hand: none of what they are made of is one."""

import numpy as np
import pytest
from PIL import Image

from models.detector.empty import empty
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


def test_nothing_of_a_hand_is_in_it(store):
    for seed in range(40):
        # The sleeve in the street is lower than a head.
        assert empty(store, 48, np.random.default_rng(seed))[..., 0].max() < 0.6


def test_every_kind_is_a_whole_picture_and_the_same_number_gives_the_same(store):
    for seed in range(30):
        one, same = (empty(store, 40, np.random.default_rng(seed)) for _ in range(2))
        assert one.shape == (40, 40, 3) and one.min() >= 0 and one.max() <= 1
        np.testing.assert_array_equal(one, same)


def test_without_people_there_are_rooms(store):
    alone = Store(store.root, [each for each in store.entries if each.file.startswith("backgrounds")])
    assert all(empty(alone, 32, np.random.default_rng(seed)).shape == (32, 32, 3) for seed in range(12))
