import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.plugins.text import LINE, PAD, lay_out


def wide(line):
    return 0.5 * len(line)


def test_a_text_that_fits_stays_one_line():
    layout = lay_out("to be", 0, wide)
    assert layout.lines == ("to be",)
    assert (layout.width, layout.height) == pytest.approx((2.5 + 2 * PAD, LINE + 2 * PAD))


def test_lines_break_between_words():
    assert lay_out("to be or not\nto be", 3.0, wide).lines == ("to be", "or not", "to be")


def test_chinese_breaks_between_letters():
    assert lay_out("滑动换颜色", 1.5, wide).lines == ("滑动换", "颜色")


@given(st.text("ab 滑\n", max_size=80), st.floats(0.5, 8))
def test_no_line_is_too_long_and_no_letter_is_lost(words, wrap):
    lines = lay_out(words, wrap, wide, most=1000).lines
    assert all(wide(line) <= wrap or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "").replace("\n", "")
