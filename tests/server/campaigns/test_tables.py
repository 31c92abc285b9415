import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oivis.cube import read_cube
from oivis.errors import OivisError

from server.campaigns.tables import clean_table
from server.campaigns.wrong import WrongError

COLOURS = np.random.default_rng(3).random((27, 3)).round(4)
ROWS = "\n".join(" ".join(map(str, row)) for row in COLOURS)
CUBE = f'TITLE "<script>"\n# made by me\nLUT_3D_SIZE 3\nDOMAIN_MIN 0 0 0\n{ROWS}\n'
CURVES = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0.0 1.0\n0 0 0\n1 .5 1e0\n"


def refusal(text: str | bytes) -> str:
    with pytest.raises(WrongError) as caught:
        clean_table("warm.cube", text if isinstance(text, bytes) else text.encode())
    return str(caught.value)


@pytest.mark.parametrize("text", [CUBE, CURVES, "\ufeff" + CUBE, CUBE.replace("\n", "\r\n")])
def test_a_table_keeps_its_colours_and_nothing_else(text: str) -> None:
    clean = clean_table("warm.cube", text.encode()).decode()
    assert (read_cube(clean) == read_cube(text)).all()
    assert "script" not in clean
    assert "#" not in clean
    assert clean_table("warm.cube", clean.encode()).decode() == clean


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "0 sizes"),
        (b"\xff\xfe", "not text"),
        ("LUT_3D_SIZE 99\n", "2 to 65"),
        ("LUT_3D_SIZE 1e9\n", "2 to 65"),
        ("LUT_3D_SIZE 3\n0 0\n", "line 2: '0 0'; right would be 3 numbers"),
        ("LUT_3D_SIZE 2\nnan nan nan\n", "line 2"),
        ("LUT_3D_SIZE 2\n1e999 0 0\n", "line 2"),
        ("LUT_3D_SIZE 2\n0 0 0\n", "1 colours; right would be 8"),
        (CURVES + "LUT_1D_SIZE 2\n", "before the colours"),
        (CURVES.replace("0.0 1.0", "1.0 1.0"), "empty input range"),
        ("EVIL 1\n", "line 1"),
        (b"0 0 0\n" * 3_000_000, "16000000 are the most"),
    ],
)
def test_what_is_no_table_is_refused_by_its_line(text: str | bytes, part: str) -> None:
    assert part in refusal(text)


WORDS = st.sampled_from(
    [
        "LUT_3D_SIZE",
        "LUT_1D_SIZE",
        "DOMAIN_MIN",
        "DOMAIN_MAX",
        "TITLE",
        "#",
        "0",
        "1",
        "2",
        ".5",
        "-1",
        "1e1",
        "1_0",
        "nan",
        "٣",
        "x",
    ]
)
LINES = st.lists(WORDS, max_size=4).map(" ".join)


@settings(max_examples=400)
@given(st.lists(LINES, max_size=8).map("\n".join), st.sampled_from(["", CURVES]))
def test_what_is_taken_here_is_taken_by_the_stage(lines: str, after: str) -> None:
    try:
        clean = clean_table("warm.cube", f"{lines}\n{after}".encode()).decode()
    except WrongError:
        return
    try:
        read_cube(clean)
    except OivisError as error:
        pytest.fail(f"{clean!r}: {error}")
