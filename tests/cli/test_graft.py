"""`oivis graft` leaves channels out, and goes on from what it has learnt."""

import subprocess
import sys

import pytest

from models import build
from models.graft import channels_of, read
from tests.cli.test_portrait import AMOUNT, data  # noqa: F401


def oivis(folder, *arguments):
    command = [sys.executable, "-c", "import cli; cli.main()", *arguments]
    environment = {"OIVIS_DATA": str(folder), "PATH": ""}
    done = subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True, env=environment)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(data, tmp_path_factory):  # noqa: F811
    """Pictures to learn from, and how they are learnt from."""
    pytest.importorskip("torch", reason="PyTorch is for recipes alone: pip install -e .[train]")
    if not (build.TARGET / "models.json").is_file():
        pytest.skip("the borrowed networks are not built: oivis models build")
    folder = tmp_path_factory.mktemp("portrait")
    oivis(data, "portrait", "data", "--home", str(folder), *AMOUNT)
    once = ("--epochs", "1", "--batch", "2", "--threads", "1", "--rank", "0")
    return folder, ("graft", "train", "--home", str(folder), *AMOUNT, *once)


def test_a_thin_network_is_gone_on_with_from_its_file(data, made):  # noqa: F811
    folder, learn = made
    files = {run: folder / f"{run}.npz" for run in ("one", "two")}
    for run, begin in (("one", ("--price", "0.9")), ("two", ("--begin", str(files["one"])))):
        said = oivis(data, *learn, "--run", run, *begin)
        assert "epoch 1 of 1" in said, said
        oivis(data, "graft", "export", "--home", str(folder), "--run", run, "--to", str(files[run]))
    one, two = (read(file) for file in files.values())
    assert channels_of(one) == channels_of(two) != ()
    assert any((one[name] != two[name]).any() for name in one)


@pytest.mark.parametrize("other", [("--rank", "4"), ("--begin", "models/detector/palm.npz")])
def test_what_does_not_go_with_a_price_is_refused(data, made, other):  # noqa: F811
    _, learn = made
    said = oivis(data, *learn, "--run", "other", "--price", "0.9", *other)
    assert "--price below 1 needs --rank 0, and nothing to --begin with" in said
    assert "Traceback" not in said
