"""A thinner network begins as a part of a whole one, and imitates it."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")

from models.detector.kept import load, palm_trunk  # noqa: E402
from models.detector.make import Pictures  # noqa: E402
from models.detector.network import Detector  # noqa: E402
from models.detector.part import begin, whole_of  # noqa: E402
from models.detector.shape import Shape  # noqa: E402
from models.detector.train import Plan, train  # noqa: E402
from models.training.kept import TrainError, begun  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

WHOLE = Shape(size=64, rank=2, neck=16)
THIN = Shape(size=64, rank=0, neck=16)


def squares(number, seed=0):
    """A dark square is a fist."""
    random = np.random.default_rng(seed)
    pixels = random.integers(100, 140, (number, 64, 64, 3), np.uint8)
    boxes, classes = np.zeros((number, 8, 4), np.float32), np.full((number, 8), -2, np.int8)
    points = np.full((number, 8, 21, 2), np.nan, np.float32)
    for at in range(number):
        side = random.integers(14, 36)
        x, y = random.integers(0, 64 - side, 2)
        pixels[at, y : y + side, x : x + side] = (250, 60, 40)
        boxes[at, 0], classes[at, 0] = (x, y, x + side, y + side), 0
        points[at, 0] = np.stack([np.full(21, x + side / 2), np.linspace(y + side, y, 21)], axis=1)
    return Pictures(pixels, boxes, classes, points)


def quiet(*_):
    return None


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    """A run of a whole network, an epoch long."""
    folder = tmp_path_factory.mktemp("whole")
    pictures = squares(16)
    train(WHOLE, palm_trunk(WHOLE), Plan(epochs=1, batch=16), pictures, pictures, folder, quiet)
    return folder


def test_the_channels_that_are_kept_are_chosen_the_same_each_time(teacher):
    found = whole_of(load(teacher), squares(32), seed=0).choose(0.6, quiet)
    assert list(found) == sorted(set(found)) and 64 <= len(found) < 256
    assert found == whole_of(load(teacher), squares(32), seed=0).choose(0.6, quiet)


def test_a_part_with_all_channels_is_the_whole(teacher):
    whole = load(teacher)
    shape = replace(THIN, channels=tuple(range(256)))
    part = Detector(shape, palm_trunk(shape)).eval()
    begin(part, whole, whole_of(whole, squares(16), seed=0))
    x = torch.rand(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        for mine, theirs in zip(part(x), whole(x), strict=True):
            # The whole one's graft is rounded to float16 on its way.
            assert torch.allclose(mine, theirs, atol=0.1)


def test_a_run_goes_on_with_the_channels_that_it_began_with(teacher, tmp_path):
    pictures = squares(32)
    shape = replace(THIN, channels=whole_of(load(teacher), pictures, seed=0).choose(0.5, quiet))
    plan = Plan(epochs=1, batch=16, imitation=1.0)
    train(shape, palm_trunk(shape), plan, pictures, pictures, tmp_path, quiet, teacher=teacher)
    assert begun(tmp_path)["channels"] == shape.channels


def test_a_teacher_is_imitated(teacher, tmp_path):
    pictures = squares(48)
    shape = replace(THIN, channels=tuple(range(0, 256, 4)))
    plan = Plan(epochs=4, batch=16, imitation=1.0)
    log = train(shape, palm_trunk(shape), plan, pictures, pictures, tmp_path, quiet, teacher=teacher)
    assert 0 < log[-1]["imitation"] < 0.9 * log[0]["imitation"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (replace(THIN, size=96), r"looks at 64 pixels with all channels: one of 96 pixels"),
        (THIN, r"looks at 64 pixels with 5 channels: one of 64 pixels with all channels"),
    ],
)
def test_a_teacher_that_the_pupil_is_no_part_of_is_refused(teacher, tmp_path, other, says):
    pictures, plan = squares(16), Plan(epochs=1, batch=16)
    if "with 5" in says:
        few = replace(THIN, channels=(0, 1, 40, 70, 200))
        teacher = tmp_path / "few"
        train(few, palm_trunk(few), plan, pictures, pictures, teacher, quiet)
    with pytest.raises(TrainError, match=says):
        train(other, palm_trunk(other), plan, pictures, pictures, tmp_path / "run", quiet, teacher=teacher)
