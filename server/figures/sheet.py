"""Counters as a sheet: by day and by label, and as CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from server.figures.figures import Row

HEADS = ("day", "field", "label", "count")
# What spreadsheets take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Sheet:
    """The counters of one campaign over a range of days.

    Parameters
    ----------
    rows : iterable of Row
    first, last : date
        Both included.
    """

    def __init__(self, rows: Iterable[Row], first: date, last: date) -> None:
        self.days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._sums: Counter[str] = Counter()
        self._by_day: Counter[tuple[str, date]] = Counter()
        self._by_label: dict[str, Counter[str]] = {}
        for row in rows:
            self._sums[row.field] += row.count
            self._by_day[row.field, row.day] += row.count
            self._by_label.setdefault(row.field, Counter())[row.label] += row.count

    def sum(self, field: str) -> int:
        """Sum a field over all days and labels."""
        return self._sums[field]

    def daily(self, field: str) -> list[int]:
        """Sum a field day by day."""
        return [self._by_day[field, day] for day in self.days]

    def labels(self, field: str) -> Counter[str]:
        """Sum a field label by label."""
        return self._by_label.get(field, Counter())


def to_csv(rows: Sequence[Row], heads: Sequence[str] = HEADS) -> str:
    """Write counters as CSV, one a line; `heads` name the columns."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([row.day.isoformat(), _cell(row.field), _cell(row.label), row.count])
    return file.getvalue()


def _cell(text: str) -> str:
    """Keep a text from being taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
