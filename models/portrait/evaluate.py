"""How right portrait networks are, ours and the borrowed, on pictures that nobody learnt from, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path

import av
import numpy as np
from oivis.refine import resize
from PIL import Image

from models import pictures
from models.evaluate.measures import boundary_f, boundary_iou, mean_iou
from models.evaluate.motion import Flicker, Settled, luma
from models.evaluate.portraits import ALL, Pairs
from models.evaluate.video import CLIPS, HEIGHT, WIDTH

from .peers import Look, Ours

Row = dict[str, float | None]
Tables = dict[str, dict[str, Row]]
Progress = Callable[[str, int, int], None]

MEASURES = {"mIoU": mean_iou, "boundary F": boundary_f, "boundary IoU": boundary_iou}
# Of pictures without anybody: a matte over so much of one is a false alarm.
EMPTY, ALARM = ("negatives", "backgrounds"), 0.01
# The seeds' own figures, on their own data: no measure of ours, only a mark on the wall.
PUBLISHED: dict[str, Row] = {"AliPlayStudio (published, on its own data)": {"mIoU": 0.94, "kB": 500.0}}


def evaluate(looks: Mapping[str, Look], pairs: Pairs, progress: Progress) -> Tables:
    """Each source's figures: mean over its pictures, mattes enlarged bilinearly and cut at a half.

    Parameters
    ----------
    looks : mapping of str to Look
        Networks; nothing is made of their mattes.
    pairs : dict of str to list of (Path, Path)
        Pictures with their masks, by source.
    progress : callable
        Told ``(what, done, in all)``.

    Returns
    -------
    dict of str to dict
        "networks, SOURCE (COUNT)": by network, mIoU of person and background, boundary F at 2 px and boundary
        IoU.
    """
    cells: dict[str, dict[str, dict[str, list[float]]]] = {}
    every = [(source, *pair) for source, listed in pairs.items() for pair in listed]
    for number, (source, picture, mask) in enumerate(every):
        progress("portraits", number, len(every))
        image, truth = pictures.read_rgb(picture), pictures.read_mask(mask)
        for name, look in looks.items():
            _forget(look)
            found = resize(look(image), *truth.shape) >= 0.5
            for row in (source, ALL):
                held = cells.setdefault(row, {}).setdefault(name, {each: [] for each in MEASURES})
                for each, measure in MEASURES.items():
                    held[each].append(measure(found, truth))
    tables: Tables = {}
    for row in sorted(cells, key=lambda row: (row == ALL, row)):
        count = len(next(iter(cells[row].values()))["mIoU"])
        tables[f"networks, {row} ({count})"] = {
            name: {each: float(np.mean(values)) for each, values in held.items()}
            for name, held in cells[row].items()
        }
    return tables


def alarms(looks: Mapping[str, Look], part: str, progress: Progress) -> dict[str, float]:
    """Share of the pictures without anybody in which a network sees somebody."""
    root = pictures.folder(part)
    empty = [root / row["file"] for row in pictures.rows(root) if row["file"].startswith(EMPTY)]
    seen: dict[str, list[bool]] = {name: [] for name in looks}
    for number, path in enumerate(empty):
        progress("nobody", number, len(empty))
        image = pictures.read_rgb(path)
        for name, look in looks.items():
            _forget(look)
            seen[name].append(bool((look(image) >= 0.5).mean() > ALARM))
    return {name: float(np.mean(values)) for name, values in seen.items() if values}


def flicker(looks: Mapping[str, Look], frames: Iterable[np.ndarray]) -> Row:
    """Mean absolute change of each network's matte where the picture stands still, in thousandths.

    Parameters
    ----------
    looks : mapping of str to Look
        One that remembers begins anew, and sees every frame.
    frames : iterable of ndarray of uint8, shape (H, W, 3)
        All of one size, in order.
    """
    settle, changes = Settled(), {name: Flicker() for name in looks}
    for look in looks.values():
        _forget(look)
    for image in frames:
        settled, _ = settle(luma(image))
        for name, look in looks.items():
            changes[name].add(resize(look(image), *image.shape[:2]), settled)
    return {name: None if change.value is None else change.value * 1000 for name, change in changes.items()}


def clips(looks: Mapping[str, Look], count: int, progress: Progress) -> dict[str, Row]:
    """Flicker on the dev set's clips, and its mean: by clip, by network."""
    rows: dict[str, Row] = {}
    for number, name in enumerate(CLIPS):
        progress("clips", number, len(CLIPS))
        with av.open(str(pictures.folder() / "videos" / name)) as held:
            frames = (frame.to_ndarray(format="rgb24") for frame in held.decode(video=0))
            rows[name] = flicker(looks, map(_fitted, islice(frames, count or None)))
    known = [row for row in rows.values() if None not in row.values()]
    rows["mean"] = {name: float(np.mean([row[name] for row in known])) for name in looks} if known else {}
    return rows


def bytes_of(paths: Mapping[str, Path]) -> dict[str, float]:
    """Size of each network's file, kB."""
    return {name: path.stat().st_size / 1000 for name, path in paths.items()}


def _forget(look: Look) -> None:
    if isinstance(look, Ours):
        look.forget()


def _fitted(image: np.ndarray) -> np.ndarray:
    scale = min(1.0, WIDTH / image.shape[1], HEIGHT / image.shape[0])
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX)) if scale < 1 else image
