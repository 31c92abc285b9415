"""What a network costs, by the channels that are left of it."""

import numpy as np
import pytest

from models import recipes
from models.price import Price, bands
from models.thin import channels


@pytest.fixture(scope="module")
def shrunken(listed, sources):
    def made(kept=()):
        return recipes.shrunken(listed.borrowed["portrait"], sources["portrait"], (256, 256), channels=kept)

    return made


@pytest.fixture(scope="module")
def whole(shrunken):
    graph = shrunken()
    known = bands(channels(graph))
    return known, Price(graph, known), np.array([len(band.numbers) for band in known])


def test_each_channel_is_in_one_band(whole):
    known, _, counts = whole
    assert np.array_equal(np.sort(np.concatenate([band.numbers for band in known])), np.arange(counts.sum()))


def test_maps_that_are_added_share_a_band(whole):
    known, *_ = whole
    (first,) = [band for band in known if "conv_3" in band.values]
    assert {"hardswish_4", "conv_222", "add_223"} <= first.values and len(first.numbers) == 16


@pytest.mark.parametrize("seed", range(4))
def test_a_price_by_counts_is_that_of_the_thinner_network(whole, shrunken, seed):
    known, price, counts = whole
    left = np.random.default_rng(seed).integers(1, counts + 1)
    kept = np.concatenate([band.numbers[:count] for band, count in zip(known, left, strict=True)])
    assert Price(shrunken(kept), ())(np.zeros(0)) == pytest.approx(price(left))


@pytest.mark.parametrize(
    ("left", "share"),
    # As WebAssembly took them, one thread, in turns with the whole one.
    [(0.85, 0.76), (0.7, 0.70), (0.65, 0.68), (0.6, 0.53)],
)
def test_shares_are_those_that_were_measured(whole, left, share):
    _, price, counts = whole
    fewer = np.maximum(4, np.round(left * counts / 4) * 4)
    assert price(fewer) / price(counts) == pytest.approx(share, abs=0.03)


def test_a_layer_costs_less_where_it_takes_less_and_where_it_gives_less(whole):
    _, price, counts = whole
    for at in range(len(counts)):
        fewer = counts.copy()
        fewer[at] -= 4
        assert price(fewer) < price(counts)
