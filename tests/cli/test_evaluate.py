"""`oivis eval` says what it measures and what is wrong with what it is given."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from models import build


def oivis(*arguments):
    command = [sys.executable, "-c", "import cli; cli.main()", "eval", *arguments]
    return subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True)


def test_help_names_every_kind_of_measurement():
    said = oivis("--help").stdout
    assert all(name in said for name in ("portraits", "video", "hands", "gestures", "moves"))


@pytest.mark.parametrize(
    "name", [(), ("portraits",), ("video",), ("hands",), ("gestures",), ("moves",), ("portrait-network",)]
)
def test_without_pictures_it_says_where_it_looked(name, tmp_path, monkeypatch):
    monkeypatch.setenv("OIVIS_DATA", str(tmp_path))
    done = oivis(*name)
    assert done.returncode == 1
    assert "OIVIS_DATA" in done.stderr and "Traceback" not in done.stderr


def test_a_clip_that_is_none_is_named(tmp_path):
    done = oivis("video", str(tmp_path / "no.mp4"))
    assert done.returncode == 1
    assert "no.mp4 is no video that can be read" in done.stderr and "Traceback" not in done.stderr


def test_portraits_of_any_folder_are_measured_and_given_as_json(tmp_path):
    for kind in ("images", "masks"):
        (tmp_path / "home" / kind).mkdir(parents=True)
    Image.fromarray(np.full((40, 60, 3), 99, np.uint8)).save(tmp_path / "home" / "images" / "1.png")
    Image.fromarray(np.zeros((40, 60), np.uint8)).save(tmp_path / "home" / "masks" / "1.png")
    done = oivis("portraits", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    tables = json.loads(done.stdout)
    # Nobody is there, and nobody is found.
    assert tables["portraits, home (1)"]["ours"] == {"mIoU": 1, "boundary F": 1, "boundary IoU": 1}
