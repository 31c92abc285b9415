"""Weights of gestures: what is learnt, and that the stage computes the same with it."""

import io

import numpy as np
import pytest
from oivis.types import GESTURES

from models import build
from models.gesture.evaluate import Tally, total
from models.gesture.landmarks import Seen
from models.gesture.recipe import distances
from models.gesture.train import called, fit, network_scores, threshold


@pytest.fixture(scope="module")
def weights(listed):
    return (build.ROOT / listed.trained["gesture"].file).read_bytes()


def drawn(count):
    """Hands like one of six that are drawn at random, as if seen four times each."""
    random = np.random.default_rng(1)
    kinds = random.uniform(0, 100, (len(GESTURES), 21, 3))
    shapes = np.arange(count) % len(GESTURES)
    views = kinds[shapes][:, None] + random.normal(0, 1, (count, 4, 21, 3))

    class Picture:
        source, shape = "drawn", ""

    return Seen(views.astype(np.float32), shapes, [Picture()] * count)


def test_the_stage_computes_what_was_trained(weights):
    assert distances(weights)["scores"] < 1e-5


def test_a_weight_that_overflows_is_no_small_distance(weights):
    held = dict(np.load(io.BytesIO(weights)))
    held["hidden"][0, 0] = np.inf
    stored = io.BytesIO()
    np.savez(stored, **held)
    with np.errstate(all="ignore"):
        assert not distances(stored.getvalue())["scores"] < 1e-5


def test_shapes_are_learnt_and_told_apart():
    seen = drawn(240)
    chosen = np.arange(240) < 180
    found = network_scores(fit(seen, chosen), seen.landmarks[~chosen, 0])
    assert (found.argmax(axis=1) == seen.shapes[~chosen]).mean() > 0.95


def test_training_twice_gives_the_same_weights():
    seen = drawn(60)
    for one, other in zip(fit(seen, seen.shapes >= 0), fit(seen, seen.shapes >= 0), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_threshold_lets_one_in_a_hundred_others_pass():
    found = np.zeros((200, 6))
    found[:, 0] = np.arange(200) / 200
    found[:, 5] = 0.001
    least = threshold(found, np.full(200, 5))
    assert least == 0.99
    assert (called(found, least) == 0).sum() == 2


def test_counts_of_sources_add_up():
    tallies = [Tally(asked=2, found=2, right=1), Tally(asked=1, others=3, wrong=1)]
    assert total(tallies) == {"asked": 3, "found": 2, "right": 1, "others": 3, "wrong": 1}
