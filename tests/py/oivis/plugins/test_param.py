import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.plugins.param import Param, check_params, schema_of

KNOWN = {
    "speed": Param(1.0, {"en": "Speed", "zh": "速度"}, max=2.0),
    "many": Param(3, min=1, max=9),
    "loud": Param(False),
    "hat": Param("crown", choices=("crown", "hat")),
    "tint": Param("#ffffff", is_colour=True),
    "words": Param("", has_lines=True),
}


def test_what_is_left_out_has_its_default():
    assert check_params({"many": 4.0}, KNOWN) == {
        "speed": 1.0,
        "many": 4,
        "loud": False,
        "hat": "crown",
        "tint": "#ffffff",
        "words": "",
    }


def test_a_text_may_start_in_the_viewers_language():
    known = {"words": Param({"en": "Hello", "zh": "你好"}, has_lines=True)}
    assert [check_params({}, known, language) for language in ("en", "zh", "fr")] == [
        {"words": "Hello"},
        {"words": "你好"},
        {"words": "Hello"},
    ]
    assert check_params({"words": "Hi"}, known, "zh") == {"words": "Hi"}
    assert schema_of(known, "zh")["properties"]["words"]["default"] == "你好"
    with pytest.raises(ValueError, match="not a text"):
        check_params({"words": {"en": "Hello"}}, known)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"speed": 2.1}, "speed is 2.1, outside 0 to 2"),
        ({"speed": float("nan")}, "outside"),
        ({"speed": 10**400}, "speed is 1e400 or so, outside 0 to 2"),
        ({"many": -(10**400)}, "many is -1e400 or so, outside"),
        ({"speed": True}, "not a number"),
        ({"many": 1.5}, "not a whole number"),
        ({"loud": 1}, "not true or false"),
        ({"hat": "cap"}, "one of crown, hat"),
        ({"tint": "red"}, "not a colour"),
        ({"words": "x" * 4001}, "4000 letters"),
        ({"other": 1}, "there is no parameter 'other'; there are speed"),
        ([], "not a record"),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(given, why):
    with pytest.raises(ValueError, match=why):
        check_params(given, KNOWN)


VALUES = st.sampled_from(
    [None, "", "crown", "#00ff00", -1, 0, 0.5, 1, 2, 1e9, float("inf"), float("nan"), [], {}]
)


@given(st.dictionaries(st.sampled_from([*KNOWN, "x"]), VALUES))
def test_whatever_is_given_is_checked_or_refused(given):
    try:
        values = check_params(given, KNOWN)
    except ValueError:
        return
    assert set(values) == set(KNOWN) and 0 <= values["speed"] <= 2


def test_the_schema_is_what_a_form_is_made_from():
    schema = schema_of(KNOWN, "zh")["properties"]
    assert schema["speed"] == {
        "title": "速度",
        "default": 1.0,
        "type": "number",
        "minimum": 0,
        "maximum": 2.0,
    }
    assert schema["many"]["type"] == "integer" and schema["loud"]["type"] == "boolean"
    assert schema["hat"]["enum"] == ["crown", "hat"] and schema["tint"]["format"] == "color"
    assert schema["words"]["format"] == "lines"
