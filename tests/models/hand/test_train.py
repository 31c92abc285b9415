"""Learning a graft: what it begins with, that it learns, goes on where it was cut off, and is written."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models import recipes  # noqa: E402
from models.graft import GraftError, read  # noqa: E402
from models.hand.crops import FORM, HAND_SIZE, Teacher  # noqa: E402
from models.hand.export import parity  # noqa: E402
from models.hand.network import Landmarks  # noqa: E402
from models.hand.part import choose, some  # noqa: E402
from models.hand.train import Plan, Shape, evaluate, load, looked, train  # noqa: E402
from models.training.part import Whole  # noqa: E402
from models.training.pieces import Pieces  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

SMALL = Shape(side=64, rank=2)
CPU = torch.device("cpu")


def quiet(*_):
    return None


@pytest.fixture(scope="module")
def borrowed(listed, sources):
    """Makes the borrowed graph anew, as those who take one change it; for a smaller side if given."""
    model, source = listed.borrowed["hand"], sources["hand"]

    def made(side=0, channels=()):
        if not side:
            return recipes.exact(model, source)
        return recipes.shrunken(model, source, (side, side), channels=channels)

    return made


@pytest.fixture(scope="module")
def crops(borrowed):
    """Something to be taken for hands: what the teacher says of it is learnt all the same."""
    random, teacher = np.random.default_rng(0), Teacher(borrowed())
    made = np.zeros(24, FORM)
    for row in made:
        coarse = random.integers(0, 256, (7, 7, 3), np.uint8)
        row["pixels"] = coarse.repeat(32, 0).repeat(32, 1)
        row["answers"] = teacher(row["pixels"])
        row["answers"][63] = 0.9
    return made


@pytest.fixture(scope="module")
def learnt(borrowed, crops, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    plan = Plan(epochs=6, batch=8, rate=1e-2)
    log = train(SMALL, plan, borrowed(SMALL.side), Pieces([crops], len(crops)), crops, folder, quiet)
    return folder, log


def test_a_network_that_is_not_shrunken_answers_as_the_borrowed_one(borrowed, crops):
    network = Landmarks(borrowed()).eval()
    with torch.no_grad():
        landmarks, *_, features = network(looked(crops[:4], HAND_SIZE, CPU))
    answers = crops["answers"][:4]
    assert landmarks.numpy().reshape(4, 63) == pytest.approx(answers[:, :63], abs=2e-2)
    assert features.numpy() == pytest.approx(answers[:, -672:], abs=1e-3)


def test_it_comes_nearer_to_its_teacher(borrowed, crops, learnt):
    _, log = learnt
    assert log[-1]["far"] < log[0]["far"] and log[-1]["points"] < 0.8 * log[0]["points"]
    assert {"missed", "turned", "seconds", "features"} <= log[-1].keys()


def test_what_was_cut_off_goes_on(borrowed, crops, learnt, tmp_path):
    folder, log = learnt
    for epochs in (4, 6):
        plan = Plan(epochs=6, batch=8, rate=1e-2, seconds=1e-9 if epochs == 4 else 0)
        again = train(SMALL, plan, borrowed(SMALL.side), Pieces([crops], len(crops)), crops, tmp_path, quiet)
    assert len(again) == 6 and again[-1]["points"] == pytest.approx(log[-1]["points"], rel=1e-3)
    assert [json.loads(line)["epoch"] for line in (folder / "log.jsonl").read_text().splitlines()] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_the_file_makes_the_graph_answer_as_pytorch_does(borrowed, crops, learnt):
    network, shape = load(learnt[0], borrowed)
    data = network.stored()
    assert data == network.stored()
    assert parity(network, shape, borrowed(shape.side), data, crops) < 0.5
    assert evaluate(network, crops, shape.side, CPU)["far"] == pytest.approx(learnt[1][-1]["far"], rel=1e-3)


def test_a_run_begins_with_a_graft(borrowed, crops, learnt, tmp_path):
    network, shape = load(learnt[0], borrowed)
    (tmp_path / "graft.npz").write_bytes(network.stored())
    plan = Plan(epochs=1, batch=8, rate=1e-6)
    begun = read(tmp_path / "graft.npz")
    log = train(SMALL, plan, borrowed(SMALL.side), Pieces([crops], len(crops)), crops, tmp_path, quiet, begun)
    assert log[0]["far"] == pytest.approx(evaluate(network, crops, shape.side, CPU)["far"], rel=0.02)


def test_a_graft_of_another_rank_is_refused_by_what_does_not_fit(borrowed, learnt):
    network, shape = load(learnt[0], borrowed)
    other = Landmarks(borrowed(shape.side), rank=3)
    with pytest.raises(GraftError, match=r"left2 is \(16, 2\); it should be \(16, 3\)"):
        other.take({name: value.astype(np.float32) for name, value in network.kept().items()})


def test_a_thinner_network_begins_as_a_part_of_a_whole_one_and_is_written(borrowed, crops, tmp_path):
    pieces = Pieces([crops], len(crops))
    whole = Whole(borrowed(SMALL.side), some(pieces, SMALL.side, 0))
    shape = Shape(SMALL.side, 0, choose(whole, 0.9, quiet))
    # What the last layers look at is whole.
    (last,) = (mine for name, mine in whole.numbers.items() if name.startswith("globalaveragepool"))
    assert set(last.tolist()) <= set(shape.channels) and len(shape.channels) < 5536
    plan, part = Plan(epochs=4, batch=8, rate=1e-2), borrowed(SMALL.side, shape.channels)
    log = train(shape, plan, part, pieces, crops, tmp_path, quiet, whole=whole)
    assert log[-1]["points"] < 0.8 * log[0]["points"]
    network, again = load(tmp_path, borrowed)
    data = network.stored(again.channels)
    assert parity(network, again, borrowed(again.side, again.channels), data, crops) < 0.5


def test_a_part_with_all_channels_is_the_whole(borrowed, crops, tmp_path):
    shape = Shape(SMALL.side, 0, tuple(range(5536)))
    plan, pieces = Plan(epochs=1, batch=8, rate=0.0), Pieces([crops], len(crops))
    whole, part = borrowed(SMALL.side), borrowed(SMALL.side, shape.channels)
    looks = Whole(whole, some(pieces, SMALL.side, 0))
    log = train(shape, plan, part, pieces, crops, tmp_path, quiet, whole=looks)
    wanted = evaluate(Landmarks(whole), crops, SMALL.side, CPU)["far"]
    assert log[0]["far"] == pytest.approx(wanted, rel=5e-3)


@pytest.mark.parametrize("side", [100, 0, 240])
def test_a_side_that_cannot_be_halved_is_refused(side):
    with pytest.raises(ValueError, match=rf"--side is {side}; it should be a multiple of 16"):
        Shape(side)


def test_a_run_that_is_not_there_is_missed_by_its_command(borrowed, tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis hand train"):
        load(tmp_path, borrowed())
