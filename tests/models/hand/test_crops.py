"""Crops to learn from: the same whoever draws them, and asked of the borrowed network."""

import numpy as np
import pytest
from oivis.hands import HAND_SIZE
from oivis.types import Region

from models import recipes
from models.detector.frame import Placed
from models.hand.crops import (
    ANSWERS,
    FORM,
    Palms,
    Teacher,
    astray,
    crop,
    held_out,
    into,
    make,
    read,
    region_of,
)
from models.training import pieces
from tests.models.detector.test_scene import store  # noqa: F401


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 4)


@pytest.fixture(scope="module")
def borrowed(listed, sources):
    return recipes.exact(listed.borrowed["hand"], sources["hand"])


@pytest.fixture(scope="module")
def palm(listed, sources):
    return recipes.exact(listed.borrowed["palm"], sources["palm"])


def quiet(*_):
    return None


@pytest.mark.parametrize("rotation", [0.0, 0.7, -2.0])
def test_the_middle_of_a_region_is_the_middle_of_its_crop(rotation):
    region = Region(120, 80, 60, 60, rotation)
    matrix = into(region, 224)
    assert matrix @ [120, 80, 1] == pytest.approx([112, 112])
    c, s = np.cos(rotation), np.sin(rotation)
    assert matrix @ [120 + 30 * c, 80 + 30 * s, 1] == pytest.approx([224, 112])


def test_a_region_goes_astray_round_the_hand():
    random, region = np.random.default_rng(0), Region(100, 100, 50, 50, 0.3)
    found = [astray(region, random) for _ in range(400)]
    assert abs(np.median([each.cx for each in found]) - 100) < 1
    assert 0.1 < np.std([each.rotation for each in found]) < 0.6
    assert all(30 < each.width < 85 and each.width == each.height for each in found)


def test_crops_do_not_depend_on_how_many_draw_them(store, borrowed, palm, tmp_path):  # noqa: F811
    for workers in (1, 2):
        make(store.root, store.entries, tmp_path / str(workers), borrowed, palm, 8, 0, workers, quiet)
    one, two = (read(tmp_path / str(workers), 8, 0).batch(np.arange(8)) for workers in (1, 2))
    assert one.tobytes() == two.tobytes()
    assert one["pixels"].std(axis=(1, 2, 3)).min() > 0
    assert np.isfinite(one["answers"]).all()


def test_the_same_number_gives_the_same_crop(store, borrowed, palm):  # noqa: F811
    asked = Teacher(borrowed), Palms(palm)
    one, two, other = (crop(store, *asked, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert (one == two).all() and one.shape == (HAND_SIZE, HAND_SIZE, 3) and not (one == other).all()


def test_what_tempts_is_beside_the_hands(palm):
    palms, room = Palms(palm), np.random.default_rng(0).integers(0, 256, (448, 448, 3), np.uint8)
    left, all_of_it = (Placed(np.array([0, 0, width, 448.0]), "none", None) for width in (224, 448))
    regions = [palms(room, [left], np.random.default_rng(seed)) for seed in range(6)]
    assert all(each.width > 0 for each in regions)
    assert palms(room, [all_of_it], np.random.default_rng(0)) is None


def test_the_teacher_answers_as_the_borrowed_network(listed, sources, borrowed):
    from models.reference import Session

    pixels = np.random.default_rng(0).integers(0, 256, (HAND_SIZE, HAND_SIZE, 3), np.uint8)
    full = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])[None]
    wanted = np.concatenate([value.ravel() for value in Session(borrowed.bytes())(full).values()])
    assert Teacher(borrowed)(pixels)[:ANSWERS] == pytest.approx(wanted, abs=1e-3)


def test_what_is_held_out_is_shown_as_a_track_shows_it(store, borrowed):  # noqa: F811
    from dataclasses import replace

    held = held_out(store.root, [replace(entry, is_held=True) for entry in store.entries], borrowed)
    assert held.dtype == FORM and len(held) == sum(
        bool(hand.points) for entry in store.entries for hand in entry.hands
    )
    assert len(held_out(store.root, store.entries, borrowed)) == 0


def test_missing_crops_are_missed_by_the_command_that_makes_them(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"2 of 2 .*oivis hand make --count 8 --seed 3"):
        read(tmp_path, 8, 3)


def test_a_hand_s_own_region_holds_its_landmarks():
    hand = np.random.default_rng(0).uniform(40, 90, (21, 2)).astype(np.float32)
    matrix = into(region_of(hand), 224)
    placed = hand @ matrix[:, :2].T + matrix[:, 2]
    assert placed.min() > 0 and placed.max() < 224
