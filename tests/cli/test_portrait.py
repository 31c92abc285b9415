"""`oivis portrait` goes from stage to stage, and says which one is missing."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from models import build
from models.portrait.peers import exported
from tests.models.portrait.drawn import somebody

COLUMNS = ("file", "source_repo", "licence", "label", "sha256", "mask", "subject")


def oivis(data, *arguments):
    command = [sys.executable, "-c", "import cli; cli.main()", "portrait", *arguments]
    environment = {"OIVIS_DATA": str(data), "PATH": ""}
    return subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True, env=environment)


def manifest(path, rows):
    with path.open("w", newline="") as held:
        lines = csv.DictWriter(held, COLUMNS)
        lines.writeheader()
        lines.writerows(dict(zip(COLUMNS, row, strict=True)) for row in rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Ten pictures of somebody with a drawn mask, ten without, and a room; the last of ten are held out."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "dev").mkdir()
    manifest(folder / "dev" / "manifest.csv", [])
    train, rows = folder / "train", []
    picture, mask = somebody(64, 48)
    for kind in ("portraits/ccp", "hands/hagrid", "backgrounds/room"):
        (train / kind).mkdir(parents=True)
    Image.fromarray(mask).save(train / "mask.png")
    for at in range(10):
        for kind, drawn in (("portraits/ccp", "mask.png"), ("hands/hagrid", "")):
            file = f"{kind}/{at}.png"
            Image.fromarray(picture).save(train / file)
            rows.append((file, "drawn", "MIT", "upper", f"{len(rows):064}", drawn, ""))
    room = np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8)
    Image.fromarray(room).save(train / "backgrounds/room/a.png")
    rows.append(("backgrounds/room/a.png", "drawn", "MIT", "", "f" * 64, "", ""))
    manifest(train / "manifest.csv", rows)
    return folder


AMOUNT = ("--count", "4", "--height", "48", "--width", "64")


def test_learning_that_has_nothing_to_go_on_names_the_stage_before(data, tmp_path):
    pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    done = oivis(data, "train", "--home", str(tmp_path), *AMOUNT)
    assert done.returncode == 1 and "run `oivis portrait data` first" in done.stderr
    assert "Traceback" not in done.stderr


def test_pictures_are_made_and_learnt_from_and_exported(data, tmp_path):
    pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    if not (build.TARGET / "models.json").is_file():
        pytest.skip("the borrowed networks are not built: oivis models build")
    home = ("--home", str(tmp_path))
    done = oivis(data, "data", *home, *AMOUNT)
    assert "4 pictures of 48x64 pixels, of 21 in pictures.json" in done.stdout, done.stderr
    shape = ("--widths", "8", "8", "16", "16", "--depths", "0", "1", "1", "--context", "8", "--sides", *"888")
    learn = ("train", *home, *AMOUNT, *shape, "--epochs", "2", "--batch", "2", "--threads", "1")
    done = oivis(data, *learn, "--json", "--minutes", "0.0001")
    (line,) = json.loads(done.stdout)
    assert 0 <= line["miou"] <= 1 and 0 <= line["taught"] <= 1
    assert "epoch 2 of 2" in oivis(data, *learn).stdout
    assert "int8-channels" in oivis(data, "export", *home).stdout
    assert oivis(data, "export", *home, "--height", "64", "--width", "64").returncode == 0
    assert set(exported(tmp_path / "first")) == {(48, 64), (64, 64)}


def test_half_of_a_size_is_refused(data, tmp_path):
    pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    done = oivis(data, "export", "--home", str(tmp_path), "--height", "64")
    assert done.returncode == 1 and "--height and --width go together" in done.stderr


def test_a_picture_of_dev_is_never_made_into_one_to_learn_from(data, tmp_path):
    manifest(data / "dev" / "manifest.csv", [("x.png", "drawn", "MIT", "", "f" * 64, "", "")])
    try:
        done = oivis(data, "data", "--home", str(tmp_path), *AMOUNT)
    finally:
        manifest(data / "dev" / "manifest.csv", [])
    assert done.returncode == 1 and "in dev too, which nothing may learn from" in done.stderr
    assert not (tmp_path / "pictures.json").exists()
