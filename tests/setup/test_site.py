import hashlib
import json
from pathlib import Path

import brotli

from setup.site import ORT, ORT_FILES, assemble, models, web

SCRIPT = b"const answer = 42;\n" * 50
NOISE = hashlib.shake_128(b"noise").digest(2000)


def test_a_file_lies_under_its_sha256_with_brotli_beside_it_where_that_is_smaller(tmp_path: Path) -> None:
    listed = assemble({"web": {"main.js": SCRIPT, "noise.js": NOISE, "empty.css": b""}}, tmp_path)
    for path, content in [("main.js", SCRIPT), ("noise.js", NOISE), ("empty.css", b"")]:
        entry = listed["web"]["files"][path]
        stored = tmp_path / "files" / entry["sha256"]
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        assert stored.read_bytes() == content
        assert stored.with_suffix(".br").exists() == (entry["br_bytes"] is not None) == (path == "main.js")
    packed = (tmp_path / "files" / listed["web"]["files"]["main.js"]["sha256"]).with_suffix(".br")
    assert brotli.decompress(packed.read_bytes()) == SCRIPT
    assert json.loads((tmp_path / "assets.json").read_text()) == listed


def test_what_is_compressed_already_is_left_alone(tmp_path: Path) -> None:
    listed = assemble({"media": {"demo.webm": SCRIPT}}, tmp_path)
    assert listed["media"]["files"]["demo.webm"]["br_bytes"] is None


def test_the_second_time_nothing_is_written_again(tmp_path: Path) -> None:
    assemble({"web": {"main.js": SCRIPT}}, tmp_path)
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "files").iterdir()}
    assemble({"web": {"main.js": SCRIPT, "new.js": b"new"}}, tmp_path)
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_one_changed_file_changes_the_digest_of_its_group_alone(tmp_path: Path) -> None:
    old = assemble({"web": {"main.js": SCRIPT}, "media": {"a.webm": b"a"}}, tmp_path)
    new = assemble({"web": {"main.js": SCRIPT + b"//"}, "media": {"a.webm": b"a"}}, tmp_path)
    assert old["web"]["digest"] != new["web"]["digest"]
    assert old["media"]["digest"] == new["media"]["digest"]


def test_the_page_gets_all_filters_in_one_file_the_bridge_and_the_licences() -> None:
    files = web()
    filters = json.loads(files["filters.json"])
    assert filters
    assert all(source.lstrip().startswith("/*{") for source in filters.values())
    assert {"ortweb/bridge.js", "LICENSE.txt", "NOTICE.txt", "scenes/snow.webp"} <= set(files)
    assert {"snow", "flakes", "composite"} <= set(filters)
    assert json.loads(files["stage.json"])["scenes"][0] == {"id": "snow", "title": "Snowfall"}
    assert not [path for path in files if path.endswith((".md", ".frag", ".py"))]


def test_only_the_models_that_the_list_names_are_served(tmp_path: Path) -> None:
    listed = {"models": {"toy": {"files": {"wasm": {"file": "toy.onnx"}, "webgl": {"file": "toy.onnx"}}}}}
    (tmp_path / "models.json").write_text(json.dumps(listed))
    (tmp_path / "toy.onnx").write_bytes(b"toy")
    (tmp_path / "tried.onnx").write_bytes(b"tried and too large")
    assert set(models(tmp_path)) == {"models.json", "toy.onnx"}


def test_every_runtime_file_that_another_names_is_served() -> None:
    for name in ORT_FILES:
        if name.endswith(".mjs"):
            text = (ORT / name).read_text()
            named = {
                file
                for file in ("ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.asyncify.mjs")
                if f'"{file}"' in text
            }
            assert named <= set(ORT_FILES)
            assert {file.replace(".mjs", ".wasm") for file in named} <= set(ORT_FILES)
