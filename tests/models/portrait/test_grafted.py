"""A borrowed portrait network for fewer pixels: as its graph, learning, and in a file."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models import recipes  # noqa: E402
from models.graft import unpacked  # noqa: E402
from models.portrait.grafted import Mattes, Size, load, parity, size_of_run  # noqa: E402
from models.portrait.part import Guide, some  # noqa: E402
from models.portrait.train import Plan, guess, train  # noqa: E402
from models.training.part import Whole  # noqa: E402
from models.training.pieces import Pieces  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

SIZE = Size("portrait", 32, 48, rank=2)


@pytest.fixture(scope="module")
def shrunken(listed, sources):
    """Makes the borrowed graph anew for that many pixels, as those who take one change it."""

    def made(*size, channels=()):
        return recipes.shrunken(listed.borrowed["portrait"], sources["portrait"], size, channels=channels)

    return made


def drawn(number, seed):
    """Red discs before grey are people."""
    random = np.random.default_rng(seed)
    planes = random.integers(90, 150, (number, 32, 48, 6), np.uint8)
    y, x = np.indices((32, 48))
    for picture in planes:
        mask = np.hypot(y - random.integers(8, 24), x - random.integers(10, 38)) < random.integers(6, 11)
        picture[mask, :3] = (230, 60, 50)
        picture[..., 3] = picture[..., 4] = picture[..., 5] = 255 * mask
        picture[..., 5] = 255
    return planes


@pytest.fixture(scope="module")
def learnt(shrunken, tmp_path_factory):
    """A run in which a borrowed network has learnt discs."""
    folder = tmp_path_factory.mktemp("run")
    torch.manual_seed(0)
    network, held = Mattes(SIZE, shrunken(32, 48)), drawn(12, 1)
    plan = Plan(epochs=4, batch=8, rate=2e-2, steady=1.0)
    teacher = Mattes(Size("portrait", 64, 64), shrunken(64, 64))
    log = train(network, plan, Pieces([drawn(160, 0)], 160), held, held, folder, lambda *_: None, teacher)
    return folder, log


@pytest.mark.parametrize("side", [150, 8])
def test_an_input_that_cannot_be_halved_four_times_is_refused(side):
    with pytest.raises(ValueError, match=rf"{side} pixels.*multiple of 16"):
        Size("portrait", side, 224)


def test_before_it_has_learnt_it_answers_as_its_graph(shrunken):
    from models.reference import Session

    picture = np.random.default_rng(0).integers(0, 256, (8, 14, 3), np.uint8).repeat(16, 0).repeat(16, 1)
    rgba = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])[None]
    wanted = Session(shrunken(128, 224).bytes())(rgba)["matte"][0]
    network = Mattes(Size("portrait", 128, 224), shrunken(128, 224))
    found = guess(network, picture[None], torch.device("cpu"))[0] * 255
    # Half a step is what rounding to bytes costs.
    assert np.abs(found - wanted).max() < 0.51 and wanted.shape == (128, 224)


def test_it_learns_who_is_a_person(learnt):
    _, log = learnt
    assert log[-1]["miou"] > log[0]["miou"] and log[-1]["regions"] < 0.7 * log[0]["regions"]


def test_the_file_makes_the_graph_answer_as_pytorch_does(shrunken, learnt):
    folder, _ = learnt
    assert size_of_run(folder) == SIZE
    network = load(folder, shrunken(32, 48))
    data = network.stored()
    assert data == network.stored()
    # What float16 costs depends on what was learnt: a network as small as this one is hurt by it.
    network.take(unpacked(data))
    assert parity(network, shrunken(32, 48), data, drawn(8, 3)[..., :3]) < 1


def test_a_thinner_network_imitates_the_maps_of_the_whole(shrunken, tmp_path):
    pictures = Pieces([drawn(64, 0)], 64)
    whole = Whole(shrunken(32, 48), some(pictures, 0))
    shape = replace(SIZE, rank=0, channels=whole.choose(0.7, lambda *_: None))
    assert 0.25 <= len(shape.channels) / 1192 < 0.95
    torch.manual_seed(0)
    network, held = Mattes(shape, shrunken(32, 48, channels=shape.channels)), drawn(8, 1)
    whole.begin(network, shape.channels)
    plan = Plan(epochs=3, batch=8, rate=5e-3)
    guide = Guide(shrunken(32, 48), shape)
    log = train(network, plan, pictures, held, held, tmp_path, lambda *_: None, guide=guide)
    assert 0 < log[-1]["maps"] < 0.9 * log[0]["maps"]
    again = load(tmp_path, shrunken(32, 48, channels=shape.channels))
    graph = shrunken(32, 48, channels=shape.channels)
    assert parity(again, graph, again.stored(shape.channels), drawn(8, 3)[..., :3]) < 3


def test_with_all_channels_nothing_is_missed(shrunken):
    shape = replace(SIZE, rank=0, channels=tuple(range(1192)))
    network = Mattes(shape, shrunken(32, 48, channels=shape.channels)).eval()
    x = torch.rand(2, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    assert Guide(shrunken(32, 48), shape)(x, network.walk(x * 255)).item() < 1e-9


def test_a_run_that_is_not_there_is_missed_by_its_command(tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis graft train"):
        size_of_run(tmp_path)
