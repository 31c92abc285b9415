"""What each source's labels mean in our six gestures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from models.pictures import folder

# Shapes of the hand, whichever way it is turned: `dislike` is a thumb too, and only its direction says
# that it is none of ours. Whatever is not named here is `none`.
SHAPES: dict[str, dict[str, str]] = {
    "digits": {"digit1": "pointing", "digit2": "victory", "digit5": "palm"},
    "emre": {
        "closer": "victory",
        "down": "thumb-up",
        "emergency": "fist",
        "further": "victory",
        "left": "thumb-up",
        "palm": "palm",
        "right": "thumb-up",
        "take_off": "pointing",
        "up": "thumb-up",
    },
    "hagrid": {
        "dislike": "thumb-up",
        "fist": "fist",
        "like": "thumb-up",
        "mute": "pointing",
        "one": "pointing",
        "palm": "palm",
        "peace": "victory",
        "peace_inverted": "victory",
        "stop": "palm",
        "stop_inverted": "palm",
        "two_up": "victory",
        "two_up_inverted": "victory",
    },
    "misc": {"thumb_up": "thumb-up", "two_hands": "palm"},
    "rps_cv": {"paper": "palm", "rock": "fist", "scissors": "victory"},
    "swati": {"paper": "palm", "rock": "fist", "scissors": "victory"},
}
UNLABELLED = ("dwiv",)


@dataclass(frozen=True, slots=True)
class Picture:
    """One labelled picture.

    Attributes
    ----------
    path : Path
    source : str
        Folder of `hands/`: who took it.
    label : str
        The source's own.
    shape : str
        One of the six gestures, whichever way the hand is turned.
    """

    path: Path
    source: str
    label: str
    shape: str


def labelled(part: str) -> list[Picture]:
    """The labelled pictures of hands of `train` or `dev`, in the order of their manifest.

    Raises
    ------
    FileNotFoundError
        Where there are no pictures.
    """
    root = folder(part)
    found = []
    with (root / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            kind, source, *_ = Path(row["file"]).parts
            if kind == "hands" and source not in UNLABELLED:
                shape = SHAPES[source].get(row["label"], "none")
                found.append(Picture(root / row["file"], source, row["label"], shape))
    return found
