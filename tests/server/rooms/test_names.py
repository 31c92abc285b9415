import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rooms.messages import RefusedError
from server.rooms.names import NAME_LETTERS, Rude, tidy
from server.settings import Settings


@pytest.fixture(scope="module")
def rude():
    return Rude.from_file(Settings.rude)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("  Ann   Lee ", "Ann Lee"),
        ("\uff21\uff4e\uff4e", "Ann"),
        ("小明", "小明"),
        ("Zoë", "Zoë"),
        ("a\u202eb\u0000c", "abc"),
        ("e\u0301" + "\u0336" * 40 + "x", "éx"),
        ("Ann\nLee", "Ann Lee"),
    ],
)
def test_a_name_is_shown_tidily(given_name, shown):
    assert tidy(given_name) == shown


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200b", "!!!", "\u0301"])
def test_a_name_without_letters_is_refused(name):
    with pytest.raises(RefusedError, match="name-empty"):
        tidy(name)


def test_a_long_name_is_refused_and_counted_as_it_is_shown():
    assert tidy(" " * 50 + "a" * NAME_LETTERS) == "a" * NAME_LETTERS
    with pytest.raises(RefusedError, match="name-long"):
        tidy("a" * (NAME_LETTERS + 1))


@pytest.mark.parametrize(
    "name",
    [
        "shit",
        "SHIT",
        "\uff53\uff48\uff49\uff54",
        "s h i t",
        "sh1t",
        "$h!t",
        "s.h.i.t",
        "bullshitter",
        "shït",
        "ass",
        "big ass",
        "傻 逼",
        "你傻逼",
    ],
)
def test_a_rude_name_is_found_however_it_is_spelt(rude, name):
    assert rude.holds(tidy(name))


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "Cassandra",
        "Hancock",
        "Dickens",
        "Essex",
        "Scunthorpe fan",
        "Titus",
        "Grape",
        "小明",
        "妈妈",
        "Push it",
        "A1",
        "Fan 455",
    ],
)
def test_a_good_name_that_only_holds_such_letters_is_let_in(rude, name):
    assert not rude.holds(tidy(name))


def test_a_list_is_edited_as_text():
    rude = Rude(["# note", "", "Plum", "/Pea/", "///"])
    assert rude.holds("plums")
    assert rude.holds("my pea")
    assert not rude.holds("peach")
    assert not rude.holds("note")


@given(st.text(max_size=100))
def test_whatever_is_let_in_is_short_and_stays_as_it_is(name):
    try:
        shown = tidy(name)
    except RefusedError:
        return
    assert 1 <= len(shown) <= NAME_LETTERS
    assert tidy(shown) == shown
