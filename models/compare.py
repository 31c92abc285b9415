"""Which weights ship: each kind is measured on real pictures against the borrowed network in float32."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from oivis.models import Model as Listed
from oivis.palms import Palm, decode_palms, overlap
from oivis.sampling import sample
from oivis.types import Region
from PIL import Image

from models import pictures, recipes, reference
from models.evaluate.measures import mean_iou
from models.progress import Progress
from models.rows import Borrowed, Manifest

# The project allows 0.002 but also asks for no less than the borrowed network's: four digits alike are both.
MIOU_LIMIT = 5e-5
LANDMARK_LIMIT_PX = 0.3
PRESENCE = 0.5
# A palm or a hand that the float32 graph is hardly sure of is not lost by rounding, but by chance.
SURE = 0.55
FLOAT = "float32"
SAME_PALM = 0.5
# Each with the precision that stores it in the fewest bytes.
CANDIDATES = {"int8-channels": "int8", "int8-blocks": "int8", "exact": "fp16"}


@dataclass
class Row:
    """One model with one kind of weights.

    Attributes
    ----------
    bytes : int
    figures : dict of str to float
        `miou` and `miou-SOURCE` for portraits; `found` and `lost` palms, `points-px` of its input for palm;
        `seen` and `lost` hands, `landmarks-px` of 224 for hand. Pixels are mean distances from the float32
        graph. A graph with a graft is held against the borrowed one: `borrowed-px` and `borrowed-lost` for
        hand; for palm `borrowed-found` pictures with a palm, those `borrowed-lost` by the graft, and those
        `borrowed-missed`, which have one with the graft alone.
    is_within : bool
        Whether it may ship.
    """

    model: str
    weights: str
    bytes: int
    figures: dict[str, float] = field(default_factory=dict)
    is_within: bool = True


def compare(listed: Manifest, sources: dict[str, bytes], progress: Progress) -> list[Row]:
    """Measure every model of the manifest with every kind of weights, the float32 graph first.

    Raises
    ------
    FileNotFoundError
        Where the pictures are missing.
    """
    rows: list[Row] = []
    crops: list[tuple[np.ndarray, Region]] = []
    for name in sorted(listed.borrowed, key=lambda name: listed.borrowed[name].task != "palm"):
        model = listed.borrowed[name]
        runs = list(_runs(model, sources[name]))
        if model.task == "portrait":
            rows += _portraits(model, runs, progress)
        elif model.task == "palm":
            found, crops = _palms(model, runs, _borrowed(model, sources[name]), progress)
            rows += found
        else:
            borrowed = _borrowed(model, sources[name])
            rows += _hands(model, runs, crops, borrowed, progress)
    return rows


def shipped(rows: list[Row]) -> dict[str, str]:
    """The weights that each model ships with: the fewest bytes that are within the limits."""
    best: dict[str, Row] = {}
    for row in rows:
        if row.weights != FLOAT and row.is_within:
            best[row.model] = min(best.get(row.model, row), row, key=lambda row: row.bytes)
    return {name: row.weights for name, row in best.items()}


def enlarge(matte: np.ndarray, height: int, width: int) -> np.ndarray:
    """A matte at the picture's size, bilinear: float32 [height, width]."""
    picture = Image.fromarray(matte.astype(np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))


@dataclass
class _Run:
    row: Row
    session: reference.Session

    def __call__(self, pixels: np.ndarray) -> list[np.ndarray]:
        return list(self.session(pixels).values())


def _runs(model: Borrowed, source: bytes) -> Iterator[_Run]:
    graphs = {FLOAT: recipes.unrounded(model, source)}
    for weights, precision in CANDIDATES.items():
        graphs[weights] = recipes.make(replace(model, weights=weights), source, precision)
    for weights, graph in graphs.items():
        data = graph.bytes()
        yield _Run(Row(model.name, weights, len(data)), reference.Session(data))


@dataclass(frozen=True, slots=True)
class Original:
    """A network as it was borrowed, and how it takes pictures; asked as `oivis.host.Networks` are.

    Attributes
    ----------
    session : reference.Session
    sampled : oivis.models.Model
    """

    session: reference.Session
    sampled: Listed

    @property
    def models(self) -> dict[str, Listed]:
        """The one network by its name."""
        return {self.sampled.name: self.sampled}

    async def run(self, name: str, pixels: np.ndarray) -> list[np.ndarray]:
        """Its outputs; `KeyError` for the name of another network."""
        if name != self.sampled.name:
            raise KeyError(name)
        return list(self.session(pixels).values())


def original(model: Borrowed, source: bytes) -> Original:
    """The network that a row of the manifest begins with."""
    graph = recipes.exact(model, source)
    whole = replace(model.input, shape=graph.shapes()[model.input.name])
    return Original(reference.Session(graph.bytes()), sampled(replace(model, input=whole)))


def _borrowed(model: Borrowed, source: bytes) -> Original | None:
    """What a network was before it learnt here; None where it did not."""
    return original(model, source) if model.graft else None


def _portraits(model: Borrowed, runs: list[_Run], progress: Progress) -> list[Row]:
    every = [(source, *pair) for source, pairs in pictures.portraits().items() for pair in pairs]
    scores: dict[tuple[str, str], list[float]] = {}
    for number, (source, picture, mask) in enumerate(every):
        progress(model.name, number, len(every))
        image, truth = pictures.read_rgb(picture), pictures.read_mask(mask)
        pixels = sample(image, Region.from_frame(image.shape[1], image.shape[0]), sampled(model))
        for run in runs:
            matte = enlarge(run(pixels)[0][0], *truth.shape) / 255
            scores.setdefault((run.row.weights, source), []).append(mean_iou(matte >= 0.5, truth))
    for run in runs:
        mine = {source: scores[weights, source] for weights, source in scores if weights == run.row.weights}
        run.row.figures["miou"] = float(np.mean([value for values in mine.values() for value in values]))
        for source, values in sorted(mine.items()):
            run.row.figures[f"miou-{source}"] = float(np.mean(values))
    exact = runs[0].row.figures
    for run in runs:
        run.row.is_within = all(exact[name] - value <= MIOU_LIMIT for name, value in run.row.figures.items())
    return [run.row for run in runs]


def _palms(
    model: Borrowed, runs: list[_Run], borrowed: Original | None, progress: Progress
) -> tuple[list[Row], list[tuple[np.ndarray, Region]]]:
    every = [path for paths in pictures.hands().values() for path in paths]
    for run in runs:
        run.row.figures |= {"found": 0, "lost": 0, "points-px": 0.0}
        if borrowed:
            run.row.figures |= {"borrowed-found": 0, "borrowed-lost": 0, "borrowed-missed": 0}
    crops = []
    for number, path in enumerate(every):
        progress(model.name, number, len(every))
        image = pictures.read_rgb(path)
        letterbox = Region.from_letterbox(image.shape[1], image.shape[0])
        pixels = sample(image, letterbox, sampled(model))
        boxes, scores = runs[0](pixels)
        exact = decode_palms(boxes, scores, letterbox)
        crops += [(image, palm.region()) for palm in exact[:1]]
        if borrowed:
            outputs = borrowed.session(sample(image, letterbox, borrowed.sampled))
            before = bool(decode_palms(outputs["boxes"], outputs["scores"], letterbox))
        for run in runs:
            boxes, scores = run(pixels)
            found = decode_palms(boxes, scores, letterbox)
            _match(run.row.figures, exact, found, model.input.shape[1] / letterbox.width)
            if borrowed:
                run.row.figures["borrowed-found"] += before
                run.row.figures["borrowed-lost"] += before and not found
                run.row.figures["borrowed-missed"] += bool(found) and not before
    for run in runs:
        run.row.figures["points-px"] /= max(run.row.figures["found"] - run.row.figures["lost"], 1)
        run.row.is_within = run.row.figures["lost"] == run.row.figures.get("borrowed-lost", 0) == 0
    return [run.row for run in runs], crops


def _match(figures: dict[str, float], exact: list[Palm], found: list[Palm], scale: float) -> None:
    for palm in exact:
        figures["found"] += 1
        near = overlap(palm.box, np.stack([other.box for other in found])) if found else np.zeros(1)
        if near.max() < SAME_PALM:
            figures["lost"] += palm.score >= SURE
            continue
        twin = found[int(near.argmax())]
        figures["points-px"] += float(np.linalg.norm(palm.points - twin.points, axis=1).mean()) * scale


def _hands(
    model: Borrowed,
    runs: list[_Run],
    crops: list[tuple[np.ndarray, Region]],
    borrowed: Original | None,
    progress: Progress,
) -> list[Row]:
    far: dict[str, list[float]] = {run.row.weights: [] for run in runs}
    apart: list[float] = []
    lost = 0
    for run in runs:
        run.row.figures |= {"seen": 0, "lost": 0}
    for number, (image, region) in enumerate(crops):
        progress(model.name, number, len(crops))
        pixels = sample(image, region, sampled(model))
        landmarks, presence, *_ = runs[0](pixels)
        if borrowed:
            original = borrowed.session(sample(image, region, borrowed.sampled))
            if original["presence"].item() >= PRESENCE:
                lost += presence.item() < PRESENCE
                apart.append(_distance(landmarks, original["landmarks"]))
        if presence.item() < PRESENCE:
            continue
        for run in runs:
            mine, sure, *_ = run(pixels)
            run.row.figures["seen"] += 1
            run.row.figures["lost"] += presence.item() >= SURE and sure.item() < PRESENCE
            far[run.row.weights].append(_distance(mine, landmarks))
    if borrowed:
        runs[0].row.figures |= {"borrowed-px": float(np.mean(apart)), "borrowed-lost": float(lost)}
    for run in runs:
        figures = run.row.figures
        figures["landmarks-px"] = float(np.mean(far[run.row.weights]))
        run.row.is_within = figures["lost"] == 0 and figures["landmarks-px"] <= LANDMARK_LIMIT_PX
    return [run.row for run in runs]


def _distance(landmarks: np.ndarray, others: np.ndarray) -> float:
    """Mean over the landmarks of a hand, in the plane of the picture."""
    return float(np.linalg.norm((landmarks - others)[0, :, :2], axis=1).mean())


def sampled(model: Borrowed) -> Listed:
    """What the stage's sampling needs to know of a model."""
    _, height, width, _ = model.input.shape
    return Listed(model.name, model.input.name, height, width, model.input.border, (), {})
