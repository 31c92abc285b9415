"""Batches: pictures change, and their hands with them."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models.detector.batch import TINY, Batch, batch, mosaics  # noqa: E402
from models.detector.make import Pictures  # noqa: E402


def pictures(count=40, side=80):
    """White squares on black: their first landmark is one corner, their second the opposite one."""
    pixels = np.zeros((count, side, side, 3), np.uint8)
    boxes = np.zeros((count, 8, 4), np.float32)
    points = np.full((count, 8, 21, 2), np.nan, np.float32)
    classes = np.full((count, 8), -2, np.int8)
    for at in range(count):
        x, y = 12 + at % 20, 20 + at % 7
        pixels[at, y : y + 30, x : x + 24] = 255
        boxes[at, 0], classes[at, 0] = (x, y, x + 24, y + 30), 1
        points[at, 0] = (x, y)
        points[at, 0, 1] = (x + 24, y + 30)
    return Pictures(pixels, boxes, classes, points)


@pytest.fixture(scope="module")
def made():
    return batch(pictures(), np.arange(40), 64, np.random.default_rng(0), torch.device("cpu"))


def test_a_box_lies_where_its_hand_was_drawn(made):
    for x, box in zip(made.x, made.boxes[:, 0], strict=True):
        rows, columns = np.nonzero(x.amax(0).numpy() > 0.5 * float(x.max()))
        there = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert np.abs(np.array(there) - box.numpy()).max() < 1.6


def test_landmarks_go_with_their_hand_and_are_mirrored_with_it(made):
    one, other = made.points[:, 0, 0], made.points[:, 0, 1]
    ends = torch.cat([torch.minimum(one, other), torch.maximum(one, other)], dim=1).clamp(0, 64)
    np.testing.assert_allclose(ends, made.boxes[:, 0], atol=1e-3)
    mirrored = (one[:, 0] > other[:, 0]).float().mean()
    assert 0.2 < mirrored < 0.8


def test_light_changes_and_stays_within_its_range(made):
    assert made.x.min() >= 0 and made.x.max() <= 1
    assert made.x.amax(dim=(1, 2, 3)).std() > 0.01


def test_a_hand_that_is_pushed_out_is_not_asked_for():
    edge = pictures(60)
    edge.boxes[:, 0] = (-0.0, 20, 3, 50)
    made = batch(edge, np.arange(60), 64, np.random.default_rng(1), torch.device("cpu"))
    gone = made.classes[:, 0] == -2
    assert 0 < gone.sum() < 60 and (made.boxes[~gone, 0, 2] > 0).all()
    assert (made.classes[:, 1:] == -2).all()


def test_of_four_pictures_one_is_made_with_the_hands_of_all(made):
    mixed = mosaics(made, 0.25, np.random.default_rng(0))
    assert mixed.x.shape == made.x.shape and mixed.classes.shape == (40, 32)
    np.testing.assert_array_equal(mixed.x[:30], made.x[:30])
    assert (mixed.classes[:30, 8:] == -2).all() and mixed.points[:30, 8:].isnan().all()
    for x, classes, boxes in zip(mixed.x[30:], mixed.classes[30:], mixed.boxes[30:], strict=True):
        there = boxes[classes == 1]
        assert len(there) == 4
        light = sum(x[:, top:bottom, left:right].sum() for left, top, right, bottom in there.round().int())
        assert light > 0.85 * x.sum()


def test_landmarks_of_four_pictures_lie_in_their_boxes(made):
    mixed = mosaics(made, 1, np.random.default_rng(0))
    is_there = mixed.classes == 1
    low, high = mixed.points.amin(2)[is_there], mixed.points.amax(2)[is_there]
    np.testing.assert_allclose(torch.cat([low, high], 1).clamp(0, 64), mixed.boxes[is_there], atol=33)
    assert (mixed.points[is_there][:, 0] >= mixed.boxes[is_there][:, :2] - 1e-3).all()


def test_a_hand_that_becomes_too_small_is_not_asked_for():
    x, boxes = torch.zeros(4, 3, 64, 64), torch.tensor([[10.0, 10, 14, 14]]).expand(4, 1, 4)
    given = Batch(x, boxes, torch.ones(4, 1, dtype=torch.int64), torch.zeros(4, 1, 21, 2))
    mixed = mosaics(given, 0.5, np.random.default_rng(0))
    assert mixed.classes[:2, 0].tolist() == [1, 1] and (mixed.classes[2:] == TINY).all()
