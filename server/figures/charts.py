"""Numbers as pictures: how high each column of a chart is. The templates draw them as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Column:
    """One column: where it begins and how high it is, of a chart 1 wide for each and 100 high; its words."""

    x: float
    width: float
    height: float
    title: str


@dataclass(frozen=True)
class Chart:
    """Columns beside one another, of one series or two, the second in front of the first.

    Attributes
    ----------
    width : int
        How many columns of a series there are.
    top : int
        What the height of 100 stands for.
    series : sequence of sequence of Column
    """

    width: int
    top: int
    series: Sequence[Sequence[Column]]


def ceiling(most: int) -> int:
    """Give a round number that is not below: 1, 2, 5, 10, 20, 50 and so on."""
    power = 1
    while power * 10 <= most:
        power *= 10
    return next(step * power for step in STEPS if step * power >= most)


def chart(names: Sequence[str], *series: Sequence[int], words: Sequence[str] = ()) -> Chart:
    """Make a chart.

    Parameters
    ----------
    names : sequence of str
        Of each place, such as a day.
    *series : sequence of int
        As long as `names`.
    words : sequence of str
        What each series counts, for what is read of a column.
    """
    top = ceiling(max(1, *map(max, series)))
    drawn = []
    for number, counts in enumerate(series):
        # Those in front are narrower, so that both are seen where they are alike.
        inset = 0.08 + 0.14 * number
        drawn.append(
            [
                Column(
                    place + inset,
                    1 - 2 * inset,
                    100 * count / top,
                    _words(names[place], count, words, number),
                )
                for place, count in enumerate(counts)
            ]
        )
    return Chart(len(names), top, drawn)


def _words(name: str, count: int, words: Sequence[str], number: int) -> str:
    return f"{name}: {count:,} {words[number]}" if words else f"{name}: {count:,}"


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Give the length of each bar, the longest 100."""
    most = max(counts.values(), default=0) or 1
    return {label: 100 * count / most for label, count in counts.items()}
