"""Where a detector points to is where the hand is looked at, upright."""

import numpy as np
import pytest
from oivis._native import Sessions
from oivis.errors import OivisError

from models import build
from models.detector.found import Found
from models.detector.seek import LOOKS, confirmed, regions


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


def test_no_more_looks_are_taken_than_the_stage_has():
    try:
        networks = Sessions(build.TARGET, threads=1)
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))
    black = np.zeros((200, 240, 3), np.uint8)
    many = regions(found([(140, 140), (140, 90)], (0.9,) * 5))
    assert confirmed(networks, black, lambda image: many) == (False, LOOKS)
    assert confirmed(networks, black, lambda image: []) == (False, 0)
