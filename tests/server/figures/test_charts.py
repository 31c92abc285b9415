import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.figures.charts import ceiling, chart, shares


@pytest.mark.parametrize(
    ("most", "top"), [(1, 1), (2, 2), (3, 5), (7, 10), (10, 10), (11, 20), (99, 100), (501, 1000)]
)
def test_the_top_is_a_round_number_that_is_not_below(most: int, top: int) -> None:
    assert ceiling(most) == top


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_every_column_lies_within_the_chart(pairs: list[tuple[int, int]]) -> None:
    names = [str(number) for number in range(len(pairs))]
    made = chart(names, *zip(*pairs, strict=True), words=("visits", "starts"))
    assert made.top >= max(map(max, pairs))
    for column in (column for series in made.series for column in series):
        assert 0 <= column.x < column.x + column.width <= made.width
        assert 0 <= column.height <= 100


def test_a_column_is_as_high_as_its_count_and_says_it() -> None:
    made = chart(["mon", "tue"], [5, 1000], words=("visits",))
    first, second = made.series[0]
    assert (first.height, second.height) == (0.5, 100)
    assert second.title == "tue: 1,000 visits"


def test_a_chart_of_nothing_is_flat() -> None:
    made = chart(["mon"], [0])
    assert made.series[0][0].height == 0


def test_the_longest_bar_is_whole() -> None:
    assert shares({"a": 4, "b": 1, "c": 0}) == {"a": 100, "b": 25, "c": 0}
    assert shares({}) == {}
    assert shares({"a": 0}) == {"a": 0}
