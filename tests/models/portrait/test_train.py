"""Learning and export: people are learnt, what was cut off goes on, a file answers as PyTorch does."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models.evaluate.measures import mean_iou  # noqa: E402
from models.portrait.export import distances, export, parities  # noqa: E402
from models.portrait.kept import load  # noqa: E402
from models.portrait.loss import Weights, band, connected, losses, steady  # noqa: E402
from models.portrait.network import Portrait  # noqa: E402
from models.portrait.peers import Ours, exported, file_of  # noqa: E402
from models.portrait.shape import Shape  # noqa: E402
from models.portrait.train import Plan, guess, train  # noqa: E402
from models.training import pieces  # noqa: E402
from models.training.kept import TrainError  # noqa: E402
from models.training.layers import count  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

SMALL = Shape(32, 48, widths=(8, 8, 16, 16), depths=(0, 1, 1), context=8, sides=(8, 8, 8))
CPU = torch.device("cpu")


def drawn(number, seed):
    """Red discs before grey are people; every third mask is only the teacher's."""
    random = np.random.default_rng(seed)
    planes = random.integers(90, 150, (number, 32, 48, 6), np.uint8)
    y, x = np.indices((32, 48))
    for at in range(number):
        mask = np.hypot(y - random.integers(8, 24), x - random.integers(10, 38)) < random.integers(5, 11)
        planes[at, mask, :3] = (230, 60, 50)
        planes[at, ..., 3] = planes[at, ..., 4] = 255 * mask
        planes[at, ..., 5] = 255 * (at % 3 > 0)
    return planes


def pictures(number, seed):
    return pieces.Pieces([drawn(number, seed)], number)


def quiet(*_):
    return None


def fresh(shape=SMALL):
    """A network that has learnt nothing, the same each time."""
    torch.manual_seed(0)
    return Portrait(shape)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A small network that has learnt discs."""
    folder = tmp_path_factory.mktemp("run")
    plan = Plan(epochs=8, batch=16, rate=6e-3)
    log = train(fresh(), plan, pictures(320, 0), drawn(24, 1), drawn(9, 2), folder, quiet)
    return folder, log


def test_the_shape_is_within_its_bytes():
    weights = count(Portrait(Shape()))
    assert weights * 4 < 1.7e6 and weights < 0.5e6


@pytest.mark.parametrize("side", [150, 8])
def test_an_input_that_cannot_be_halved_four_times_is_refused(side):
    with pytest.raises(ValueError, match=rf"{side} pixels.*multiple of 16"):
        Shape(height=side)


@pytest.mark.parametrize("size", [(144, 256), (256, 256)])
def test_every_pixel_has_its_logit(size):
    network = Portrait(Shape(*size)).eval()
    assert network(torch.zeros(2, 3, *size)).shape == (2, 1, *size)


def test_a_pixel_of_the_matte_looks_at_the_same_place_of_the_picture():
    torch.manual_seed(0)
    network = Portrait(Shape(32, 48, context=0, depths=(0, 0, 0))).eval()
    picture = torch.rand(1, 3, 32, 48, requires_grad=True)
    network(picture)[0, 0, 9, 30].backward()
    seen = picture.grad[0].abs().sum(0).numpy()
    rows, columns = np.indices(seen.shape)
    assert abs((seen * rows).sum() / seen.sum() - 9) < 6 and abs((seen * columns).sum() / seen.sum() - 30) < 6


def test_an_edge_is_a_band_around_where_the_truth_changes():
    truth = torch.zeros(1, 1, 9, 20)
    truth[..., 10:] = 1
    assert band(truth)[0, 0, 4].nonzero().flatten().tolist() == [8, 9, 10, 11]
    assert band(torch.zeros(1, 1, 9, 20)).sum() == 0


def whole(*boxes):
    truth = torch.zeros(1, 1, 40, 60)
    for top, left, height, width in boxes:
        truth[..., top : top + height, left : left + width] = 1
    return truth


def test_pieces_that_match_lose_nothing_and_islands_cost():
    truth = whole((4, 4, 20, 20))
    alone, island = connected(truth, truth), connected(whole((4, 4, 20, 20), (30, 40, 8, 8)), truth)
    assert alone < 1e-5 and 0.4 < island < 0.6


def test_a_person_in_two_pieces_costs_more_than_one_of_the_same_size():
    truth = whole((4, 4, 20, 40))
    one, two = (
        connected(whole((4, 4, 20, 38)), truth),
        connected(whole((4, 4, 20, 18), (4, 24, 20, 20)), truth),
    )
    assert one < 0.1 < two


def test_where_no_piece_matches_there_is_still_a_way_down():
    truth = whole((4, 4, 10, 10))
    matte = (whole((24, 40, 10, 10)) * 0.8).requires_grad_()
    connected(matte, truth).backward()
    assert matte.grad[0, 0, 28, 44] > 0 > matte.grad[0, 0, 8, 8]


def test_what_moves_with_its_picture_is_steady():
    logits = torch.randn(2, 1, 12, 16)
    for shift in ((2, -3), (-1, 4), (0, 0)):
        assert steady(logits, torch.roll(logits, shift, (2, 3)), shift) == 0
    assert steady(logits, logits, (2, -3)) > 0.01


def test_the_teacher_is_imitated_where_a_mask_is_drawn_and_only_there():
    logits, truth = torch.zeros(2, 1, 8, 8), torch.ones(2, 1, 8, 8)
    none, one = (
        losses(logits, truth, truth * 0.5, torch.tensor(drawn), Weights(imitation=0.5))[2]
        for drawn in ([False, False], [True, False])
    )
    assert none == 0 and one == pytest.approx(0.5 * np.log(2))


def test_focal_leaves_less_of_what_is_learnt():
    truth, logits = torch.ones(1, 1, 8, 8), torch.full((1, 1, 8, 8), 3.0)
    there = torch.tensor([True])
    plain, focal = (
        losses(logits, truth, truth, there, Weights(focal=power, boundary=0, imitation=0))[0]
        for power in (0.0, 2.0)
    )
    assert focal < plain


def test_people_are_learnt(learnt):
    folder, log = learnt
    held = drawn(30, 5)
    mattes = guess(load(folder), held[..., :3], CPU)
    assert np.mean([mean_iou(m > 0.5, t > 127) for m, t in zip(mattes, held[..., 3], strict=True)]) > 0.9
    assert log[-1]["regions"] < log[0]["regions"] and log[-1]["edges"] < log[0]["edges"]


def test_the_log_has_a_line_and_the_picture_a_point_for_each_epoch(learnt):
    folder, log = learnt
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert lines == log and [line["epoch"] for line in lines] == list(range(1, 9))
    assert len((folder / "curves.svg").read_text().split('points="')[1].split('"')[0].split()) == 8


def test_a_run_that_was_cut_off_ends_as_one_that_was_not(tmp_path):
    made, held = pictures(64, 0), drawn(4, 1)
    train(fresh(), Plan(epochs=3, steady=1.0), made, held, held, tmp_path / "whole", quiet)
    cut = Plan(epochs=3, steady=1.0, seconds=1e-9)
    for epochs in (1, 2, 3):
        assert len(train(fresh(), cut, made, held, held, tmp_path / "cut", quiet)) == epochs
    one, other = (load(tmp_path / name).state_dict() for name in ("whole", "cut"))
    assert all(torch.equal(value, other[name]) for name, value in one.items())


def test_what_is_learnt_coarsely_is_known_finely(tmp_path):
    held = drawn(24, 1)
    plan = Plan(epochs=6, coarse=5, rate=6e-3)
    shape = Shape(64, 96, SMALL.widths, SMALL.depths, SMALL.context, SMALL.sides)
    large = pieces.Pieces([drawn(160, 0).repeat(2, 1).repeat(2, 2)], 160)
    finely = held.repeat(2, 1).repeat(2, 2)
    log = train(fresh(shape), plan, large, finely, finely, tmp_path, quiet)
    assert log[-1]["miou"] > 0.9


def test_a_run_of_another_plan_is_not_gone_on_with(tmp_path):
    made, held = pictures(16, 0), drawn(3, 1)
    train(fresh(), Plan(epochs=1), made, held, held, tmp_path, quiet)
    with pytest.raises(TrainError, match=r"another shape or plan.*--run"):
        train(fresh(), Plan(epochs=1, boundary=0.0), made, held, held, tmp_path, quiet)


def test_a_run_begins_with_the_weights_of_another(learnt, tmp_path):
    held = drawn(24, 1)
    plan = Plan(epochs=1, rate=1e-5)
    log = train(load(learnt[0]), plan, pictures(32, 4), held, held, tmp_path, quiet)
    assert log[0]["miou"] > 0.9


@pytest.mark.parametrize("has_previous", [False, True])
def test_every_loss_together_lets_a_network_learn(tmp_path, has_previous):
    shape = Shape(32, 48, (8, 8, 16, 16), (0, 1, 1), 8, (8, 8, 8), has_previous)
    plan = Plan(epochs=2, rate=6e-3, focal=1.0, connected=0.1, steady=1.0)
    held = drawn(6, 1)
    log = train(fresh(shape), plan, pictures(96, 0), held, held, tmp_path, quiet)
    assert all(np.isfinite(list(line.values())).all() for line in log)
    assert log[1]["regions"] < log[0]["regions"] and log[1]["steady"] > 0


@pytest.mark.parametrize("has_previous", [False, True])
def test_a_file_answers_as_pytorch_does(has_previous):
    torch.manual_seed(1)
    network = Portrait(Shape(32, 48, has_previous=has_previous))
    for _ in range(3):
        # So that normalisation has something to fold.
        network(torch.rand(4, 3, 32, 48), torch.rand(4, 1, 32, 48))
    most, mean, _ = distances(network.eval(), export(network).bytes(), drawn(5, 6)[..., :3])
    # Half a step is what rounding to bytes costs.
    assert most < 0.51 and mean < 0.3


def test_rounded_weights_come_near(learnt):
    network = load(learnt[0])
    found = {parity.weights: parity for parity, _ in parities(network, drawn(8, 5)[..., :3])}
    assert set(found) == {"exact", "int8-blocks", "int8-channels"}
    assert found["exact"].most < 0.51 and found["exact"].flipped < 1e-3
    assert all(found[name].mean < 3 and found[name].flipped < 0.02 for name in found)


def test_what_is_exported_sees_people_in_pictures_of_any_form(learnt, tmp_path):
    path = tmp_path / file_of((32, 48))
    path.write_bytes(export(load(learnt[0]), "int8-channels", "int8").bytes())
    assert exported(tmp_path) == {(32, 48): path}
    image = np.full((160, 200, 3), 120, np.uint8)
    y, x = np.indices((160, 200))
    image[np.hypot((y - 80) / 160 * 32, (x - 60) / 200 * 48) < 8] = (230, 60, 50)
    matte = Ours(path, (32, 48))(image)
    assert matte.shape == (32, 48) and matte[16, 14] > 0.9 and matte[16, 40] < 0.1


def test_the_same_weights_look_at_another_size(learnt):
    network = load(learnt[0], (48, 48))
    assert network.shape.height == 48 and network(torch.zeros(1, 3, 48, 48)).shape == (1, 1, 48, 48)


def test_a_network_that_was_not_trained_or_exported_is_missed_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis portrait train"):
        load(tmp_path)
    with pytest.raises(FileNotFoundError, match="oivis portrait export"):
        exported(tmp_path)


def test_pieces_are_as_long_as_the_batch_counts_on():
    made = pieces.Pieces([drawn(pieces.PIECE, 0), drawn(4, 1)], pieces.PIECE + 4)
    assert (made.batch(np.array([pieces.PIECE + 2]))[0] == made.pieces[1][2]).all()
