"""The dataset's manifest: every picture with its sha256, source, licence and hands, as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oivis.types import GESTURES

from models.training import dataset

# A hand that is surely there, while nobody knows what it shows.
UNKNOWN = ""
MAKERS = ("source", "borrowed")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A hand of a picture.

    Attributes
    ----------
    box : tuple of float
        x0, y0, x1, y1 in pixels of the picture; may reach over its edges.
    gesture : str
        One of `GESTURES`, whichever way the hand is turned, or `UNKNOWN`.
    box_by, gesture_by : str
        `source`, where people drew or said it, or `borrowed`, where the borrowed networks did.
    points : tuple of (float, float)
        The 21 landmarks in pixels; empty where none were found.
    """

    box: tuple[float, float, float, float]
    gesture: str
    box_by: str
    gesture_by: str
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture of the dataset.

    Attributes
    ----------
    file : str
        From the folder of the part that it is of.
    sha256, source, licence : str
        As the pictures' own `manifest.csv` has them; `source` is the repository.
    subject : str
        Who or what is shown, so far as is known: no subject is both learnt from and held out.
    is_held : bool
        Held out: looked at while training, never learnt from.
    hands : tuple of Labelled
    """

    file: str
    sha256: str
    source: str
    licence: str
    subject: str
    is_held: bool
    hands: tuple[Labelled, ...]

    @property
    def kind(self) -> str:
        """First two folders of the file, such as `hands/emre`: who took it."""
        return "/".join(Path(self.file).parts[:2])


def read(path: Path) -> list[Entry]:
    """The dataset's manifest; raises as `dataset.read`."""
    return dataset.read(path, _entry, "oivis detector look")


def share_of(entries: Sequence[Entry], share: float) -> list[Entry]:
    """The first part of what is learnt from of each source and gesture, as people follow each other there.

    For the curve that says what more pictures would bring. Those held out stay as they are.

    Parameters
    ----------
    entries : sequence of Entry
    share : float
        0..1; of each group one stays.
    """
    alike = defaultdict(list)
    for entry in entries:
        if not entry.is_held:
            alike[entry.kind, *sorted({hand.gesture for hand in entry.hands})].append(entry)
    kept = {
        entry.file
        for group in alike.values()
        for entry in sorted(group, key=lambda entry: entry.file)[: max(1, round(share * len(group)))]
    }
    return [entry for entry in entries if entry.is_held or entry.file in kept]


def _entry(picture: dict[str, Any]) -> Entry:
    hands = []
    for hand in picture.pop("hands"):
        box, points = tuple(hand.pop("box")), tuple((x, y) for x, y in hand.pop("points"))
        labelled = Labelled(box=box, points=points, **hand)
        if len(box) != 4 or not (box[0] < box[2] and box[1] < box[3]):
            raise ValueError(f"a box is x0, y0, x1, y1, this is {list(box)}")
        if len(points) not in (0, 21):
            raise ValueError(f"a hand has 21 points or none, this one {len(points)}")
        if labelled.gesture not in (*GESTURES, UNKNOWN):
            raise ValueError(f"gesture {labelled.gesture!r}; it should be one of {', '.join(GESTURES)}")
        if not {labelled.box_by, labelled.gesture_by} <= set(MAKERS):
            raise ValueError(f"a hand is labelled by one of {', '.join(MAKERS)}")
        hands.append(labelled)
    return Entry(hands=tuple(hands), **picture)
