"""Single pictures of people beside their masks: the networks, and what is made of their mattes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from oivis._native import Sessions
from oivis.models import Model
from oivis.portrait import Portrait
from oivis.sampling import sample
from oivis.types import Region
from PIL import Image

from models import build, fetch, manifest, pictures, recipes, reference
from models.compare import enlarge
from models.evaluate.measures import boundary_f, boundary_iou, mean_iou
from models.evaluate.methods import Stream
from models.progress import Progress

Figures = dict[str, dict[str, dict[str, float | None]]]
Pairs = dict[str, list[tuple[Path, Path]]]

NETWORKS = ("portrait", "portrait-wide")
MEASURES = {"mIoU": mean_iou, "boundary F": boundary_f, "boundary IoU": boundary_iou}
ALL = "all"


def evaluate(pairs: Pairs, networks: Sessions, progress: Progress) -> Figures:
    """Each source's figures: mean over its pictures, mattes cut at a half.

    Parameters
    ----------
    pairs : dict of str to list of (Path, Path)
        Pictures with their masks, by source.
    networks : Sessions
    progress : callable
        Told ``(what, done, in all)``.

    Returns
    -------
    dict of str to dict
        "portraits, SOURCE (COUNT)": by method, mIoU of person and background, boundary F at 2 px and boundary
        IoU; `Portrait` is what `oivis.Portrait` gives for a single picture. "networks, mIoU": by source, the
        borrowed networks in float32 (`NAME borrowed`) and what ships, enlarged bilinearly.

    Raises
    ------
    models.fetch.FetchError
        Where the borrowed networks, to compare with, cannot be had.
    """
    borrowed = _borrowed(networks, progress)
    portrait = Portrait(networks)
    shown: dict[str, dict[str, dict[str, list[float]]]] = {}
    bare: dict[str, dict[str, list[float]]] = {}
    for source, image, truth in _read(pairs, progress):
        mattes = {**_methods(networks, image), "Portrait": asyncio.run(portrait(image))}
        for row in {source, ALL} if len(pairs) > 1 else {source}:
            for method, matte in mattes.items():
                cells = shown.setdefault(row, {}).setdefault(method, {name: [] for name in MEASURES})
                for name, measure in MEASURES.items():
                    cells[name].append(measure(matte >= 0.5, truth))
            for name, matte in _networks(networks, borrowed, image).items():
                bare.setdefault(row, {}).setdefault(name, []).append(mean_iou(matte >= 0.5, truth))
    tables: Figures = {}
    for row in _all_last(shown):
        count = len(next(iter(bare[row].values())))
        tables[f"portraits, {row} ({count})"] = {
            method: {name: float(np.mean(values)) for name, values in cells.items()}
            for method, cells in shown[row].items()
        }
    tables["networks, mIoU"] = {
        row: {name: float(np.mean(values)) for name, values in bare[row].items()} for row in _all_last(bare)
    }
    return tables


def find(folder: Path) -> Pairs:
    """Pictures with masks in a folder, by source.

    With a `manifest.csv` (columns `file` and `mask`) they are those that it lists. Otherwise every folder
    `images` with a folder `masks` beside it is a source, named by the folder that holds both; a picture and
    its mask have the same name up to the ending.

    Raises
    ------
    FileNotFoundError
        If there are none.
    """
    if (folder / "manifest.csv").is_file():
        found = pictures.masked(folder)
    else:
        found = {}
        for images in sorted(path for path in folder.rglob("images") if path.is_dir()):
            masks = {path.stem: path for path in sorted(images.with_name("masks").glob("*"))}
            seen = [(path, masks[path.stem]) for path in sorted(images.iterdir()) if path.stem in masks]
            if seen:
                found[images.resolve().parent.name] = seen
    if not found:
        raise FileNotFoundError(
            f"{folder} holds no pictures with masks: there is neither a manifest.csv that names any, nor a "
            "folder images with a folder masks beside it whose files have the same names."
        )
    return found


def _read(pairs: Pairs, progress: Progress) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    every = [(source, *pair) for source, listed in pairs.items() for pair in listed]
    for number, (source, picture, mask) in enumerate(every):
        progress("portraits", number, len(every))
        image, truth = pictures.read_rgb(picture), pictures.read_mask(mask)
        if truth.shape != image.shape[:2]:
            # A mask may be drawn at another size than its picture.
            size = image.shape[1::-1]
            truth = np.asarray(Image.fromarray(truth).resize(size, Image.Resampling.NEAREST))
        yield source, image, truth


def _methods(networks: Sessions, image: np.ndarray) -> dict[str, np.ndarray]:
    with Stream(networks, image.shape[1], image.shape[0]) as stream:
        # The stage learns from the first frame where people are.
        stream(image)
        return stream(image)


def _borrowed(networks: Sessions, progress: Progress) -> dict[str, tuple[Model, reference.Session]]:
    """The networks as they were borrowed, in float32, each with what it takes."""
    listed = manifest.read()
    sources = fetch.sources(listed, build.CACHE, progress)
    found = {}
    for name in NETWORKS:
        graph = recipes.exact(listed.borrowed[name], sources[name])
        _, height, width, _ = graph.shapes()["pixels"]
        model = replace(networks.models[name], height=height, width=width)
        found[name] = model, reference.Session(graph.bytes())
    return found


def _networks(
    networks: Sessions, borrowed: dict[str, tuple[Model, reference.Session]], image: np.ndarray
) -> dict[str, np.ndarray]:
    height, width = image.shape[:2]
    region = Region.from_frame(width, height)
    mattes = {}
    for name, (model, session) in borrowed.items():
        matte = session(sample(image, region, model))["matte"][0]
        mattes[f"{name} borrowed"] = enlarge(matte, height, width) / 255
        pixels = sample(image, region, networks.models[name])
        mattes[name] = enlarge(asyncio.run(networks.run(name, pixels))[0][0], height, width) / 255
    return mattes


def _all_last(rows: dict) -> list[str]:
    return sorted(rows, key=lambda row: (row == ALL, row))
