"""The manifest's reader names the key that is wrong."""

import copy
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.manifest import PATH, ManifestError, parse, read

GOOD = tomllib.loads(PATH.read_text())


def changed(path, value):
    table = copy.deepcopy(GOOD)
    place = table
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return table


GRAFT = {"file": "a.npz", "sha256": "0" * 64, "bytes": 1, "data": ["hands"]}
BAD = [
    (("version",), 2, "version is 2; this code reads 1"),
    (("wheel",), None, "wheel is missing; it should be a table"),
    (("wheel", "sha256"), "abc", "wheel.sha256 is 'abc'; it should be 64 hexadecimal digits"),
    (("wheel", "bytes"), 0, "wheel.bytes is 0; it should be 1 or more"),
    (("wheel", "mirror"), "x", "wheel.mirror is not a key of the manifest"),
    (("models", "palm"), 3, "models.palm is 3; it should be a table"),
    (
        ("models", "palm", "task"),
        "dance",
        "models.palm.task is 'dance'; it should be one of portrait, palm, hand",
    ),
    (("models", "palm", "weights"), "int4", "models.palm.weights is 'int4'; it should be one of exact"),
    (("models", "palm", "source", "member"), 1, "models.palm.source.member is 1; it should be a string"),
    (("models", "palm", "input", "shape"), [1, 192, 192, 3], "it should be .1, height, width, 4"),
    (("models", "palm", "input", "shape"), [1, -2], "should be a list of positive integers"),
    (("models", "palm", "input", "border"), "wrap", "it should be one of clamp, zero"),
    (("models", "palm", "outputs"), [], "models.palm.outputs should be one table or more"),
    (
        ("models", "palm", "outputs", 1, "stride"),
        True,
        r"outputs\[1\].stride is True; it should be an integer",
    ),
    (
        ("models", "palm", "outputs", 1, "tolerance"),
        "1",
        r"outputs\[1\].tolerance is '1'; it should be a number",
    ),
    (("models", "palm", "files", "wasm"), None, "models.palm.files.wasm is missing"),
    (("models", "palm", "files", "cuda"), {}, "models.palm.files.cuda is not a key"),
    (("models", "palm", "files", "webgl", "precision"), "fp8", "should be one of int8, fp16, fp32"),
    (("models", "palm", "accuracy", "found"), "all", "models.palm.accuracy.found is 'all'"),
    (("models", "palm", "source"), None, "palm.source is missing, and so is models.palm.recipe"),
    (("models", "hand", "graft"), GRAFT | {"file": 7}, "models.hand.graft.file is 7; it should be a string"),
    (("models", "hand", "graft"), GRAFT | {"data": []}, "hand.graft.data is .*; it should be a list of str"),
    (("models", "hand", "graft"), GRAFT | {"rank": 8}, "models.hand.graft.rank is not a key"),
    (("models", "palm", "recipe"), {"module": "gesture", "data": ["a"]}, "palm.task is 'palm'; it should be"),
    (("models", "gesture", "task"), "palm", "models.gesture.task is 'palm'; it should be one of gesture"),
    (("models", "gesture", "source"), {}, "models.gesture.source is not a key"),
    (("models", "gesture", "files"), {}, "models.gesture.files is not a key"),
    (
        ("models", "gesture", "sha256"),
        "1",
        "models.gesture.sha256 is '1'; it should be 64 hexadecimal digits",
    ),
    (("models", "gesture", "recipe", "module"), None, "models.gesture.recipe.module is missing"),
    (("models", "gesture", "recipe", "data"), [3], "recipe.data is .3.; it should be a list of strings"),
    (("models", "gesture", "outputs", 0, "stride"), 1, r"gesture.outputs\[0\].stride is not a key"),
]


@pytest.mark.parametrize(("path", "value", "says"), BAD, ids=[".".join(map(str, row[0])) for row in BAD])
def test_a_wrong_key_is_named_with_what_would_be_right(path, value, says):
    with pytest.raises(ManifestError, match=says):
        parse(changed(path, value))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.dictionaries(st.text(), v)
    )
)
def test_anything_else_is_refused_with_a_reason(table):
    with pytest.raises(ManifestError):
        parse(table if isinstance(table, dict) else {"version": table})


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "manifest.toml").write_text("version = ")
    with pytest.raises(ManifestError, match=r"manifest.toml is not TOML"):
        read(tmp_path / "manifest.toml")


def test_every_model_has_a_card_its_licence_and_measured_accuracy(listed):
    for model in listed.models.values():
        card = (PATH.parent / model.card).read_text()
        assert model.licence in card
        assert model.accuracy
        for name, figure in model.accuracy.items():
            assert not figure or f"{figure:g}" in card, f"{model.card} does not give {name}, {figure:g}"


def test_every_card_names_where_its_model_is_from(listed):
    for model in listed.borrowed.values():
        assert model.source.file in (PATH.parent / model.card).read_text()
    for model in listed.trained.values():
        card = (PATH.parent / model.card).read_text()
        assert f"oivis models train {model.name}" in card
        assert all(folder in card for folder in model.recipe.data)


def test_each_model_s_files_tell_its_weights(listed):
    for model in listed.borrowed.values():
        assert model.files["webgl"].precision == "fp32"
        assert model.files["webgpu"].precision == "fp16"
        assert model.files["wasm"].precision == ("fp16" if model.weights == "exact" else "int8")
