"""Where the borrowed networks see the person: both, each way round, the whole picture and parts of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from oivis.host import Networks
from oivis.refine import resize
from oivis.sampling import sample
from oivis.types import Region
from PIL import Image

from models.pictures import read_rgb

from .listing import EMPTY, HANDS, Entry

NETWORKS = ("portrait", "portrait-wide")
# Beside the whole picture a part of it is looked at, so many times smaller, around the person.
CLOSER = 0.75
# Fewer pixels of person than this share are nobody: there is nothing to look closer at.
NOBODY = 0.01


def teach(
    networks: Networks,
    root: Path,
    entries: Sequence[Entry],
    folder: Path,
    progress: Callable[[str, int, int], None],
) -> None:
    """Write the ensemble's matte of each picture with people, those that are not there yet.

    Parameters
    ----------
    networks : Networks
        The borrowed ones.
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
    folder : Path
        Gets a grey PNG for each picture, of its size, by its sha256.
    progress : callable
        Told ``(what, done, in all)``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [entry for entry in entries if entry.role not in (EMPTY, HANDS)]
    for number, entry in enumerate(wanted):
        progress("asking the teacher", number, len(wanted))
        path = place(folder, entry)
        if not path.is_file():
            seen = matte(networks, read_rgb(root / entry.file))
            part = path.with_suffix(".part")
            Image.fromarray(np.rint(seen * 255).astype(np.uint8)).save(part, "PNG")
            part.replace(path)


def place(folder: Path, entry: Entry) -> Path:
    """The file of a picture's matte."""
    return folder / f"{entry.sha256}.png"


def matte(networks: Networks, image: np.ndarray) -> np.ndarray:
    """The mean of what both networks see: float32 (h, w), 0..1, of a picture uint8 (h, w, 3)."""
    height, width = image.shape[:2]
    whole = _seen(networks, image)
    rows, columns = np.nonzero(whole > 0.5)
    if len(rows) < NOBODY * whole.size:
        return whole
    # A part of the picture around the person: finer than the whole, blind outside.
    tall, wide = round(height * CLOSER), round(width * CLOSER)
    top = int(np.clip((rows.min() + rows.max() - tall) // 2, 0, height - tall))
    left = int(np.clip((columns.min() + columns.max() - wide) // 2, 0, width - wide))
    part = slice(top, top + tall), slice(left, left + wide)
    found = whole.copy()
    found[part] = (whole[part] + _seen(networks, np.ascontiguousarray(image[part]))) / 2
    return found


def _seen(networks: Networks, image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    total = np.zeros((height, width), np.float32)
    for name in NETWORKS:
        for turn in (1, -1):
            pixels = sample(
                np.ascontiguousarray(image[:, ::turn]),
                Region.from_frame(width, height),
                networks.models[name],
            )
            (found, *_) = asyncio.run(networks.run(name, pixels))
            total += resize(found[0] / np.float32(255), height, width)[:, ::turn]
    return total / (2 * len(NETWORKS))
