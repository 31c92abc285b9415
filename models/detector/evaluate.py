"""How right detectors are on pictures that nobody learnt from, all in the same run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.gesture.labels import labelled
from models.pictures import folder, read_rgb, rows

from .found import Found
from .listing import Entry
from .measure import Truth, average_precision, f1, mean_precision, named_f1
from .peers import Look
from .scene import CLASSES, Store, scene

Row = dict[str, float | None]
Progress = Callable[[str, int, int], None]

# What of the F1 of gestures may be given for fewer false alarms.
LITTLE = 0.025
# Pictures without anybody.
EMPTY = ("negatives", "backgrounds")
# Hands put into scenes of the dev set's own pictures; twice as large as VGA would be small.
MADE, SIDE, SEED = 200, 384, 1
# The seeds' own figures, on their own data: no measure of ours, only a mark on the wall.
PUBLISHED: dict[str, Row] = {"OIVIS (published, on its own data)": {"AP@0.5": 0.984, "kB": 1900.0}}


@dataclass(frozen=True, slots=True)
class Detector:
    """One of those that are held against each other.

    Attributes
    ----------
    look : callable
        From a picture to what is found.
    least : float
        A hand is one from this score on, where a yes or a no is wanted.
    """

    look: Look
    least: float


def evaluate(
    detectors: Mapping[str, Detector], made: Sequence[Entry], progress: Progress
) -> dict[str, dict[str, Row]]:
    """Tables by title: a row for each detector.

    Parameters
    ----------
    detectors : mapping of str to Detector
    made : sequence of Entry
        The dev set's pictures with landmarks, for made scenes; none leaves these out.
    progress : callable
        Told ``(what, done, in all)``.

    Raises
    ------
    FileNotFoundError
        Where there are no pictures.
    """
    boxed, gestures, empty = with_boxes("dev"), labelled("dev"), without_hands("dev")
    scenes = made_scenes(made) if made else []
    whole: dict[str, Row] = {}
    classes: dict[str, Row] = {}
    sources: dict[str, Row] = {}
    for name, detector in detectors.items():

        def each(
            what: str, images: Sequence[np.ndarray | Path], one: Detector = detector, of: str = name
        ) -> list[Found]:
            found = []
            for number, image in enumerate(images):
                progress(f"{of}: {what}", number, len(images))
                found.append(one.look(read_rgb(image) if isinstance(image, Path) else image))
            return found

        truths = [truth for _, truth in boxed]
        seen = each("boxes", [path for path, _ in boxed])
        row: Row = {
            "AP@0.5": average_precision(seen, truths, 0.5),
            "AP@[.5:.95]": mean_precision(seen, truths),
        }
        said = [surest(found, detector.least) for found in each("gestures", [p.path for p in gestures])]
        there = [CLASSES.index(picture.shape) for picture in gestures]
        f1s = named_f1(said, there, len(CLASSES))
        row["gesture F1"] = f1s["mean"]
        classes[name] = {CLASSES[int(at)]: value for at, value in f1s.items() if at != "mean"}
        sources[name] = _right(said, there, [picture.source for picture in gestures])
        alarms = [surest(found, detector.least) >= 0 for found in each("nobody", empty)]
        row["false alarms"] = float(np.mean(alarms)) if alarms else None
        if scenes:
            seen, truths = each("made", [image for image, _ in scenes]), [truth for _, truth in scenes]
            row["made: AP@0.5"] = average_precision(seen, truths, 0.5)
            row["made: gesture F1"] = f1(seen, truths, detector.least, len(CLASSES))["mean"]
        whole[name] = row
    return {
        "detectors": {**whole, **PUBLISHED},
        "F1 of each gesture": classes,
        "called right, by source": sources,
    }


def surest(found: Found, least: float) -> int:
    """What the surest hand shows, of `CLASSES`; -1 where none is sure enough."""
    return int(found.classes[0]) if len(found.scores) and found.scores[0] >= least else -1


def with_boxes(part: str) -> list[tuple[Path, Truth]]:
    """Pictures whose hands people have drawn boxes round."""
    root, found = folder(part), []
    for row in rows(root):
        boxes = [box[1:] for box in json.loads(row["boxes"] or "[]")]
        if boxes and row["file"].startswith("hands/"):
            unknown = np.full(len(boxes), -1)
            found.append((root / row["file"], Truth(np.array(boxes, float), unknown)))
    return found


def without_hands(part: str) -> list[Path]:
    """Pictures without people."""
    root = folder(part)
    return [root / row["file"] for row in rows(root) if row["file"].startswith(EMPTY)]


def made_scenes(entries: Sequence[Entry]) -> list[tuple[np.ndarray, Truth]]:
    """Scenes of pictures of the dev set, always the same."""
    store = Store(folder("dev"), entries)
    drawn = [scene(store, SIDE, np.random.default_rng((SEED, at))) for at in range(MADE)]
    return [(each.pixels, Truth(each.boxes, each.classes)) for each in drawn]


def threshold(found: Sequence[Found], truths: Sequence[Truth]) -> float:
    """The score from which the surest hand of a picture is taken for one.

    The highest that costs little of the F1 of gestures: as little as may be of rooms is then taken for a
    hand. To be chosen on pictures held out of training, never on dev; those of one hand whose gesture is
    known count.
    """
    alone = [
        (each, int(truth.classes[0]))
        for each, truth in zip(found, truths, strict=True)
        if len(truth.classes) == 1 and truth.classes[0] >= 0
    ]
    steps = np.round(np.arange(0.1, 0.91, 0.05), 2)
    there = [shown for _, shown in alone]
    figures = []
    for step in steps:
        said = [surest(each, float(step)) for each, _ in alone]
        figures.append(named_f1(said, there, len(CLASSES))["mean"])
    costs_little = np.flatnonzero(np.array(figures) >= np.max(figures) - LITTLE)
    return float(steps[costs_little[-1]]) if len(costs_little) else 0.5


def _right(said: Sequence[int], there: Sequence[int], sources: Sequence[str]) -> Row:
    """Share of pictures called what they show, by source."""
    shares = {}
    for source in sorted(set(sources)):
        pairs = [(mine, its) for mine, its, of in zip(said, there, sources, strict=True) if of == source]
        # Any other hand, and no hand at all, are both no gesture.
        last = len(CLASSES) - 1
        shares[source] = float(np.mean([(mine if mine >= 0 else last) == its for mine, its in pairs]))
    return dict(shares)
