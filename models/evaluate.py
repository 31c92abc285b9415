"""How right the built models are: portraits, hands and gestures, source by source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
from oivis._native import Sessions
from oivis.gestures import Gestures
from oivis.hands import Hands
from oivis.portrait import Portrait, portrait_model
from oivis.sampling import sample
from oivis.types import Region

from models import build, fetch, manifest, pictures, recipes, reference
from models.compare import enlarge, mean_iou
from models.gesture.evaluate import evaluate as tally
from models.gesture.labels import labelled

Progress = Callable[[str, int, int], None]
Figures = dict[str, dict[str, float]]

PORTRAITS = ("portrait", "portrait-wide")


def evaluate(part: str, progress: Progress, target: Path = build.TARGET) -> dict[str, Figures]:
    """Tables by title, each with rows by source.

    Parameters
    ----------
    part : {"dev", "train"}
    progress : callable
        Told ``(what, done, in all)``.
    target : Path
        Folder of the built models.

    Raises
    ------
    FileNotFoundError
        Where the pictures are missing.
    models.fetch.FetchError
        Where the borrowed networks, to compare with, cannot be had.
    """
    networks = Sessions(target, threads=1)
    return {
        "portrait, mIoU": portraits(networks, part, progress),
        "hands": hands(networks, part, progress),
        "gestures": gestures(networks, part, progress),
    }


def portraits(networks: Sessions, part: str, progress: Progress) -> Figures:
    """Mean IoU of person and background, at a threshold of half, mean over the pictures of each source.

    `NAME float` is the borrowed network in float32 and `NAME` what ships, both enlarged bilinearly; `refined`
    is what the stage shows, with the model that it takes for the picture's shape, `raw` its matte before.
    """
    listed = manifest.read()
    sources = fetch.sources(listed, build.CACHE, progress)
    floats = {
        name: reference.Session(recipes.exact(listed.borrowed[name], sources[name]).bytes())
        for name in PORTRAITS
    }
    portrait = Portrait(networks)
    every = [(source, *pair) for source, pairs in pictures.portraits(part).items() for pair in pairs]
    scores: dict[str, dict[str, list[float]]] = {}
    for number, (source, picture, mask) in enumerate(every):
        progress("portraits", number, len(every))
        image, truth = pictures.read_rgb(picture), pictures.read_mask(mask)
        height, width = image.shape[:2]
        mattes = {}
        for name, session in floats.items():
            pixels = sample(image, Region.from_frame(width, height), networks.models[name])
            mattes[f"{name} float"] = enlarge(session(pixels)["matte"][0], *truth.shape) / 255
            mattes[name] = enlarge(asyncio.run(networks.run(name, pixels))[0][0], *truth.shape) / 255
        mattes["raw"] = mattes[portrait_model(width, height)]
        mattes["refined"] = asyncio.run(portrait(image))
        for row in (source, "all"):
            for name, matte in mattes.items():
                scores.setdefault(row, {}).setdefault(name, []).append(mean_iou(matte >= 0.5, truth))
    return {
        row: {"pictures": len(columns["raw"])} | {name: float(np.mean(v)) for name, v in columns.items()}
        for row, columns in _all_last(scores)
    }


def hands(networks: Sessions, part: str, progress: Progress) -> Figures:
    """Share of the pictures that show a hand in which one is found."""
    find = Hands(networks, Gestures.load())
    every = [(source, path) for source, paths in pictures.hands(part).items() for path in paths]
    found: dict[str, list[bool]] = {}
    for number, (source, path) in enumerate(every):
        progress("hands", number, len(every))
        is_found = bool(asyncio.run(find(pictures.read_rgb(path))))
        for row in (source, "all"):
            found.setdefault(row, []).append(is_found)
    return {
        row: {"pictures": len(values), "found": sum(values), "share": sum(values) / len(values)}
        for row, values in _all_last(found)
    }


def gestures(networks: Sessions, part: str, progress: Progress) -> Figures:
    """Pictures of fist, palm and victory called right, and others called one of these."""
    every = labelled(part)
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        progress("gestures", done, len(every))

    rows: Figures = {}
    for source, counts in tally(networks, every, advance).items():
        mine = {name: getattr(counts, name) for name in ("asked", "found", "right", "others", "wrong")}
        rows[source] = mine
        rows["all"] = {name: rows.get("all", {}).get(name, 0) + value for name, value in mine.items()}
    for row in rows.values():
        row["accuracy"] = row["right"] / max(row["asked"], 1)
        row["false"] = row["wrong"] / max(row["others"], 1)
    return dict(_all_last(rows))


def _all_last(rows: dict) -> list[tuple]:
    return sorted(rows.items(), key=lambda row: (row[0] == "all", row[0]))
