import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.figures.batch import MOST, read

KNOWN = {"photos": frozenset({""}), "commands": frozenset({"next", "return"}), "products": frozenset()}


def test_a_batch_is_read_by_field_and_label() -> None:
    body = b'{"photos": {"": 1}, "commands": {"next": 2, "return": 500}}'
    assert read(body, KNOWN) == {("photos", ""): 1, ("commands", "next"): 2, ("commands", "return"): 500}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"visits": {"": 1}}, "'visits' is not counted; right would be one of photos, commands"),
        ({"viewer": {"ada@example.org": 1}}, "'viewer' is not counted"),
        ({"commands": {"stop": 1}}, "commands has 'stop'; right would be one of next, return"),
        ({"photos": {"cat": 1}}, "photos has 'cat'"),
        ({"products": {"runner": 1}}, "right would be one of none"),
        ({"photos": {"": 0}}, ">= 1"),
        ({"photos": {"": -1}}, ">= 1"),
        ({"photos": {"": MOST + 1}}, f"<= {MOST}"),
        ({"photos": {"": 10**30}}, "no figures"),
        ({"photos": {"": 1.5}}, "no figures"),
        ({"photos": {"": True}}, "no figures"),
        ({"photos": {"": "1"}}, "no figures"),
        ({"photos": 1}, "no figures"),
        ({"photos": {"": {"": 1}}}, "no figures"),
        ({"a" * 41: {"": 1}}, "no figures"),
        ([], "no figures"),
        (None, "no figures"),
    ],
)
def test_what_nobody_counts_is_refused_and_said(sent: object, said: str) -> None:
    with pytest.raises(ValueError, match=r"figures|counted|has") as caught:
        read(json.dumps(sent).encode(), KNOWN)
    assert said in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff\xe0 a picture", b"[" * 4096, b'{"photos"', b"NaN"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="These are no figures"):
        read(body, KNOWN)


@given(st.binary(max_size=300))
def test_no_bytes_crash_it(body: bytes) -> None:
    try:
        found = read(body, KNOWN)
    except ValueError:
        return
    assert all(label in KNOWN[field] and 1 <= count <= MOST for (field, label), count in found.items())


names = st.one_of(st.sampled_from([*KNOWN, "", "next", "return"]), st.text(max_size=50))
counts = st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=3))


@given(st.dictionaries(names, st.one_of(counts, st.dictionaries(names, counts, max_size=4)), max_size=4))
def test_only_known_names_and_small_counts_get_through(sent: dict) -> None:
    try:
        found = read(json.dumps(sent).encode(), KNOWN)
    except ValueError:
        return
    for (field, label), count in found.items():
        assert label in KNOWN[field]
        assert type(count) is int
        assert 1 <= count <= MOST
