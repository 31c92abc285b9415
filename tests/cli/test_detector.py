"""`oivis detector` goes from stage to stage, and says which one is missing."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from models import build
from models.training.dataset import write
from tests.models.detector.test_scene import drawn, entry, palm


def oivis(data, *arguments):
    command = [sys.executable, "-c", "import cli; cli.main()", "detector", *arguments]
    environment = {"OIVIS_DATA": str(data), "PATH": ""}
    return subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True, env=environment)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Pictures of a drawn hand and of a room, with their manifests."""
    folder = tmp_path_factory.mktemp("data")
    room = np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)
    files = {"hands/rps_cv/a.png": drawn((30, 160, 60)), "backgrounds/room/b.png": room}
    for part in ("train", "dev"):
        (folder / part).mkdir()
        (folder / part / "manifest.csv").write_text("file,sha256\n")
    for name, pixels in files.items():
        (folder / "train" / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / "train" / name)
    return folder


@pytest.fixture
def home(tmp_path):
    """What `look` leaves."""
    write(
        tmp_path / "pictures.json", [entry("hands/rps_cv/a.png", [palm()]), entry("backgrounds/room/b.png")]
    )
    return tmp_path


@pytest.mark.parametrize("stage", ["make", "train"])
def test_a_stage_that_has_nothing_to_go_on_names_the_one_before(data, tmp_path, stage):
    if stage == "train":
        pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    done = oivis(data, stage, "--home", str(tmp_path), "--count", "2")
    assert done.returncode == 1 and "run `oivis detector look` first" in done.stderr
    assert "Traceback" not in done.stderr


def test_pictures_are_made_and_learnt_from_and_exported(data, home):
    pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    amount = ("--home", str(home), "--count", "4", "--size", "64")
    assert "4 pictures of 64 pixels" in oivis(data, "make", *amount).stdout
    learn = (
        "train",
        *amount,
        "--drawn",
        "64",
        "--epochs",
        "2",
        "--batch",
        "2",
        "--threads",
        "1",
    )
    done = oivis(data, *learn, "--json", "--minutes", "0.0001")
    assert len(json.loads(done.stdout)) == 1, done.stderr
    assert "epoch 2 of 2" in oivis(data, *learn).stdout
    assert "int8-channels" in oivis(data, "export", "--home", str(home)).stdout
    assert json.loads((home / "first" / "detector.json").read_text())["size"] == 64


def test_a_picture_of_dev_is_never_made_into_one_to_learn_from(data, home):
    (data / "dev" / "manifest.csv").write_text(f"file,sha256\nx.png,{'0' * 64}\n")
    try:
        done = oivis(data, "make", "--home", str(home), "--count", "2")
    finally:
        (data / "dev" / "manifest.csv").write_text("file,sha256\n")
    assert done.returncode == 1 and "in dev too, which nothing may learn from" in done.stderr
    assert not (home / "made").exists()
