"""The real pictures that accuracy is measured on: the folder named by OIVIS_DATA, which is never shipped."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
# Half of the grey scale: masks are drawn in black and white, and lossy files blur that.
PERSON = 128


def folder(part: str = "dev") -> Path:
    """The folder of pictures, `dev` or `train`.

    Raises
    ------
    FileNotFoundError
        Where it has no `manifest.csv`.
    """
    found = Path(os.environ.get("OIVIS_DATA") or ROOT.parent / "shared" / "data") / part
    if not (found / "manifest.csv").is_file():
        raise FileNotFoundError(f"There are no pictures in {found}: name their folder in OIVIS_DATA.")
    return found


def portraits(part: str = "dev") -> dict[str, list[tuple[Path, Path]]]:
    """Pictures of people with their masks, by source."""
    return masked(folder(part))


def masked(root: Path) -> dict[str, list[tuple[Path, Path]]]:
    """Pictures with masks of a folder with a `manifest.csv`, by source."""
    found = defaultdict(list)
    for row in rows(root):
        if row["mask"]:
            found[_source(row)].append((root / row["file"], root / row["mask"]))
    return dict(found)


def hands(part: str = "dev") -> dict[str, list[Path]]:
    """Pictures that show a hand, by source; those that are labelled as showing none are left out."""
    found = defaultdict(list)
    root = folder(part)
    for row in rows(root):
        if row["file"].startswith("hands/") and row["rps"] != "none":
            found[_source(row)].append(root / row["file"])
    return dict(found)


def read_rgb(path: Path) -> np.ndarray:
    """A picture: uint8 [H, W, 3], RGB."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def read_mask(path: Path) -> np.ndarray:
    """A mask: bool [H, W], where the person is."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L")) >= PERSON


def rows(root: Path) -> list[dict[str, str]]:
    """The rows of `manifest.csv` in a folder of pictures."""
    with (root / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _source(row: dict[str, str]) -> str:
    """`hands/SOURCE/...` and `portraits/SOURCE/...`; else the folder that a file lies in."""
    *folders, _ = Path(row["file"]).parts
    return folders[1] if len(folders) > 1 else folders[0] if folders else "pictures"
