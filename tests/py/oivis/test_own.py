"""The viewer's own scene: what is one, and what is refused while the scene before goes on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.errors import OivisError
from oivis.own import own_scene

from tests.py.oivis.test_stage import Toy, models  # noqa: F401


@pytest.fixture
def toy(models):  # noqa: F811
    return Toy(models)


@pytest.mark.parametrize(
    ("what", "behind"),
    [({"picture": "own"}, "wall"), ({"colour": "#336699"}, "wall"), ({"blur": 0.2}, "bokeh")],
)
def test_a_scene_of_ones_own_is_entered_and_comes_last(toy, what, behind):
    assert toy.stage.own(json.dumps(what)) == ""
    assert toy.scene() == "own" and toy.host.links[0]["filter"] == behind
    assert json.loads(toy.stage.scenes())[-1]["id"] == "own"
    toy.stage.do("next")
    assert toy.scene() == "snow"
    toy.stage.do("previous")
    assert toy.scene() == "own"


def test_another_one_takes_its_place(toy):
    toy.stage.own('{"colour": "#336699"}')
    toy.stage.own('{"blur": 0.5}')
    ids = [scene["id"] for scene in json.loads(toy.stage.scenes())]
    assert ids.count("own") == 1 and toy.host.links[0]["params"]["strength"] == 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "give one of picture, colour, blur"),
        ('{"blur": 0.5, "colour": "#000000"}', "nothing else"),
        ('{"shader": "x"}', "give one of"),
        ("[]", "give one of"),
        ('{"blur": 2}', "strength of bokeh is 2, outside 0 to 1"),
        ('{"blur": NaN}', "outside 0 to 1"),
        (f'{{"blur": 1{"0" * 400}}}', "strength of bokeh is 1e400 or so, outside 0 to 1"),
        (f'{{"blur": 1{"0" * 5000}}}', "no JSON"),
        ('{"colour": "red"}', "not a colour such as"),
        ('{"picture": "secret"}', "'secret'"),
        ("{", "no JSON"),
    ],
)
def test_what_is_none_is_refused_by_name_and_the_scene_before_goes_on(toy, text, said):
    toy.stage.scene("studio")
    links = toy.host.links
    assert said in toy.stage.own(text)
    assert toy.scene() == "studio" and toy.host.links == links
    assert "own" not in [scene["id"] for scene in json.loads(toy.stage.scenes())]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["picture", "colour", "x"]), inner),
        max_leaves=5,
    )
)
def test_whatever_is_given_is_a_scene_or_refused(what):
    try:
        assert own_scene(what).chain[-1]["filter"] == "composite"
    except OivisError as error:
        assert error.code == "unsupported"
