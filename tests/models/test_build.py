"""The build makes exactly the manifest's files, once."""

import dataclasses
import hashlib
import json

import pytest

from models import build


@pytest.fixture(scope="session")
def target(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    assert build.build(folder)
    return folder


def test_every_file_comes_out_with_the_manifest_s_sha256(listed, target):
    assert build.damaged(listed, target) == []
    assert {path.name for path in target.iterdir()} == {"models.json"} | {
        a.file for a in build.artefacts(listed)
    }


def test_the_second_build_makes_nothing(target):
    assert build.build(target) is False


def test_the_list_describes_the_files_beside_it(target):
    described = json.loads((target / "models.json").read_bytes())
    assert described["version"] == 1
    assert set(described["models"]) == {"portrait", "portrait-wide", "palm", "hand", "hand-fine"}
    for model in described["models"].values():
        assert set(model["files"]) == {"wasm", "webgpu", "webgl"}
        for file in model["files"].values():
            data = (target / file["file"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


def test_a_changed_byte_is_found_and_made_right(listed, target):
    victim = target / next(build.artefacts(listed)).file
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.write_bytes(data)
    assert build.damaged(listed, target) == [victim.name]
    assert build.build(target) is True
    assert build.damaged(listed, target) == []


def test_a_recipe_that_makes_other_bytes_is_refused_with_the_line_to_write(listed, sources, tmp_path):
    right = next(a for a in build.artefacts(listed) if a.file == "portrait.fp32.onnx")
    with pytest.raises(
        build.BuildError, match=rf'webgl = {{ precision = "fp32", sha256 = "{right.sha256}"'
    ) as raised:
        build.make(dataclasses.replace(right, sha256="0" * 64), sources["portrait"], tmp_path)
    assert "[models.portrait.files]" in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"manifest": 1}'])
def test_a_broken_list_is_made_anew(listed, tmp_path, text):
    (tmp_path / "models.json").write_text(text)
    assert not build.is_built(listed, tmp_path)


def test_a_change_of_the_manifest_alone_makes_the_list_anew(listed, target):
    palm = dataclasses.replace(listed.borrowed["palm"], accuracy={"found": 0.5})
    changed = dataclasses.replace(listed, borrowed=listed.borrowed | {"palm": palm})
    assert not build.is_built(changed, target)


def test_committed_weights_are_those_of_the_manifest(listed):
    assert build.strange(listed) == []
    gesture = dataclasses.replace(listed.trained["gesture"], sha256="0" * 64)
    changed = dataclasses.replace(listed, trained={"gesture": gesture})
    assert build.strange(changed) == [gesture.file]
