"""Training pictures: the person is where the truth says, whatever was done to the picture."""

import numpy as np
import pytest

from models.portrait.places import filled, room, strips
from models.portrait.scene import behind, framed, made, plain, scene
from tests.models.portrait.drawn import somebody, store

SIZE = 48, 80


@pytest.fixture
def held(tmp_path):
    return store(tmp_path)


def red(pixels):
    return (pixels[..., 0] > 150) & (pixels[..., 1] < 110)


def test_the_same_number_gives_the_same_picture(held):
    one, two = (scene(held, *SIZE, np.random.default_rng((0, 3))) for _ in range(2))
    assert one.pixels.tobytes() == two.pixels.tobytes() and one.truth.tobytes() == two.truth.tobytes()


def test_pictures_have_their_form_and_not_all_show_somebody(held):
    scenes = [scene(held, *SIZE, np.random.default_rng((1, at))) for at in range(40)]
    assert {each.pixels.shape for each in scenes} == {(*SIZE, 3)}
    assert {each.truth.shape for each in scenes} == {SIZE}
    shares = [float((each.truth > 127).mean()) for each in scenes]
    assert min(shares) == 0 and max(shares) > 0.2


def test_the_truth_follows_the_person_through_every_frame():
    picture, mask = somebody()
    planes = np.dstack([picture, mask, mask])
    for seed in range(12):
        found = framed(planes, 96, 160, np.random.default_rng(seed))
        told = found[..., 3] > 127
        assert (red(found) == told).mean() > 0.97


def test_who_is_put_into_a_place_is_where_the_truth_says(held):
    for seed in range(6):
        random = np.random.default_rng(seed)
        found = made(held, 96, 160, random)
        assert found.shape == (96, 160, 5) and (found[..., 3] == found[..., 4]).all()
        # The colours were moved towards the place's; the person is still the reddest there is.
        redness = found[..., 0].astype(int) - found[..., 1]
        inside = redness[found[..., 3] > 200]
        if len(inside):
            assert np.median(inside) > np.median(redness[found[..., 3] < 20])


def test_what_only_the_teacher_knows_says_so(held):
    only = type(held)(held.root, held.by_kind["hands/hagrid"], held.taught)
    scenes = [scene(only, *SIZE, np.random.default_rng((2, at))) for at in range(30)]
    said = [each for each in scenes if not each.is_drawn]
    assert said and all(each.truth.max() <= 230 and (each.truth == each.taught).all() for each in said)


def test_a_picture_is_shown_whole_and_stretched(held):
    found = plain(held.read(held.drawn[0]), *SIZE)
    assert found.pixels.shape == (*SIZE, 3) and ((found.truth > 127) == red(found.pixels)).mean() > 0.97


def test_places_hold_nobody(held):
    for seed in range(10):
        found = behind(held, 48, 80, np.random.default_rng(seed))
        assert found.shape == (48, 80, 3) and found.dtype == np.uint8
    picture, mask = somebody()
    assert all(not red(strip).any() for strip in strips(picture, mask > 0))


def test_a_street_beside_somebody_who_fills_the_picture_is_none():
    picture, _ = somebody()
    assert strips(picture, np.ones(picture.shape[:2], bool)) == []


def test_rooms_differ_and_fill_the_frame():
    rooms = [room(40, 60, np.random.default_rng(seed)) for seed in range(6)]
    assert {each.shape for each in rooms} == {(40, 60, 3)} and len({each.tobytes() for each in rooms}) == 6
    assert filled(rooms[0], 100, 90, np.random.default_rng(0)).shape == (100, 90, 3)
