import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.encoding import prefers_brotli, qualities


@pytest.mark.parametrize(
    "header",
    [
        "br",
        "gzip, deflate, br",
        "gzip, deflate, br, zstd",
        "BR",
        "br;q=0.5",
        "*",
        "br ; q=1.0",
        "gzip, *;q=0.1",
    ],
)
def test_brotli_is_sent_to_who_takes_it(header: str) -> None:
    assert prefers_brotli(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "gzip",
        "identity",
        "br;q=0",
        "br;q=0.000",
        "*;q=0",
        "br;q=0, *",
        "br;q=0.2, identity;q=0.9",
        "brotli",
        "br;q=x",
    ],
)
def test_plain_bytes_are_sent_to_who_does_not_take_brotli_or_wants_it_less(header: str) -> None:
    assert not prefers_brotli(header)


@given(st.text())
def test_any_header_gives_qualities_between_0_and_1(header: str) -> None:
    assert all(0 <= quality <= 1 for quality in qualities(header).values())


codings = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1)


@given(st.dictionaries(codings, st.integers(0, 1000)), st.sampled_from(["", " ", "  "]))
def test_what_is_written_is_read_back(wanted: dict[str, int], space: str) -> None:
    header = f"{space},{space}".join(f"{name};{space}q={value / 1000:.3f}" for name, value in wanted.items())
    assert qualities(header) == pytest.approx({name: value / 1000 for name, value in wanted.items()})


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_higher_quality_wins(brotli: int, plain: int) -> None:
    header = f"br;q={brotli / 1000:.3f}, identity;q={plain / 1000:.3f}"
    assert prefers_brotli(header) == (brotli > 0 and brotli >= plain)
