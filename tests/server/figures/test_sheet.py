import csv
import io
from datetime import date

import pytest

from server.figures.figures import Row
from server.figures.sheet import Sheet, to_csv

FIRST, LAST = date(2026, 2, 27), date(2026, 3, 1)
ROWS = [
    Row(FIRST, "commands", "next", 2),
    Row(LAST, "commands", "next", 3),
    Row(LAST, "commands", "return", 1),
    Row(LAST, "photos", "", 4),
]


def test_rows_are_summed_by_day_and_by_label() -> None:
    sheet = Sheet(ROWS, FIRST, LAST)
    assert sheet.days == [FIRST, date(2026, 2, 28), LAST]
    assert sheet.daily("commands") == [2, 0, 4]
    assert sheet.labels("commands") == {"next": 5, "return": 1}
    assert (sheet.sum("commands"), sheet.sum("photos"), sheet.sum("clips")) == (6, 4, 0)


def test_csv_gives_back_what_it_was_given() -> None:
    read = list(csv.reader(io.StringIO(to_csv(ROWS))))
    assert read[0] == ["day", "field", "label", "count"]
    assert [
        Row(date.fromisoformat(day), field, label, int(count)) for day, field, label, count in read[1:]
    ] == ROWS


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_no_label_becomes_a_formula(label: str) -> None:
    read = list(csv.reader(io.StringIO(to_csv([Row(FIRST, "plays", label, 1)]), newline="")))
    assert read[1][2] == f"'{label}"
