import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.chain import Chain, check_links
from oivis.errors import OivisError
from oivis.filters import HIDDEN, Filter, Param, read_filters

FILTERS = {
    "fog": Filter("fog", "Fog.", "point", {"amount": Param(0.5, 0, 1, ""), "speed": Param(1, 0, 3, "")}),
    "wall": Filter("wall", "A wall.", "background"),
    "composite": Filter("composite", "Puts the person in.", "point"),
    "stabilise": Filter("stabilise", "Steadies.", "matte"),
    "flow": Filter("flow", "For other filters.", "functions"),
    "paint": Filter(
        "paint",
        "One of each.",
        "area",
        {
            "at": Param([0.5, 0.5], -1, 2, "", "vector"),
            "ink": Param("#000000", about="", type="colour"),
            "look": Param("", about="", type="table"),
            "stamp": Param("", about="", type="picture"),
        },
    ),
}
THERE = "there are composite, fog, paint, wall"


class Heard:
    """The part of a host that a chain speaks to, writing down what it hears."""

    filters = FILTERS

    def __init__(self) -> None:
        self.calls: list[tuple] = []

    def picture(self, name: str, rgba: Any) -> None:
        self.calls.append(("picture", name, rgba.shape))

    def chain(self, links: Any) -> None:
        self.calls.append(("chain", [link["filter"] for link in links]))

    def params(self, index: int, name: str, value: float) -> None:
        self.calls.append((index, name, value))


def test_what_is_left_out_is_the_default():
    assert check_links([{"filter": "fog", "params": {"amount": 1}}, {"filter": "wall"}], FILTERS) == [
        {"filter": "fog", "params": {"amount": 1.0, "speed": 1}},
        {"filter": "wall", "params": {}},
    ]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ("fog", "not a list of links"),
        (["fog"], "Link 0 of the chain is 'fog'"),
        ([{"filter": "fog", "parms": {}}], "it takes filter and params, and on"),
        ([{"filter": "wall"}, {"filter": "fgo"}], f"Link 1 names the filter 'fgo'; {THERE}"),
        ([{"filter": "stabilise"}], THERE),
        ([{"filter": "flow"}], THERE),
        ([{"filter": ["fog"]}], THERE),
        ([{"filter": "fog", "on": "room"}], "Link 0 is on 'room'; it must be 'person' or 'picture'"),
        ([{"filter": "fog", "on": ["person"]}], "it must be 'person' or 'picture'"),
        ([{"filter": "paint", "params": {"at": 1}}], "at of paint is 1, not a list of 2 numbers"),
        ([{"filter": "paint", "params": {"at": [0, 0, 0]}}], "not a list of 2 numbers"),
        ([{"filter": "paint", "params": {"at": [0, 3]}}], "at of paint is 3, outside -1 to 2"),
        ([{"filter": "paint", "params": {"at": [0, "x"]}}], "is 'x', not a number"),
        ([{"filter": "paint", "params": {"ink": "red"}}], "is 'red', not a colour such as '#ff8000'"),
        ([{"filter": "paint", "params": {"ink": 0}}], "ink of paint is 0, not a colour"),
        ([{"filter": "paint", "params": {"look": "heart"}}], "is 'heart'; there are fade, film, golden"),
        ([{"filter": "paint", "params": {"stamp": "film"}}], "is 'film'; there are crown, hat, heart"),
        ([{"filter": "paint", "params": {"stamp": 3}}], "stamp of paint is 3, not a name"),
        ([{"filter": "fog", "params": 1}], "params is 1"),
        ([{"filter": "fog", "params": {"amuont": 1}}], "no parameter 'amuont'; it has amount, speed"),
        ([{"filter": "wall", "params": {"amount": 1}}], "it has none"),
        ([{"filter": "fog", "params": {"amount": 7}}], "amount of fog is 7, outside 0 to 1"),
        ([{"filter": "fog", "params": {"amount": float("nan")}}], "outside 0 to 1"),
        ([{"filter": "fog", "params": {"amount": 10**400}}], "amount of fog is 1e400 or so, outside 0 to 1"),
        ([{"filter": "paint", "params": {"at": [0, 10**400]}}], "is 1e400 or so, outside -1 to 2"),
        ([{"filter": "fog", "params": {"amount": True}}], "is True, not a number"),
    ],
)
def test_a_wrong_chain_is_refused_by_name_and_the_old_one_goes_on(links, said):
    heard = Heard()
    chain = Chain(heard)
    chain.set([{"filter": "wall"}])
    with pytest.raises(OivisError, match=said) as refused:
        chain.set(links)
    assert refused.value.code == "unsupported" and "goes on" in refused.value.message
    assert heard.calls == [("chain", ["wall"])]


def test_the_host_hears_only_of_what_changed():
    heard = Heard()
    chain = Chain(heard)
    chain.set([{"filter": "wall"}, {"filter": "fog", "params": {"amount": 0.2}}])
    chain.set([{"filter": "wall"}, {"filter": "fog", "params": {"amount": 0.9}}])
    chain.set([{"filter": "wall"}, {"filter": "fog", "params": {"amount": 0.9}}])
    chain.set([{"filter": "fog"}])
    assert heard.calls == [("chain", ["wall", "fog"]), (1, "amount", 0.9), ("chain", ["fog"])]


def test_what_is_laid_over_a_scene_comes_first_on_the_person_or_last_on_the_picture():
    heard = Heard()
    chain = Chain(heard)
    chain.set([{"filter": "wall"}, {"filter": "composite"}, {"filter": "fog"}])
    chain.over([{"filter": "fog", "params": {"amount": 1}}, {"filter": "paint", "on": "person"}])
    chain.set([{"filter": "composite"}])
    chain.over([])
    assert heard.calls == [
        ("chain", ["wall", "composite", "fog"]),
        ("chain", ["paint", "wall", "composite", "fog", "fog"]),
        ("chain", ["paint", "composite", "fog"]),
        ("chain", ["composite"]),
    ]


def test_a_slider_that_moves_changes_one_parameter_of_what_is_laid_over():
    heard = Heard()
    chain = Chain(heard)
    chain.set([{"filter": "composite"}])
    for amount in (0.25, 0.75):
        chain.over([{"filter": "fog", "params": {"amount": amount}}])
    assert heard.calls[-2:] == [("chain", ["composite", "fog"]), (1, "amount", 0.75)]


def test_a_wrong_chain_laid_over_is_refused_and_the_one_before_stays_for_the_next_scene():
    heard = Heard()
    chain = Chain(heard)
    chain.over([{"filter": "fog"}])
    with pytest.raises(OivisError):
        chain.over([{"filter": "fog", "params": {"amount": 2}}])
    chain.set([{"filter": "wall"}])
    assert heard.calls[-1] == ("chain", ["wall", "fog"])


def test_what_moves_stands_still_where_it_is_laid_over_too():
    heard = Heard()
    chain = Chain(heard)
    chain.over([{"filter": "fog"}])
    chain.still(True)
    chain.still(False)
    assert heard.calls[1:] == [(0, "speed", 0.0), (0, "speed", 1)]


def test_our_own_pictures_are_given_once_and_when_they_are_named():
    heard = Heard()
    chain = Chain(heard)
    for _ in range(2):
        chain.over([{"filter": "paint", "params": {"look": "film", "stamp": "heart"}}])
        chain.over([])
    given = [call for call in heard.calls if call[0] == "picture"]
    assert given == [("picture", "film", (33, 33 * 33, 4)), ("picture", "heart", (384, 384, 4))]


def test_a_table_that_was_added_can_be_named_and_one_that_is_replaced_is_seen():
    heard = Heard()
    chain = Chain(heard)
    chain.pictures.add_table("mine", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n")
    chain.over([{"filter": "paint", "params": {"look": "mine"}}])
    chain.pictures.add_table("mine", "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n")
    chain.again()
    assert [call[0] for call in heard.calls] == ["picture", "chain", "picture", "chain"]


@pytest.mark.parametrize("name", ["", "../" * 40, "a\nb", "<b>", 3, None])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(OivisError, match="is no name"):
        Chain(Heard()).pictures.add_table(name, "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n")


REAL = read_filters(Path(__file__).parents[3] / "web" / "filters")
NAMES = {"table": ["film"], "picture": ["heart"]}


def values(param: Param) -> st.SearchStrategy:
    """Values that a parameter takes."""
    number = st.floats(param.min, param.max)
    return {
        "number": number,
        "vector": st.lists(number, min_size=2, max_size=2),
        "colour": st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
        "table": st.sampled_from(["", "film"]),
        "picture": st.sampled_from(["", "heart"]),
    }[param.type]


def wrong(param: Param) -> st.SearchStrategy:
    """Values that it does not take."""
    strange = st.one_of(st.none(), st.booleans(), st.just("no such thing"), st.just({}), st.just([[]]))
    outside = st.one_of(st.floats(max_value=param.min, exclude_max=True), st.just(float("nan")))
    return st.one_of(strange, outside if param.type == "number" else strange)


def link_of(name: str) -> st.SearchStrategy:
    params = {key: values(param) for key, param in REAL[name].params.items()}
    return st.fixed_dictionaries(
        {"filter": st.just(name)}, optional={"params": st.fixed_dictionaries({}, optional=params)}
    )


links_of_ours = st.lists(
    st.sampled_from(sorted(name for name, made in REAL.items() if made.kind not in HIDDEN)).flatmap(link_of),
    min_size=1,
    max_size=5,
)


@given(links_of_ours)
def test_every_right_chain_of_our_filters_is_taken(links):
    checked = check_links(links, REAL, NAMES)
    assert check_links(json.loads(json.dumps(checked)), REAL, NAMES) == checked


@given(st.data())
def test_every_wrong_key_or_value_in_a_right_chain_is_named_with_what_would_be_right(data):
    links = data.draw(links_of_ours)
    at = data.draw(st.integers(0, len(links) - 1))
    link = links[at]
    name, params = link["filter"], REAL[link["filter"]].params
    fault = data.draw(st.sampled_from(["filter", "key", "param", *(["value"] if params else [])]))
    if fault == "filter":
        link["filter"], said = f"{name}s", [f"Link {at}", f"'{name}s'", name]
    elif fault == "key":
        link["parms"], said = {}, [f"Link {at}", "parms", "it takes filter and params"]
    elif fault == "param":
        link["params"], said = {**link.get("params", {}), "amuont": 1}, [name, "'amuont'", *params]
    else:
        key = data.draw(st.sampled_from(sorted(params)))
        value = data.draw(wrong(params[key]))
        link["params"] = {**link.get("params", {}), key: value}
        said = [f"The parameter {key} of {name}"]
        if isinstance(value, float):
            said.append(f"outside {params[key].min:g} to {params[key].max:g}")
    try:
        check_links(links, REAL, NAMES)
    except OivisError as error:
        assert all(word in error.message for word in said), error.message
    else:
        raise AssertionError(f"{links} was taken")


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.sampled_from(["fog", "filter", "params", "amount"])),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.sampled_from(["filter", "params", "x"]), inner)
    ),
)


@given(anything)
def test_whatever_is_given_is_checked_or_refused(links):
    try:
        checked = check_links(links, FILTERS)
    except OivisError:
        return
    assert all(link["filter"] in FILTERS for link in checked)
    assert check_links(checked, FILTERS) == checked
