"""Training pictures, drawn by number: what was cut off goes on, any number of processes share the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from models.training import pieces

from .listing import DRAWN, TAUGHT, Entry
from .scene import Scene, Store, plain, scene

# Of a picture, uint8 (height, width, PLANES): RGB; truth; the teacher's word; 255 where the truth is drawn, 0
# where it is the teacher's.
PLANES = 6


def make(
    root: Path,
    entries: Sequence[Entry],
    home: Path,
    size: tuple[int, int],
    count: int,
    seed: int,
    workers: int,
    progress: Callable[[str, int, int], None],
) -> None:
    """Draw pictures from those that are learnt from, those of them that are not there yet.

    Parameters
    ----------
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
        Those held out are left alone.
    home : Path
        With the teacher's mattes; gets a file for each `pieces.PIECE` of pictures, read as it lies.
    size : tuple of int
        Height and width, pixels.
    count, seed, workers : int
        How many; a picture depends on its number and the seed alone.
    progress : callable
        Told ``(what, done, in all)``.
    """
    learnt = [entry for entry in entries if not entry.is_held]
    store = Store(root, learnt, home / "taught")
    piece, draw = partial(_piece, home, size, seed), partial(_draw, size, seed)
    pieces.make(piece, count, draw, _begin, (store,), workers, progress)


def read(home: Path, size: tuple[int, int], count: int, seed: int) -> pieces.Pieces:
    """The pictures that `make` made, uint8 (height, width, PLANES) each.

    Raises
    ------
    FileNotFoundError
        Where some are missing; says how they are made.
    """
    height, width = size
    command = f"oivis portrait data --count {count} --height {height} --width {width} --seed {seed}"
    return pieces.opened(partial(_piece, home, size, seed), count, command)


def held_out(
    root: Path, entries: Sequence[Entry], home: Path, size: tuple[int, int], role: str
) -> np.ndarray:
    """The real pictures of one role that are held out, as the stage would show them; see `PLANES`."""
    chosen = [entry for entry in entries if entry.is_held and entry.role == role]
    assert role in (DRAWN, TAUGHT)
    store = Store(root, chosen, home / "taught")
    return _stack([plain(store.read(entry), *size) for entry in chosen], size)


_store: Store


def _begin(store: Store) -> None:
    global _store
    _store = store


def _draw(size: tuple[int, int], seed: int, part: Path, first: int) -> None:
    numbers = range(first, first + pieces.PIECE)
    np.save(part, _stack([scene(_store, *size, np.random.default_rng((seed, at))) for at in numbers], size))


def _stack(scenes: Sequence[Scene], size: tuple[int, int]) -> np.ndarray:
    planes = np.zeros((len(scenes), *size, PLANES), np.uint8)
    for row, each in zip(planes, scenes, strict=True):
        row[..., :3], row[..., 3], row[..., 4] = each.pixels, each.truth, each.taught
        row[..., 5] = 255 * each.is_drawn
    return planes


def _piece(home: Path, size: tuple[int, int], seed: int, first: int) -> Path:
    return home / "made" / f"{size[0]}x{size[1]}-{seed}-{first:06}.npy"
