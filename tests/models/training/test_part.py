"""Which channels are worth their time, and what a part of a network gives before it learns."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models import recipes  # noqa: E402
from models.price import Price, bands  # noqa: E402
from models.training.graft import Grafted  # noqa: E402
from models.training.part import LANES, Whole  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = (64, 64)


def quiet(*_):
    return None


@pytest.fixture(scope="module")
def shrunken(listed, sources):
    def made(channels=()):
        return recipes.shrunken(listed.borrowed["portrait"], sources["portrait"], SIZE, channels=channels)

    return made


@pytest.fixture(scope="module")
def x():
    coarse = np.random.default_rng(0).uniform(0, 255, (24, 3, 8, 8)).astype(np.float32)
    return torch.nn.functional.interpolate(torch.from_numpy(coarse), scale_factor=8, mode="bilinear")


@pytest.fixture(scope="module")
def whole(shrunken, x):
    return Whole(shrunken(), x)


@pytest.fixture(scope="module")
def kept(whole):
    return whole.choose(0.8, quiet)


def counts(known, kept):
    return np.array([np.isin(band.numbers, kept).sum() for band in known])


def test_what_is_left_costs_no_more_than_was_asked_and_hardly_less(whole, shrunken, kept):
    known = bands(whole.numbers)
    price, every = Price(shrunken(), known), np.array([len(band.numbers) for band in known])
    assert 0.7 < price(counts(known, kept)) / price(every) <= 0.8
    assert list(kept) == sorted(set(kept))


def test_widths_are_what_webassembly_reckons_with_at_once(whole, kept):
    assert (counts(bands(whole.numbers), kept) % LANES == 0).all()


def test_what_stays_is_named(whole):
    first = whole.numbers["conv_3"].tolist()
    assert set(first) <= set(whole.choose(0.8, quiet, stays=first))


def test_nothing_goes_where_all_may_be_spent(whole):
    assert whole.choose(1, quiet) == tuple(range(1192))


def test_a_part_is_nearer_to_the_whole_than_its_weights_alone(whole, shrunken, kept, x):
    wanted, bare, begun = (Grafted(shrunken(mine), rank=0) for mine in ((), kept, kept))
    whole.begin(begun, kept)
    with torch.no_grad():
        far = [(part.walk(x)["matte"] - wanted.walk(x)["matte"]).square().mean() for part in (bare, begun)]
    assert far[1] < 0.3 * far[0]


def test_a_part_with_all_channels_is_the_whole(whole, shrunken, x):
    part, every = Grafted(shrunken(), rank=0), tuple(range(1192))
    whole.begin(part, every)
    with torch.no_grad():
        assert torch.allclose(part.walk(x)["matte"], Grafted(shrunken()).walk(x)["matte"], atol=0.5)


def test_weights_of_a_rank_cannot_begin_as_a_part(whole, shrunken, kept):
    with pytest.raises(ValueError, match="change by a rank"):
        whole.begin(Grafted(shrunken(kept), rank=2), kept)
