"""Training pictures in files: the same whoever draws them, and what was cut off goes on."""

from dataclasses import replace

import numpy as np
import pytest

from models.portrait.listing import DRAWN, TAUGHT
from models.portrait.make import PLANES, held_out, make, read
from models.training import pieces
from tests.models.portrait.drawn import store

SIZE = 32, 48


@pytest.fixture
def held(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 4)
    return store(tmp_path)


def quiet(*_):
    return None


def drawn(held, workers, count, tell=quiet):
    make(held.root, held.entries, held.root, SIZE, count, 0, workers, tell)
    return read(held.root, SIZE, count, 0)


def test_pictures_do_not_depend_on_how_many_draw_them(held):
    one = drawn(held, 1, 8).batch(np.arange(8)).tobytes()
    for piece in (held.root / "made").glob("*.npy"):
        piece.unlink()
    assert drawn(held, 2, 8).batch(np.arange(8)).tobytes() == one


def test_a_batch_holds_the_pictures_that_were_asked_for(held):
    pictures = drawn(held, 1, 8)
    batch = pictures.batch(np.array([1, 6]))
    assert batch.shape == (2, *SIZE, PLANES) and len(pictures) == 8
    assert (batch[1] == pictures.pieces[1][2]).all() and set(np.unique(batch[..., 5])) <= {0, 255}


def test_what_is_there_is_not_drawn_again(held):
    drawn(held, 1, 4)
    first = next((held.root / "made").glob("*.npy"))
    before, told = first.stat().st_mtime_ns, []
    drawn(held, 1, 8, lambda *what: told.append(what))
    assert first.stat().st_mtime_ns == before and told[0] == ("making", 4, 8) and told[-1] == ("making", 8, 8)


def test_missing_pictures_are_missed_by_the_command_that_makes_them(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"oivis portrait data --count 8 --height 32 --width 48 --seed 3"
    ):
        read(tmp_path, SIZE, 8, 3)


def test_what_is_held_out_is_shown_as_the_stage_shows_it(held):
    entries = [replace(entry, is_held=True) for entry in held.entries]
    for role in (DRAWN, TAUGHT):
        planes = held_out(held.root, entries, held.root, SIZE, role)
        assert planes.shape == (1, *SIZE, PLANES) and 0.2 < (planes[..., 4] > 127).mean() < 0.5
    assert held_out(held.root, held.entries, held.root, SIZE, DRAWN).shape == (0, *SIZE, PLANES)
