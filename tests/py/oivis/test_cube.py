import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.cube import LARGEST_1D, cube_texture, read_cube
from oivis.errors import OivisError
from oivis.looks import LOOKS, look_table


def cube(size, change=lambda rgb: rgb, before=""):
    """A 3D table as programs write it: red changes fastest."""
    steps = np.linspace(0, 1, size)
    rows = [change((r, g, b)) for b in steps for g in steps for r in steps]
    return f"{before}LUT_3D_SIZE {size}\n" + "\n".join(
        " ".join(f"{each:.6f}" for each in row) for row in rows
    )


CURVES = "LUT_1D_SIZE 2\n0 0 0\n1 0.5 0\n"


def test_an_identity_is_laid_out_in_squares():
    table = read_cube(cube(5))
    assert table.shape == (5, 25, 4)
    # Green 2, blue 3, red 1.
    np.testing.assert_array_equal(table[2, 3 * 5 + 1], [64, 128, 191, 255])


def test_comments_titles_blank_lines_and_a_byte_order_mark_are_passed_over():
    before = '\ufeff# made by hand\n\nTITLE "a look"\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 1.0 1.0 1.0\n'
    np.testing.assert_array_equal(read_cube(cube(3, before=before)), read_cube(cube(3)))


def test_a_large_table_is_made_smaller_and_keeps_its_colours():
    table = read_cube(cube(41, lambda rgb: (rgb[0], 1 - rgb[1], rgb[2] * 0.5)))
    assert table.shape == (33, 33 * 33, 4)
    np.testing.assert_allclose(table[16, 8 * 33 + 32], [255, 127.5, 255 * 0.125, 255], atol=1)


def test_curves_become_one_row():
    table = read_cube(CURVES)
    assert table.shape == (1, 1024, 4)
    np.testing.assert_array_equal(table[0, [0, -1]], [[0, 0, 0, 255], [255, 128, 0, 255]])
    np.testing.assert_allclose(table[0, 512], [128, 64, 0, 255], atol=1)


@pytest.mark.parametrize("ranged", ["DOMAIN_MIN 0 0 0\nDOMAIN_MAX 2 2 2\n", "LUT_3D_INPUT_RANGE 0 2\n"])
def test_a_wider_domain_is_brought_to_what_a_picture_holds(ranged):
    table = read_cube(cube(9, lambda rgb: tuple(2 * each for each in rgb), before=ranged))
    np.testing.assert_allclose(table, read_cube(cube(9)), atol=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "after line 0 there is no size; expected LUT_3D_SIZE or LUT_1D_SIZE"),
        ("0 0 0", "line 1 has colours, and no size came before"),
        ("LUT_3D_SIZE", "line 1 has LUT_3D_SIZE ''; expected 2 to 65"),
        ("LUT_3D_SIZE 1", "'1'; expected 2 to 65"),
        ("LUT_3D_SIZE 256", "'256'; expected 2 to 65"),
        ("LUT_3D_SIZE -4", "'-4'; expected"),
        ("LUT_3D_SIZE " + "9" * 5000, "expected 2 to 65"),
        ("LUT_1D_SIZE 65537", f"expected 2 to {LARGEST_1D}"),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2", "line 2 gives a second size"),
        ("SIZE 2", "line 1 begins with 'SIZE'; expected TITLE, LUT_1D_SIZE"),
        ("LUT_1D_SIZE 2\n0 0", "line 2 is '0 0'; expected three numbers"),
        ("LUT_1D_SIZE 2\n0 0 0 0", "expected three numbers"),
        ("LUT_1D_SIZE 2\n0 0 x", "line 2 is '0 0 x'; expected three numbers"),
        ("LUT_1D_SIZE 2\n0 0 1_0", "expected three numbers"),
        ("LUT_1D_SIZE 2\n0 0 1e999", "expected three numbers"),
        ("LUT_1D_SIZE 2\nnan nan nan", "line 2 begins with 'nan'"),
        ("LUT_1D_SIZE 2\n0 0 0", "it ends at line 2 after 1 colours; expected 2 for size 2"),
        (CURVES + "1 1 1", "line 4 is one colour too many; expected 2 for size 2"),
        (CURVES + "TITLE late", "line 4 is 'TITLE late' among the colours"),
        ("DOMAIN_MAX 1 1\n" + CURVES, "line 1 is '1 1'; expected three numbers"),
        ("DOMAIN_MAX 1 0 1\n" + CURVES, "its input range [0.0, 0.0, 0.0] to [1.0, 0.0, 1.0] is empty"),
        ("LUT_1D_INPUT_RANGE 0\n" + CURVES, "expected two numbers"),
        ("x" * 17_000_000, "16000000 are the most"),
        ("y" * 1_000_000, "begins with 'yyyy"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line_and_what_was_expected(text, said):
    with pytest.raises(OivisError) as refused:
        read_cube(text)
    assert refused.value.code == "source-unreadable"
    assert said in refused.value.message
    assert len(refused.value.message) < 300


words = st.sampled_from(
    ["LUT_3D_SIZE", "LUT_1D_SIZE", "DOMAIN_MAX", "TITLE", "2", "0", "1.5", "-1e3", "#", "٣", "1_0", "\n"]
)


@given(st.one_of(st.text(), st.lists(words).map(" ".join)))
def test_whatever_a_file_holds_it_becomes_a_table_or_a_refusal(text):
    try:
        table = read_cube(text)
    except OivisError as error:
        assert error.code == "source-unreadable"
    else:
        assert table.dtype == np.uint8 and table.shape[2] == 4


@given(st.integers(2, 6), st.randoms(use_true_random=False))
def test_every_table_that_is_written_is_read(size, random):
    rows = [[random.random() for _ in range(3)] for _ in range(size**3)]
    text = f"LUT_3D_SIZE {size}\n" + "\n".join(" ".join(map(repr, row)) for row in rows)
    # A file is read as float32: what lies half-way between two bytes in float64 may not do so there.
    table = np.array(rows, np.float32).reshape(size, size, size, 3)
    np.testing.assert_array_equal(read_cube(text), cube_texture(table))


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_of_ours_keeps_dark_dark_and_bright_bright(name):
    table = look_table(name).reshape(33, 33, 33, 4)
    # Grey by grey: green, blue, red.
    greys = table[range(33), range(33), range(33), :3].astype(float)
    assert greys[0].max() < 40 and greys[-1].min() > 200
    luma = greys @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luma) >= 0).all()


def test_looks_differ():
    tables = [look_table(name).astype(float) for name in LOOKS]
    for index, table in enumerate(tables):
        assert all(np.abs(table - other).mean() > 4 for other in tables[:index])
