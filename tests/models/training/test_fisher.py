"""Which channels are worth their price."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models import recipes
from models.price import Price, bands
from models.thin import channels
from models.training.fisher import LANES, LEAST, choose


@pytest.fixture(scope="module")
def whole(listed, sources):
    graph = recipes.shrunken(listed.borrowed["portrait"], sources["portrait"], (256, 256))
    return graph, channels(graph)


@pytest.fixture(scope="module")
def worth(whole):
    _, numbers = whole
    count = 1 + max(int(mine.max()) for mine in numbers.values())
    return np.random.default_rng(0).uniform(0.1, 1, count)


def left(numbers, kept):
    known = bands(numbers)
    return known, np.array([np.isin(band.numbers, kept).sum() for band in known])


@pytest.mark.parametrize("share", [0.9, 0.7])
def test_what_is_left_costs_no_more_than_was_asked_and_hardly_less(whole, worth, share):
    graph, numbers = whole
    known, counts = left(numbers, choose(graph, numbers, worth, share))
    price = Price(graph, known)
    spent = price(counts) / price(np.array([len(band.numbers) for band in known]))
    assert share - 0.07 < spent <= share


def test_half_of_every_band_stays_whatever_is_asked(whole, worth):
    graph, numbers = whole
    known, counts = left(numbers, choose(graph, numbers, worth, 0.01))
    for band, count in zip(known, counts, strict=True):
        assert count >= LEAST * len(band.numbers) and count % LANES == 0


def test_of_a_band_those_go_that_are_worth_the_least(whole, worth):
    graph, numbers = whole
    kept = choose(graph, numbers, worth, 0.7)
    for band in bands(numbers):
        stays = np.isin(band.numbers, kept)
        if not stays.all():
            assert worth[band.numbers[~stays]].max() < worth[band.numbers[stays]].min()


def test_what_is_worth_without_end_stays(whole, worth):
    graph, numbers = whole
    dear = worth.copy()
    dear[numbers["conv_3"]] = np.inf
    assert set(numbers["conv_3"].tolist()) <= set(choose(graph, numbers, dear, 0.6))


def test_nothing_goes_where_all_may_be_spent(whole, worth):
    graph, numbers = whole
    assert choose(graph, numbers, worth, 1) == tuple(range(len(worth)))
