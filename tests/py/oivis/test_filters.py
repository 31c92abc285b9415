import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.filters import Filter, Param, read_filters, read_header, shader_files

FILTERS = Path(__file__).parents[3] / "web" / "filters"
AMOUNT = {"default": 0.5, "min": 0, "max": 1, "about": "0 nothing, 1 all"}
HEADER = {"name": "fog", "about": "Fog.", "kind": "point", "params": {"amount": AMOUNT}}


def test_every_filter_of_the_stage_can_be_read():
    filters = read_filters(FILTERS)
    assert sorted(path.stem for path in shader_files(FILTERS)) == sorted(filters)
    assert filters["alpha"].kind == "matte"


def test_a_header_says_what_may_be_set():
    fog = Filter.from_header(read_header(f"/*{json.dumps(HEADER)}*/\nvec4 fog() {{}}"))
    assert fog.params["amount"] == Param(0.5, 0, 1, "0 nothing, 1 all")


@pytest.mark.parametrize("text", ["", "vec4 fog() {}", "/* no JSON */", '/*{ "name": }*/'])
def test_a_text_without_a_header_is_refused(text):
    with pytest.raises(ValueError, match=r"header|Expecting"):
        read_header(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": None}, "'name' is None"),
        ({"kind": 3}, "'kind' is 3"),
        ({"params": {"amount": {"default": 0.5, "min": 0, "max": 1}}}, "'amount' lacks 'about'"),
        ({"params": {"amount": AMOUNT | {"default": 2}}}, "'amount' is 2, outside 0 to 1"),
        ({"params": {"amount": AMOUNT | {"default": "much"}}}, "'amount' is 'much', not a number"),
        ({"params": {"amount": 3}}, "'amount'"),
    ],
)
def test_a_wrong_header_is_refused_with_the_key_that_is_wrong(change, said):
    with pytest.raises(ValueError, match=said):
        Filter.from_header(HEADER | change)


def test_a_wrong_file_is_named(tmp_path):
    (tmp_path / "fog.frag").write_text("vec4 fog() {}")
    with pytest.raises(ValueError, match=r"fog\.frag: there is no"):
        read_filters(tmp_path)


@given(st.one_of(st.none(), st.booleans(), st.text(), st.floats(), st.integers(), st.lists(st.floats())))
def test_a_checked_value_is_a_float_within_its_range(value):
    try:
        checked = Param(0.5, 0, 1, "").check(value)
    except ValueError:
        return
    assert type(checked) is float and 0 <= checked <= 1


@pytest.mark.parametrize(
    ("param", "said"),
    [
        ({"type": "angle", "default": 0, "about": "x"}, "is of type 'angle'; there are number, vector"),
        ({"type": "vector", "default": 1, "min": 0, "max": 1, "about": "x"}, "not a list of two to four"),
        ({"type": "vector", "default": [0, 2], "min": 0, "max": 1, "about": "x"}, "is 2, outside 0 to 1"),
        ({"type": "colour", "default": "black", "about": "x"}, "not a colour"),
        ({"type": "table", "default": None, "about": "x"}, "not a name"),
    ],
)
def test_a_wrong_parameter_of_another_type_is_refused_too(param, said):
    with pytest.raises(ValueError, match=said):
        Filter.from_header(HEADER | {"params": {"amount": param}})
