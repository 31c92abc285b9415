"""Settings of plug-ins: the server takes exactly what the plug-ins themselves take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.plugins import Param
from oivis.plugins.find import BUILT_IN, find

from server.campaigns.params import check_params, wanted
from server.campaigns.place import Place

OURS = [(name, key, param) for name in BUILT_IN for key, param in find(name).parameters.items()]
# Kinds that none of ours has.
OTHERS = [
    ("it", "is_loud", Param(True)),
    ("it", "colour", Param("#ff8000", is_colour=True)),
    ("it", "share", Param(0.5, min=-1, max=1)),
]
VALUES = st.one_of(
    st.booleans(),
    st.integers(-5, 400),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=50),
    st.sampled_from(["hat", "crown", "#00ff00", "#0f0", "x" * 4001, 0.065, 3.0, 10**400]),
)


@pytest.mark.parametrize(("name", "key", "param"), [*OURS, *OTHERS])
@given(value=VALUES)
def test_a_setting_is_right_where_the_plugin_takes_it(name, key, param, value):
    try:
        param.check(value)
    except ValueError:
        is_right = False
    else:
        is_right = True
    said = list(check_params(Place("here"), {key: value}, {key: param.schema()}))
    assert (said == []) == is_right, (name, said)


def test_what_is_wrong_is_named_with_what_would_be_right():
    known = {key: param.schema() for _, key, param in OTHERS}
    assert list(check_params(Place("plugins", 0, "params"), {"colour": "red", "loud": 1}, known)) == [
        "plugins[0].params.colour is 'red'; right would be a colour such as '#ff8000'.",
        "plugins[0].params has no 'loud'; it takes is_loud, colour, share.",
    ]
    assert wanted(known["is_loud"]) == "true or false"
