"""`oivis models` says what there is, makes it once, and checks it."""

import json
import subprocess
import sys

import pytest

from models import build, manifest


def oivis(*arguments):
    command = [sys.executable, "-c", "import cli; cli.main()", *arguments]
    return subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def built():
    done = oivis("models", "build")
    assert done.returncode == 0, done.stderr


def test_list_as_json_is_the_manifest(built):
    listed = json.loads(oivis("models", "list", "--json").stdout)
    assert set(listed) == set(manifest.read().models)
    assert listed["palm"]["input"]["shape"] == [1, 128, 128, 4]


def test_list_names_every_file(built):
    said = oivis("models", "list").stdout
    files = {artefact.file for artefact in build.artefacts(manifest.read())} | {"gesture.npz"}
    assert all(file in said for file in files)
    assert said.count("yes") == len(files)


def test_the_second_build_says_that_all_is_there(built):
    assert json.loads(oivis("models", "build", "--json").stdout)["made"] is False


def test_verify_holds_every_output_of_every_file_to_litert(built):
    pytest.importorskip("ai_edge_litert")
    done = oivis("models", "verify", "--json")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    files = {artefact.file for artefact in build.artefacts(manifest.read())}
    assert {result["file"] for result in results} >= files | {"gesture.npz"}
    assert all(result["is_within"] for result in results)


def test_compare_without_pictures_says_where_it_looked(built, tmp_path, monkeypatch):
    monkeypatch.setenv("OIVIS_DATA", str(tmp_path))
    done = oivis("models", "compare")
    assert done.returncode == 1
    assert "OIVIS_DATA" in done.stderr and "Traceback" not in done.stderr


def test_training_what_is_borrowed_names_what_can_be_trained():
    done = oivis("models", "train", "palm")
    assert done.returncode == 1
    assert "palm is borrowed" in done.stderr and "gesture" in done.stderr and "Traceback" not in done.stderr
