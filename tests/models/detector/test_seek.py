"""Where a detector points to is where the hand is looked at, upright."""

import asyncio

import numpy as np
import pytest
from oivis._native import Sessions
from oivis.errors import OivisError

from models import build, pictures
from models.compare import original
from models.detector.found import Found
from models.detector.seek import LOOKS, confirmed, palms, regions

EVERY = 12


def found(points, scores=(0.9,)):
    count = len(scores)
    boxes = np.tile([100.0, 100, 180, 160], (count, 1))
    ends = np.tile(np.array(points, float), (count, 1, 1))
    return Found(boxes, np.array(scores), np.zeros(count, int), ends)


@pytest.mark.parametrize("knuckle, degrees", [((140, 90), 0), ((190, 140), 90), ((90, 140), -90)])
def test_a_region_lies_round_the_hand_and_is_turned_as_it_is(knuckle, degrees):
    (region,) = regions(found([(140, 140), knuckle]))
    assert (region.cx, region.cy) == (140, 130) and region.width == region.height > 80
    assert np.degrees(region.rotation) == pytest.approx(degrees)


def test_what_is_hardly_a_hand_is_not_looked_at():
    assert len(regions(found([(140, 140), (140, 90)], (0.9, 0.01)))) == 1


def test_a_detector_without_points_is_refused():
    with pytest.raises(ValueError, match="gives points"):
        regions(Found(np.zeros((0, 4)), np.zeros(0), np.zeros(0, int)))


def test_where_the_borrowed_palm_network_leads_what_has_learnt_here_leads_too(listed, sources):
    try:
        networks = Sessions(build.TARGET, threads=1)
        paths = [path for some in pictures.hands("dev").values() for path in some][::EVERY]
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))
    before = original(listed.borrowed["palm"], sources["palm"])
    images = [pictures.read_rgb(path) for path in paths]
    led = np.array([[bool(palms(one, image)) for one in (before, networks)] for image in images])
    assert led[:, 0].mean() > 0.8 and led[led[:, 0], 1].all()
    # Large hands, which the borrowed one overlooks.
    assert led[:, 1].mean() >= led[:, 0].mean()


def test_a_network_as_it_was_borrowed_answers_to_its_own_name_alone(listed, sources):
    before = original(listed.borrowed["palm"], sources["palm"])
    assert before.models["palm"].height == before.models["palm"].width == 192
    with pytest.raises(KeyError, match="hand"):
        asyncio.run(before.run("hand", np.zeros((1, 192, 192, 4), np.uint8)))


def test_no_more_looks_are_taken_than_the_stage_has():
    try:
        networks = Sessions(build.TARGET, threads=1)
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))
    black = np.zeros((200, 240, 3), np.uint8)
    many = regions(found([(140, 140), (140, 90)], (0.9,) * 5))
    assert confirmed(networks, black, lambda image: many) == (False, LOOKS)
    assert confirmed(networks, black, lambda image: []) == (False, 0)
