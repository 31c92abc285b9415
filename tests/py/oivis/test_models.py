import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.errors import OivisError
from oivis.models import models_folder, read_models

PALM = {
    "task": "palm",
    "input": {"name": "pixels", "dtype": "uint8", "shape": [1, 192, 160, 4], "border": "zero"},
    "outputs": [{"name": "boxes"}, {"name": "scores"}],
    "files": {"wasm": {"file": "palm.onnx", "sha256": "00", "bytes": 1}},
}


def listing(**change) -> str:
    return json.dumps({"version": 1, "models": {"palm": PALM | change}})


def test_a_model_says_what_it_takes_and_gives():
    palm = read_models(listing())["palm"]
    assert (palm.input, palm.height, palm.width, palm.border) == ("pixels", 192, 160, "zero")
    assert palm.outputs == ("boxes", "scores")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Expecting"),
        ("[]", "models.json cannot be read"),
        ('{"models": {}}', "'version' is missing"),
        ('{"version": 9, "models": {}}', "version is 9, this oivis reads 1"),
        (listing(input={}), "at palm: 'shape' is missing"),
        (listing(input=PALM["input"] | {"shape": [1, 3, 192, 192]}), r"at palm: input shape is \[1, 3"),
        (listing(input=PALM["input"] | {"border": "wrap"}), "border is 'wrap', not clamp or zero"),
        (listing(outputs=None), "at palm"),
    ],
)
def test_a_wrong_list_is_refused_with_the_place_and_what_to_do(text, said):
    with pytest.raises(OivisError, match=said) as refused:
        read_models(text)
    assert refused.value.code == "model-corrupt" and "oivis models build" in refused.value.message


json_values = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["version", "models", "input", "shape", "outputs"]), inner),
    ),
)


@given(json_values)
def test_whatever_the_list_holds_it_is_read_or_refused(value):
    try:
        read_models(json.dumps(value))
    except OivisError as refused:
        assert refused.code == "model-corrupt"


def test_the_folder_is_the_one_that_is_named(tmp_path, monkeypatch):
    (tmp_path / "models.json").write_text("{}")
    monkeypatch.setenv("OIVIS_MODELS", str(tmp_path))
    assert models_folder() == tmp_path


def test_a_folder_without_models_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("OIVIS_MODELS", str(tmp_path / "nowhere"))
    with pytest.raises(OivisError, match=r"nowhere.*oivis models build") as refused:
        models_folder()
    assert refused.value.code == "model-missing"
