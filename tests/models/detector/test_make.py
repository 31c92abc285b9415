"""Training pictures in files: the same whoever draws them, and what was cut off goes on."""

import numpy as np
import pytest

from models.detector.make import NOBODY, held_out, make, read
from models.training import pieces
from tests.models.detector.test_scene import store  # noqa: F401


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 4)


def quiet(*_):
    return None


def test_pictures_do_not_depend_on_how_many_draw_them(store, tmp_path):  # noqa: F811
    for workers in (1, 2):
        make(store.root, store.entries, tmp_path / str(workers), 64, 8, 0, workers, quiet)
    one, two = (read(tmp_path / str(workers), 64, 8, 0) for workers in (1, 2))
    assert one.pixels.tobytes() == two.pixels.tobytes() and one.boxes.tobytes() == two.boxes.tobytes()
    assert len(one) == 8 and one.classes.max() > NOBODY


def test_what_is_there_is_not_drawn_again(store, tmp_path):  # noqa: F811
    make(store.root, store.entries, tmp_path, 64, 4, 0, 1, quiet)
    first = next(tmp_path.glob("*.npz"))
    before = first.stat().st_mtime_ns
    told = []
    make(store.root, store.entries, tmp_path, 64, 8, 0, 1, lambda *what: told.append(what))
    assert first.stat().st_mtime_ns == before and len(list(tmp_path.glob("*.npz"))) == 2
    assert told[0] == ("making", 4, 8) and told[-1] == ("making", 8, 8)


def test_missing_pictures_are_missed_by_the_command_that_makes_them(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"2 of 2 .*oivis detector make --count 8 --size 64 --seed 3"):
        read(tmp_path, 64, 8, 3)


def test_what_is_held_out_is_shown_as_the_stage_shows_it(store):  # noqa: F811
    from dataclasses import replace

    held = held_out(store.root, [replace(entry, is_held=True) for entry in store.entries], 64)
    assert held.pixels.shape == (3, 64, 64, 3) and held.pixels[0, :8].max() == 0
    assert np.isfinite(held.points[0, 0]).all() and np.isnan(held.points[1, 0]).all()
    assert held.classes[0, 0] == 1 and (held.classes[0, 1:] == NOBODY).all()
    assert len(held_out(store.root, store.entries, 64)) == 0
    assert np.isfinite(held.boxes).all()
