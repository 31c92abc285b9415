"""Learning and export: hands are learnt, what was cut off goes on, a file answers as PyTorch does."""

import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models import recipes  # noqa: E402
from models.detector.export import ALARMS, distances, export, palm, write  # noqa: E402
from models.detector.kept import load, palm_trunk  # noqa: E402
from models.detector.loss import assign, decode, generalised, losses  # noqa: E402
from models.detector.make import Pictures  # noqa: E402
from models.detector.measure import Truth, average_precision  # noqa: E402
from models.detector.network import Detector, Guesses  # noqa: E402
from models.detector.peers import NETWORK, Card, ours  # noqa: E402
from models.detector.shape import Shape, anchors  # noqa: E402
from models.detector.train import Plan, look, seek, train  # noqa: E402
from models.graft import graft, unpacked  # noqa: E402
from models.reference import Session  # noqa: E402
from models.training.kept import TrainError  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

INT8 = ("int8-channels", "int8")
# A quarter of the channels: a sixth of the time.
CHANNELS = (*range(8), *range(32, 40), *range(64, 80), *range(128, 160))
SMALL = Shape(size=64, rank=0, channels=CHANNELS, neck=16)


def drawn(number, seed):
    """Red squares are fists, blue ones palms; every other picture is letterboxed."""
    random = np.random.default_rng(seed)
    pixels = random.integers(100, 140, (number, 64, 64, 3), np.uint8)
    boxes = np.zeros((number, 8, 4), np.float32)
    classes = np.full((number, 8), -2, np.int8)
    points = np.full((number, 8, 21, 2), np.nan, np.float32)
    pixels[::2, :11] = pixels[::2, -11:] = 0
    for at in range(number):
        side, shown = random.integers(14, 36), random.integers(2)
        x, y = random.integers(0, 64 - side, 2)
        pixels[at, y : y + side, x : x + side] = (40, 60, 250) if shown else (250, 60, 40)
        boxes[at, 0], classes[at, 0] = (x, y, x + side, y + side), shown
        # Twenty-one points down the middle: the wrist is below.
        points[at, 0] = np.stack([np.full(21, x + side / 2), np.linspace(y + side, y, 21)], axis=1)
    return Pictures(pixels, boxes, classes, points)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A small network that has learnt squares."""
    folder = tmp_path_factory.mktemp("run")
    plan = Plan(epochs=14, batch=16, rate=6e-3)
    log = train(SMALL, palm_trunk(SMALL), plan, drawn(320, 0), drawn(48, 1), folder, lambda *_: None)
    return folder, log


def quiet(*_):
    return None


def test_five_eighths_of_the_channels_are_half_of_the_bytes():
    shape = Shape(channels=(*range(20), *range(32, 52), *range(64, 104), *range(128, 208)))
    assert len(export(Detector(shape, palm_trunk(shape)).eval(), *INT8).bytes()) <= 0.67e6


def test_an_input_that_cannot_be_halved_five_times_is_refused():
    with pytest.raises(ValueError, match=r"150 pixels.*multiple of 32"):
        Shape(150)


def test_every_anchor_has_its_guess_and_lies_in_the_picture():
    places = anchors(SMALL)
    guesses = Detector(SMALL, palm_trunk(SMALL))(torch.zeros(2, 3, 64, 64))
    assert guesses.offsets.shape == (2, len(places), 4) and guesses.points.shape == (2, len(places), 21, 2)
    assert guesses.names.shape == (2, len(places), 6) and guesses.hands.shape == (2, len(places))
    assert (places[:, :2] > 0).all() and (places[:, :2] < 64).all()


def test_a_guess_is_of_the_anchor_that_the_list_names():
    torch.manual_seed(0)
    network = Detector(SMALL, palm_trunk(SMALL)).eval()
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0), requires_grad=True)
    logits = network(picture).names
    index = 2 * (3 * 8 + 5) + 1  # row 3, column 5 of the finest level, its larger anchor
    logits[0, index].sum().backward()
    seen = picture.grad[0].abs().sum(0).numpy()
    rows, columns = np.indices(seen.shape) + 0.5
    x, y, _ = anchors(SMALL)[index]
    assert abs((seen * rows).sum() / seen.sum() - y) < 6 and abs((seen * columns).sum() / seen.sum() - x) < 6


def test_every_hand_is_given_an_anchor_and_padding_none():
    boxes = torch.tensor([[[2.0, 2, 9, 40], [30, 30, 62, 60], [0, 0, 0, 0]]])
    targets = assign(torch.tensor(anchors(SMALL)), boxes, torch.tensor([[True, True, False]]))
    assert set(targets.hand.unique().tolist()) == {-1, 0, 1}


def test_a_picture_without_hands_asks_all_anchors_for_nothing():
    targets = assign(torch.tensor(anchors(SMALL)), torch.zeros(1, 8, 4), torch.zeros(1, 8, dtype=torch.bool))
    assert (targets.hand == -1).all() and targets.is_asked.all()


def test_no_offset_is_the_anchor_itself():
    places = torch.tensor([[10.0, 20, 8]])
    assert decode(places, torch.zeros(1, 1, 4)).tolist() == [[[6, 16, 14, 24]]]


def test_boxes_that_do_not_meet_are_told_how_far_apart_they_are():
    box = torch.tensor([0.0, 0, 1, 1])
    near, far = (generalised(box, torch.tensor([x, 0.0, x + 1, 1])) for x in (2.0, 9.0))
    assert -1 < far < near < 0 and generalised(box, box) == 1


def guesses_of(places, names=0.0):
    """Guesses that say the same at every anchor, as leaves that are learnt."""
    count = len(places)
    shapes = ((1, count, 4), (1, count, 21, 2), (1, count), (1, count, 6))
    values = (0.0, 0.0, 0.0, names)
    return Guesses(*(torch.full(s, v).requires_grad_() for s, v in zip(shapes, values, strict=True)))


def test_a_hand_of_unknown_gesture_and_landmarks_teaches_that_it_is_there_and_where():
    places, unknown = torch.tensor(anchors(SMALL)), torch.full((1, 1, 21, 2), torch.nan)
    guesses, boxes = guesses_of(places), torch.tensor([[[8.0, 8, 30, 30]]])
    torch.stack(losses(places, guesses, boxes, torch.tensor([[-1]]), unknown)).sum().backward()
    found = assign(places, boxes, torch.tensor([[True]])).hand[0] >= 0
    assert guesses.hands.grad[0, found].max() < 0 < guesses.hands.grad[0, ~found].max()
    assert guesses.offsets.grad[0, found].abs().max() > 0
    assert guesses.names.grad.abs().max() == 0 and guesses.points.grad.abs().max() == 0


def test_landmarks_are_drawn_towards_their_places():
    places, boxes = torch.tensor(anchors(SMALL)), torch.tensor([[[8.0, 8, 30, 30]]])
    guesses, right = guesses_of(places), torch.full((1, 1, 21, 2), 60.0)
    losses(places, guesses, boxes, torch.tensor([[0]]), right).points.backward()
    found = assign(places, boxes, torch.tensor([[True]])).hand[0] >= 0
    assert (guesses.points.grad[0, found] < 0).all() and guesses.points.grad[0, ~found].abs().max() == 0


def test_a_picture_without_hands_charges_for_hands_alone():
    places = torch.tensor(anchors(SMALL))
    nobody, nowhere = torch.full((1, 8), -2), torch.full((1, 8, 21, 2), torch.nan)
    lost = losses(places, guesses_of(places), torch.zeros(1, 8, 4), nobody, nowhere)
    assert lost.hands > 0 and lost.gestures == lost.boxes == lost.points == 0


def test_smoothing_takes_from_the_sure():
    places = torch.tensor(anchors(SMALL))
    guesses = guesses_of(places)
    sure = guesses._replace(names=torch.tensor([-9.0, -9, 9, -9, -9, -9]).expand(1, len(places), 6))
    boxes, classes, points = (
        torch.tensor([[[8.0, 8, 30, 30]]]),
        torch.tensor([[2]]),
        torch.zeros(1, 1, 21, 2),
    )
    plain, smooth = (losses(places, sure, boxes, classes, points, s).gestures for s in (0, 0.1))
    assert plain < 1e-3 < smooth


def test_squares_are_learnt(learnt):
    folder, log = learnt
    held = drawn(64, 2)
    found, _ = look(load(folder), held.pixels, torch.device("cpu"))
    truths = [Truth(b[c > -2], c[c > -2]) for b, c in zip(held.boxes, held.classes, strict=True)]
    assert average_precision(found, truths, 0.5) > 0.8
    right = [
        each.classes[:1].tolist() == truth.classes.tolist() for each, truth in zip(found, truths, strict=True)
    ]
    assert np.mean(right) > 0.9
    assert all(log[-1][part] < log[0][part] for part in ("hands", "gestures", "boxes", "points", "places"))


def test_the_log_has_a_line_and_the_picture_a_point_for_each_epoch(learnt):
    folder, log = learnt
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    assert lines == log and [line["epoch"] for line in lines] == list(range(1, 15))
    curve = (folder / "curves.svg").read_text().split('points="')[1].split('"')[0]
    assert len(curve.split()) == 14


def test_a_run_that_was_cut_off_ends_as_one_that_was_not(tmp_path):
    pictures, held = drawn(64, 0), drawn(8, 1)
    whole = Plan(epochs=3, batch=16)
    train(SMALL, palm_trunk(SMALL), whole, pictures, held, tmp_path / "whole", quiet)
    cut = Plan(epochs=3, batch=16, seconds=1e-9)
    for epochs in (1, 2, 3):
        assert len(train(SMALL, palm_trunk(SMALL), cut, pictures, held, tmp_path / "cut", quiet)) == epochs
    one, other = (load(tmp_path / name).state_dict() for name in ("whole", "cut"))
    assert all(torch.equal(value, other[name]) for name, value in one.items())


def test_a_run_of_another_plan_is_not_gone_on_with(tmp_path):
    pictures = drawn(16, 0)
    train(SMALL, palm_trunk(SMALL), Plan(epochs=1, batch=16), pictures, pictures, tmp_path, quiet)
    with pytest.raises(TrainError, match=r"another shape or plan.*--run"):
        train(
            SMALL, palm_trunk(SMALL), Plan(epochs=1, batch=16, rate=1e-3), pictures, pictures, tmp_path, quiet
        )


def test_a_run_may_be_made_longer_or_shorter_on_its_way(tmp_path):
    pictures = drawn(16, 0)
    train(
        SMALL, palm_trunk(SMALL), Plan(epochs=3, batch=16, seconds=1e-9), pictures, pictures, tmp_path, quiet
    )
    assert (
        len(train(SMALL, palm_trunk(SMALL), Plan(epochs=2, batch=16), pictures, pictures, tmp_path, quiet))
        == 2
    )


def test_smaller_pictures_come_first_where_that_is_wanted(tmp_path):
    pictures, shape = drawn(16, 0), replace(SMALL, size=96)
    held = replace(pictures, pixels=np.zeros((16, 96, 96, 3), np.uint8))
    log = train(shape, palm_trunk(shape), Plan(epochs=3, batch=16, start=64), pictures, held, tmp_path, quiet)
    assert [line["size"] for line in log] == [64, 64, 96]


def test_a_file_answers_as_pytorch_does(learnt):
    network = load(learnt[0])
    boxes_px, scores = distances(network, export(network).bytes(), drawn(6, 5).pixels)
    # What a graft keeps is rounded to float16.
    assert boxes_px < 0.06 and scores < 3e-3


def test_rounded_weights_come_near(learnt):
    network = load(learnt[0])
    boxes_px, scores = distances(network, export(network, *INT8).bytes(), drawn(6, 5).pixels)
    assert 1e-4 < boxes_px < 1.5 and scores < 0.1


@pytest.fixture(scope="module", params=[(), CHANNELS], ids=["whole", "thin"])
def changed(request):
    """A network that has learnt a little of anything."""
    torch.manual_seed(0)
    shape = Shape(64, 0 if request.param else 2, 9, request.param, neck=16)
    network = Detector(shape, palm_trunk(shape)).eval()
    with torch.no_grad():
        for name, weights in network.trunk.named_parameters():
            if "left" in name or "bias" in name or (request.param and "change" in name):
                weights += 0.02 * torch.randn(weights.shape)
    return network


def test_what_the_palm_network_has_learnt_goes_back_into_it(changed, listed, sources):
    pixels = drawn(6, 7).pixels
    data, by = palm(changed, pixels)
    learnt = unpacked(data)
    graph = recipes.shrunken(
        listed.borrowed["palm"], sources["palm"], (64, 64), channels=learnt.get("channels", ())
    )
    graft(graph, learnt)
    session, wanted = Session(graph.bytes()), seek(changed, pixels, torch.device("cpu"))
    for picture, boxes, scores in zip(pixels, *wanted, strict=True):
        found = session(np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])[None])
        assert found["boxes"][0] == pytest.approx(boxes.numpy(), abs=0.1)
        assert found["scores"].ravel() == pytest.approx(scores.numpy() + by, abs=0.02)


def test_palms_are_sure_enough_to_be_seen_in_few_pictures_without_a_hand(changed):
    empty = drawn(60, 8).pixels
    _, by = palm(changed, empty)
    surest = seek(changed, empty, torch.device("cpu")).scores.amax(1) + by
    assert (surest > 0).float().mean().item() == pytest.approx(ALARMS, abs=0.02)


def test_what_is_exported_finds_squares_in_pictures_of_any_form(learnt, tmp_path):
    folder, log = learnt
    found = write(load(folder), drawn(32, 6), tmp_path, "int8-channels", log)
    assert {each.weights for each in found} == {"exact", "int8-blocks", "int8-channels"}
    assert (tmp_path / NETWORK).stat().st_size == next(p.bytes for p in found if p.weights == "int8-channels")
    card = Card.read(tmp_path)
    assert card.size == 64 and 0.1 <= card.least <= 0.9 and card.epochs == 14
    image = np.full((160, 240, 3), 120, np.uint8)
    image[40:120, 120:200] = (250, 60, 40)
    seen = ours(tmp_path)(image)
    truth = Truth(np.array([[120.0, 40, 200, 120]]), np.array([0]))
    assert seen.classes[0] == 0 and average_precision([seen], [truth], 0.5) == 1
    wrist, knuckle = seen.points[0]
    assert abs(wrist[0] - 160) < 20 and wrist[1] > knuckle[1] + 10


def test_a_network_that_was_not_trained_or_exported_is_missed_by_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="oivis detector train"):
        load(tmp_path)
    with pytest.raises(FileNotFoundError, match="oivis detector export"):
        ours(tmp_path)
