"""Hands that are found, and gestures that are called right, source by source."""

from __future__ import annotations

import asyncio

from oivis._native import Sessions
from oivis.gestures import Gestures
from oivis.hands import Hands

from models import pictures
from models.gesture.evaluate import Tally, total
from models.gesture.evaluate import evaluate as tally
from models.gesture.labels import labelled
from models.progress import Progress

Rows = dict[str, dict[str, float | None]]

ALL = "all"


def hands(networks: Sessions, part: str, progress: Progress) -> Rows:
    """Share of the pictures that show a hand in which one is found."""
    find = Hands(networks, Gestures.load())
    every = [(source, path) for source, paths in pictures.hands(part).items() for path in paths]
    found: dict[str, list[bool]] = {}
    for number, (source, path) in enumerate(every):
        progress("hands", number, len(every))
        is_found = bool(asyncio.run(find(pictures.read_rgb(path))))
        for row in (source, ALL):
            found.setdefault(row, []).append(is_found)
    return {
        row: {"pictures": len(values), "found": sum(values), "share": sum(values) / len(values)}
        for row, values in sorted(found.items(), key=lambda row: (row[0] == ALL, row[0]))
    }


def gestures(networks: Sessions, part: str, progress: Progress) -> tuple[Rows, list[str]]:
    """Pictures of fist, palm and victory called right, others called one of these, and each mistake."""
    every = labelled(part)
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        progress("gestures", done, len(every))

    tallies = tally(networks, every, advance)
    rows = {source: _shares(counts.counts()) for source, counts in sorted(tallies.items())}
    mistakes = [line for counts in tallies.values() for line in _mistakes(counts)]
    return rows | {ALL: _shares(total(tallies.values()))}, mistakes


def _shares(counts: dict[str, int]) -> dict[str, float | None]:
    return {
        **counts,
        "accuracy": counts["right"] / counts["asked"] if counts["asked"] else None,
        "false": counts["wrong"] / counts["others"] if counts["others"] else None,
    }


def _mistakes(counts: Tally) -> list[str]:
    return [f"{picture.path}: {picture.shape} called {said}" for picture, said in counts.mistakes]
