"""What the palm network's own heads learn: palms by landmarks, near anchors alone, and whom they lead to."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from oivis.palms import Palm, anchors  # noqa: E402

from models.detector.batch import TINY  # noqa: E402
from models.detector.make import NOBODY  # noqa: E402
from models.detector.network import Palms  # noqa: E402
from models.detector.palm import POINTS, SIDE, losses, sought, wanted  # noqa: E402
from models.hand.crops import region_of  # noqa: E402

SIZE = 128
COUNT = len(anchors(SIZE))


def hand(x=64.0, y=70.0, height=48.0):
    """Landmarks (21, 2) of an upright hand: the wrist below, knuckles in a row above it."""
    points = np.full((21, 2), (x, y))
    points[0] = (x, y + height / 4)
    for place, root in enumerate((5, 9, 13, 17)):
        points[root] = (x + (place - 1.5) * height / 8, y - height / 4)
    points[1], points[2] = (x - height / 8, y + height / 8), (x - height / 4, y)
    return points


def labels(*hands, classes=None):
    """Boxes, classes and landmarks of one picture."""
    points = torch.tensor(np.array(hands)[None], dtype=torch.float32)
    boxes = torch.cat([points.amin(2), points.amax(2)], -1)
    return boxes, torch.tensor([classes or [0] * len(hands)]), points


def silent():
    """Heads that see no palm anywhere, as leaves that are learnt."""
    return Palms(torch.zeros(1, COUNT, 18).requires_grad_(), torch.full((1, COUNT), -2.0).requires_grad_())


def told(points):
    """Heads that say at the nearest anchor where the palm of these landmarks is."""
    values = wanted(torch.tensor(points[None, None], dtype=torch.float32)).values[0, 0]
    places = torch.from_numpy(anchors(SIZE) * SIZE)
    at = int((places - values[:2]).abs().sum(1).argmin())
    boxes, scores = torch.zeros(1, COUNT, 18), torch.full((1, COUNT), -9.0)
    boxes[0, at] = values - torch.cat([places[at], torch.zeros(2), places[at].repeat(7)])
    scores[0, at] = 4
    return Palms(boxes, scores)


def test_a_palm_is_a_square_round_seven_of_the_landmarks():
    points = hand()
    values, side, is_known = wanted(torch.tensor(points[None, None], dtype=torch.float32))
    seven = points[list(POINTS)]
    assert is_known.all() and side.item() == pytest.approx(SIDE * np.ptp(seven, axis=0).max())
    assert values[0, 0, 2:4].tolist() == [side.item()] * 2
    assert values[0, 0, 4:].reshape(7, 2).numpy() == pytest.approx(seven, abs=1e-4)


def test_the_region_of_such_a_palm_is_about_that_of_its_hand():
    points = hand()
    values = wanted(torch.tensor(points[None, None], dtype=torch.float32)).values[0, 0].numpy()
    box = np.concatenate([values[:2] - values[2:4] / 2, values[:2] + values[2:4] / 2])
    mine, its = Palm(box, values[4:].reshape(7, 2), 1.0).region(), region_of(points)
    assert abs(mine.rotation - its.rotation) < 0.1 and 0.7 < mine.width / its.width < 1.5
    assert max(abs(mine.cx - its.cx), abs(mine.cy - its.cy)) < its.width / 4


def test_landmarks_that_are_not_known_make_no_palm():
    points = hand()
    points[7] = np.nan  # no point of a palm
    assert wanted(torch.tensor(points[None, None])).is_known.all()
    points[9] = np.nan
    assert not wanted(torch.tensor(points[None, None])).is_known.any()


def test_anchors_near_a_palm_are_asked_for_it_and_those_far_away_for_none():
    found = silent()
    losses(found, *labels(hand()), SIZE).there.backward()
    slope = found.scores.grad[0].numpy()
    away = np.abs(anchors(SIZE) * SIZE - (64, 70)).max(1)
    assert (slope < 0).sum() == 3 and away[slope < 0].max() < 16
    assert (slope[away > 40] > 0).all()


def test_places_are_learnt_near_the_palm_alone():
    found = silent()
    losses(found, *labels(hand()), SIZE).places.backward()
    is_moved = found.boxes.grad[0].abs().sum(1).numpy() > 0
    away = np.abs(anchors(SIZE) * SIZE - (64, 70)).max(1)
    assert is_moved.any() and not is_moved[away > 30].any()


def test_the_smallest_palm_is_given_an_anchor():
    found = silent()
    losses(found, *labels(hand(33, 35, 2)), SIZE).there.backward()
    assert (found.scores.grad < 0).any()


@pytest.mark.parametrize("is_tiny", [True, False])
def test_a_hand_without_a_palm_is_neither_asked_for_nor_forbidden(is_tiny):
    boxes, classes, points = labels(hand(), classes=[TINY if is_tiny else 0])
    if not is_tiny:
        points[:] = torch.nan
    found = silent()
    lost = losses(found, boxes, classes, points, SIZE)
    lost.there.backward()
    places = anchors(SIZE) * SIZE
    low, high = boxes[0, 0, :2].numpy(), boxes[0, 0, 2:].numpy()
    inside = ((places > low) & (places < high)).all(1)
    assert lost.places == 0 and inside.any()
    assert (found.scores.grad[0].numpy()[inside] == 0).all()


def test_where_there_is_nobody_every_anchor_is_to_say_so():
    found = silent()
    lost = losses(found, *labels(hand(), classes=[NOBODY]), SIZE)
    torch.stack(lost).sum().backward()
    assert lost.places == 0 and (found.scores.grad > 0).all()


def test_what_is_right_costs_little():
    points = hand()
    right, wrong = (losses(told(at), *labels(points), SIZE) for at in (points, hand(90, 40)))
    # Two more anchors are asked than have been told.
    assert right.places < 0.7 * wrong.places and right.there < wrong.there


def test_a_palm_leads_to_its_hand_and_not_to_one_elsewhere_or_turned():
    points = hand()
    turned = points[:, ::-1] - (70, 64) + (64, 70)
    for there, right in ((points, 1), (hand(90, 40), 0), (turned, 0), (hand(height=140), 0)):
        assert sought(told(points), torch.tensor(there[None, None]), SIZE) == (right, 1, 0)


def test_a_palm_where_there_is_no_hand_is_an_alarm():
    nobody = torch.full((1, 1, 21, 2), torch.nan)
    assert sought(told(hand()), nobody, SIZE) == (0, 0, 1)
