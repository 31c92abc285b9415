"""Made pictures in pieces on disk: what was cut off goes on, any number of processes share the work."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

PIECE = 500


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was made, left on disk until it is asked for.

    Attributes
    ----------
    pieces : sequence of ndarray, shape (PIECE, ...)
        Of the same dtype, the last one may be longer than needed.
    count : int
    """

    pieces: Sequence[np.ndarray]
    count: int

    def __len__(self) -> int:
        return self.count

    def batch(self, chosen: np.ndarray) -> np.ndarray:
        """Those of these numbers: an array (n, ...) in memory."""
        return np.stack([self.pieces[at // PIECE][at % PIECE] for at in chosen.tolist()])


def make(
    piece: Callable[[int], Path],
    count: int,
    draw: Callable[[Path, int], None],
    begin: Callable[..., None],
    given: tuple[Any, ...],
    workers: int,
    progress: Callable[[str, int, int], None],
) -> None:
    """Draw those pieces that are not there yet.

    Parameters
    ----------
    piece : callable
        The file of the pictures from that number on; its folder is made.
    count : int
        Pictures.
    draw : callable
        ``draw(part, first)`` writes the pictures of a piece, the first of which has that number.
    begin : callable
        Called as ``begin(*given)`` in each process before it draws.
    given : tuple
    workers : int
        Processes.
    progress : callable
        Told ``(what, done, in all)``, in pictures.
    """
    firsts = range(0, count, PIECE)
    waiting = [first for first in firsts if not piece(first).is_file()]
    done = len(firsts) - len(waiting)
    progress("making", min(count, done * PIECE), count)
    with ProcessPoolExecutor(max(1, workers), initializer=_begin, initargs=(begin, given)) as pool:
        for job in as_completed([pool.submit(_draw, draw, piece(first), first) for first in waiting]):
            job.result()
            done += 1
            progress("making", min(count, done * PIECE), count)


def opened(piece: Callable[[int], Path], count: int, command: str) -> Pieces:
    """What was made as .npy files; raises as `made` does."""
    return Pieces([np.load(each, mmap_mode="r") for each in made(piece, count, command)], count)


def made(piece: Callable[[int], Path], count: int, command: str) -> list[Path]:
    """The files of all pieces; `FileNotFoundError` where some are missing, with the command for them."""
    pieces = [piece(first) for first in range(0, count, PIECE)]
    missing = [each for each in pieces if not each.is_file()]
    if missing:
        raise FileNotFoundError(
            f"{len(missing)} of {len(pieces)} files of training pictures are not in {missing[0].parent}, the "
            f"first is {missing[0].name}: run `{command}`."
        )
    return pieces


def _begin(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    os.nice(5)
    begin(*given)


def _draw(draw: Callable[[Path, int], None], piece: Path, first: int) -> None:
    piece.parent.mkdir(parents=True, exist_ok=True)
    part = piece.with_suffix(f".part{piece.suffix}")
    draw(part, first)
    part.replace(piece)
