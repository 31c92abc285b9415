"""What the whole of detector, landmarks and classifier calls right on pictures that nobody trained on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from oivis.gestures import Gestures
from oivis.hands import Hands
from oivis.host import Networks

from models.pictures import read_rgb

from .labels import Picture

ASKED = ("fist", "palm", "victory")


@dataclass
class Tally:
    """Counts of one source.

    Attributes
    ----------
    asked, found, right : int
        Pictures of fist, palm and victory; those in which a hand was found; those called right.
    others, wrong : int
        Pictures of anything else; those in which any hand was called fist, palm or victory.
    mistakes : list of (Picture, str)
        With what they were called.
    """

    asked: int = 0
    found: int = 0
    right: int = 0
    others: int = 0
    wrong: int = 0
    mistakes: list[tuple[Picture, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers without the mistakes."""
        return {name: getattr(self, name) for name in ("asked", "found", "right", "others", "wrong")}


def total(tallies: Iterable[Tally]) -> dict[str, int]:
    """The counts of several sources together."""
    whole = Tally().counts()
    for tally in tallies:
        whole = {name: count + getattr(tally, name) for name, count in whole.items()}
    return whole


def evaluate(
    networks: Networks,
    pictures: Sequence[Picture],
    progress: Callable[[], None] = lambda: None,
    gestures: Gestures | None = None,
) -> dict[str, Tally]:
    """Tallies by source. A picture counts for its surest hand; one without a hand is called wrong.

    Parameters
    ----------
    networks : Networks
    pictures : sequence of Picture
    progress : callable
        Called after each picture.
    gestures : Gestures, optional
        By default the one that the stage uses.
    """
    tallies: dict[str, Tally] = {}
    hands = Hands(networks, gestures or Gestures.load())
    for picture in pictures:
        tally = tallies.setdefault(picture.source, Tally())
        seen = [hand.gesture for hand in asyncio.run(hands(read_rgb(picture.path)))]
        if picture.shape in ASKED:
            tally.asked += 1
            tally.found += bool(seen)
            is_right = seen[:1] == [picture.shape]
            tally.right += is_right
        else:
            tally.others += 1
            is_right = not set(seen) & set(ASKED)
            tally.wrong += not is_right
        if not is_right:
            tally.mistakes.append((picture, ", ".join(seen) or "no hand"))
        progress()
    return tallies
