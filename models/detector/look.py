"""Labels for the training pictures: as their sources say, the rest as the borrowed networks see it."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from oivis.gestures import Gestures
from oivis.hands import Hands
from oivis.host import Networks
from oivis.types import GESTURES, Hand

from models.gesture.labels import SHAPES, UNLABELLED
from models.pictures import folder, read_rgb, rows
from models.training.dataset import check_apart

from .boxes import overlaps, round_points
from .listing import UNKNOWN, Entry, Labelled

# What is looked at, and what pictures without a hand are for.
KINDS = ("hands", "faces_bodies", "portraits", "backgrounds")
HANDS = 6
# Less sure than this, the borrowed classifier's word is not taken.
SURE = 0.75
# A box of the source and one of the networks are of the same hand.
SAME = 0.4
# Pictures of one source and label follow each other by person more often than not: the last are held out.
HELD = 0.1


def look(networks: Networks, progress: Callable[[str, int, int], None], part: str = "train") -> list[Entry]:
    """The dataset's manifest.

    Parameters
    ----------
    networks : Networks
        The borrowed ones, `palm` and `hand`.
    progress : callable
        Told ``(what, done, in all)``.
    part : str
        Of the pictures.

    Raises
    ------
    FileNotFoundError
        Where there are no pictures.
    """
    root = folder(part)
    every = [row for row in rows(root) if row["file"].split("/")[0] in KINDS]
    hands, gestures = Hands(networks, Gestures.load()), Gestures.load()
    held = _held(every)
    entries = []
    for number, row in enumerate(every):
        progress("looking", number, len(every))
        found = []
        if not row["file"].startswith("backgrounds"):
            found = asyncio.run(hands(read_rgb(root / row["file"]), limit=HANDS))
        entries.append(
            Entry(
                file=row["file"],
                sha256=row["sha256"],
                source=row["source_repo"],
                licence=row["licence"],
                subject=_subject(row, row["file"] in held),
                is_held=row["file"] in held,
                hands=tuple(label(row, found, gestures)),
            )
        )
    if part == "train":
        check_apart(entries, folder("dev"))
    return entries


def label(row: dict[str, str], found: list[Hand], gestures: Gestures) -> list[Labelled]:
    """The hands of a picture: what its source says comes before what the networks see.

    Parameters
    ----------
    row : dict
        Of `manifest.csv`.
    found : list of Hand
        What the borrowed networks see, surest first.
    gestures : Gestures
    """
    shown = [_borrowed(hand, gestures) for hand in found]
    _, source, *_ = row["file"].split("/")
    boxes = [tuple(box[1:]) for box in json.loads(row["boxes"] or "[]")]
    if boxes:
        return [_boxed(box, shown) for box in boxes]
    if not row["file"].startswith("hands/") or source in UNLABELLED or not found:
        return shown
    shape = SHAPES[source].get(row["label"], "none")
    # The label is of one hand: of the one that looks most like it.
    likely = [gestures.scores(hand.landmarks)[GESTURES.index(shape)] for hand in found]
    chosen = int(np.argmax(likely))
    shown[chosen] = Labelled(shown[chosen].box, shape, "borrowed", "source", shown[chosen].points)
    return shown


def _borrowed(hand: Hand, gestures: Gestures) -> Labelled:
    scores = gestures.scores(hand.landmarks)
    best = int(np.argmax(scores))
    gesture = GESTURES[best] if scores[best] >= SURE else UNKNOWN
    points = np.round(hand.landmarks[:, :2].astype(float), 1)
    box = np.round(round_points(points), 1).tolist()
    return Labelled(tuple(box), gesture, "borrowed", "borrowed", tuple((x, y) for x, y in points.tolist()))


def _boxed(box: tuple[float, float, float, float], shown: list[Labelled]) -> Labelled:
    """A box of the source with the gesture of the hand that the networks see there."""
    if shown:
        shared = overlaps(np.array([box]), np.array([hand.box for hand in shown]))[0]
        if shared.max() >= SAME:
            same = shown[int(shared.argmax())]
            return Labelled(box, same.gesture, "source", "borrowed", same.points)
    return Labelled(box, UNKNOWN, "source", "borrowed")


def _held(every: list[dict[str, str]]) -> set[str]:
    """Files that are held out: the last of each kind and label, in the order of their names."""
    alike = defaultdict(list)
    for row in every:
        alike["/".join(Path(row["file"]).parts[:2]), row["label"]].append(row["file"])
    return {file for files in alike.values() for file in sorted(files)[len(files) - int(len(files) * HELD) :]}


def _subject(row: dict[str, str], is_held: bool) -> str:
    """Who is shown, where that is one of many; else the block of pictures."""
    if row["subject"] and "/" not in row["subject"]:
        return row["subject"]
    kind = "/".join(Path(row["file"]).parts[:2])
    return f"{kind} {row['label']}, {'last' if is_held else 'first'}"
