"""Training pictures, drawn by number: what was cut off goes on, any number of processes share the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from models.training import pieces

from .empty import empty
from .listing import Entry
from .scene import POINTS, Scene, Store, plain, scene

MOST = 8
NOBODY = -2
NAMES = ("pixels", "boxes", "classes", "points")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures to learn from.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (n, size, size, 3)
        RGB; may lie on disk.
    boxes : ndarray of float32, shape (n, MOST, 4)
        x0, y0, x1, y1 in pixels.
    classes : ndarray of int8, shape (n, MOST)
        Of `scene.CLASSES`; -1 a hand of which nobody knows what it shows, `NOBODY` no hand.
    points : ndarray of float32, shape (n, MOST, 21, 2)
        Landmarks in pixels; not a number where they are not known.
    """

    pixels: np.ndarray
    boxes: np.ndarray
    classes: np.ndarray
    points: np.ndarray

    def __len__(self) -> int:
        return len(self.pixels)


def make(
    root: Path,
    entries: Sequence[Entry],
    folder: Path,
    size: int,
    count: int,
    seed: int,
    workers: int,
    progress: Callable[[str, int, int], None],
) -> None:
    """Draw pictures from those that are learnt from, those of them that are not in `folder` yet.

    Parameters
    ----------
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
        Those held out are left alone.
    folder : Path
        Gets a file for each `pieces.PIECE` of pictures.
    size : int
        Side, pixels.
    count, seed, workers : int
        How many; a picture depends on its number and the seed alone.
    progress : callable
        Told ``(what, done, in all)``.
    """
    learnt = [entry for entry in entries if not entry.is_held]
    piece, draw = partial(_piece, folder, size, seed), partial(_draw, size, seed)
    pieces.make(piece, count, draw, _begin, (root, learnt), workers, progress)


def read(folder: Path, size: int, count: int, seed: int) -> Pictures:
    """The pictures that `make` made.

    Raises
    ------
    FileNotFoundError
        Where some are missing; says how they are made.
    """
    command = f"oivis detector make --count {count} --size {size} --seed {seed}"
    made = pieces.made(partial(_piece, folder, size, seed), count, command)
    held = []
    for at, piece in enumerate(made):
        with np.load(piece, allow_pickle=False) as loaded:
            held.append([loaded[name][: count - at * pieces.PIECE] for name in NAMES])
    return Pictures(*(np.concatenate(each) for each in zip(*held, strict=True)))


def held_out(root: Path, entries: Sequence[Entry], size: int) -> Pictures:
    """The real pictures that are held out, as the stage would show them; for the curves."""
    store = Store(root, [entry for entry in entries if entry.is_held])
    chosen = [entry for entry in store.entries if entry.hands or entry.file.startswith("backgrounds")]
    return _stack([plain(store.read(entry), entry.hands, size) for entry in chosen], size)


def held_empty(root: Path, entries: Sequence[Entry], size: int, count: int) -> np.ndarray:
    """Pictures without a hand, drawn from what is held out: uint8 (count, size, size, 3); always the same."""
    store = Store(root, [entry for entry in entries if entry.is_held])
    drawn = [empty(store, size, np.random.default_rng(at)) for at in range(count)]
    return np.rint(np.array(drawn) * 255).astype(np.uint8)


_store: Store


def _begin(root: Path, entries: Sequence[Entry]) -> None:
    global _store
    _store = Store(root, entries)


def _draw(size: int, seed: int, part: Path, first: int) -> None:
    numbers = range(first, first + pieces.PIECE)
    made = _stack([scene(_store, size, np.random.default_rng((seed, at))) for at in numbers], size)
    np.savez(part, **{name: getattr(made, name) for name in NAMES})


def _stack(scenes: Sequence[Scene], size: int) -> Pictures:
    boxes = np.zeros((len(scenes), MOST, 4), np.float32)
    classes = np.full((len(scenes), MOST), NOBODY, np.int8)
    points = np.full((len(scenes), MOST, POINTS, 2), np.nan, np.float32)
    for at, each in enumerate(scenes):
        found = len(each.boxes[:MOST])
        boxes[at, :found] = each.boxes[:MOST]
        classes[at, :found] = each.classes[:MOST]
        points[at, :found] = each.points[:MOST]
    pixels = [each.pixels for each in scenes]
    return Pictures(np.array(pixels, np.uint8).reshape(-1, size, size, 3), boxes, classes, points)


def _piece(folder: Path, size: int, seed: int, first: int) -> Path:
    return folder / f"{size}-{seed}-{first:06}.npz"
