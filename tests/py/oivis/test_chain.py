from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.chain import Chain, check_links
from oivis.errors import OivisError
from oivis.filters import Filter, Param

FILTERS = {
    "fog": Filter("fog", "Fog.", "point", {"amount": Param(0.5, 0, 1, ""), "speed": Param(1, 0, 3, "")}),
    "wall": Filter("wall", "A wall.", "background"),
    "blend": Filter("blend", "Steadies.", "matte"),
}


class Heard:
    """The part of a host that a chain speaks to, writing down what it hears."""

    filters = FILTERS

    def __init__(self) -> None:
        self.calls: list[tuple] = []

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
        ([{"filter": "fog", "parms": {}}], "it takes filter and params"),
        ([{"filter": "wall"}, {"filter": "fgo"}], "Link 1 names the filter 'fgo'; there are fog, wall"),
        ([{"filter": "blend"}], "there are fog, wall"),
        ([{"filter": ["fog"]}], "there are fog, wall"),
        ([{"filter": "fog", "params": 1}], "params is 1"),
        ([{"filter": "fog", "params": {"amuont": 1}}], "no parameter 'amuont'; it has amount, speed"),
        ([{"filter": "wall", "params": {"amount": 1}}], "it has none"),
        ([{"filter": "fog", "params": {"amount": 7}}], "amount of fog is 7, outside 0 to 1"),
        ([{"filter": "fog", "params": {"amount": float("nan")}}], "outside 0 to 1"),
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
