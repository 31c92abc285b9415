"""Holds every built file against LiteRT running the original, and what is trained here against its recipe."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models import build, pictures, recipes, reference
from models.progress import Progress
from models.rows import Borrowed, Manifest, Trained

# Largest distance of a network with the borrowed weights. A matte may round to the other side.
EXACT = {
    "matte": 1,
    "boxes": 2e-3,
    "scores": 5e-4,
    "landmarks": 2e-3,
    "presence": 1e-4,
    "handedness": 1e-4,
    "world": 1e-4,
}
# Mean distance of one with rounded weights. Most inputs here show no hand, which the landmarks feel most.
ROUNDED = {
    "matte": 1.5,
    "boxes": 1,
    "scores": 0.5,
    "landmarks": 2,
    "presence": 0.02,
    "handedness": 0.1,
    "world": 0.01,
}
# Largest distance of what is trained here, in float32, from the network as it was trained.
TRAINED = 1e-4
PICTURES = 8
Answer = Callable[[np.ndarray], list[np.ndarray]]


class VerifyError(RuntimeError):
    """LiteRT is not installed."""


@dataclass(frozen=True)
class Result:
    """How far one output of one file is from the original's, at worst, over the inputs of one kind."""

    file: str
    output: str
    inputs: str
    distance: float
    limit: float
    measure: str

    @property
    def is_within(self) -> bool:
        """Whether the file may be trusted; a distance that is no number is not within."""
        return self.distance <= self.limit


def verify(
    listed: Manifest,
    sources: dict[str, bytes],
    target: Path = build.TARGET,
    progress: Progress = lambda *_: None,
) -> Iterator[Result]:
    """Run every file, and the unrounded network, beside the original: on noise and on real pictures.

    What is trained here is checked by its recipe.

    Parameters
    ----------
    listed : Manifest
    sources : dict of str to bytes
        The original of each model; see `models.fetch.sources`.
    target : Path
        Folder of the built files.
    progress : callable
        Told ``(file, done, in all)``.

    Raises
    ------
    models.build.BuildError
        If a file, built or committed, is missing or has another sha256 than the manifest's.
    VerifyError
        If `ai-edge-litert` is not installed.
    """
    broken = build.damaged(listed, target)
    if broken:
        raise build.BuildError(
            f"{', '.join(broken)}: not there, or not what the manifest says. Run `oivis models build`."
        )
    strange = build.strange(listed)
    if strange:
        raise build.BuildError(
            f"{', '.join(strange)}: not there, or not what the manifest says. Take the committed file again, "
            "or train it anew with `oivis models train`."
        )
    for trained in listed.trained.values():
        yield from _recall(trained)
    wanted = {name: [a for a in build.artefacts(listed) if a.model.name == name] for name in listed.borrowed}
    for number, (name, artefacts) in enumerate(wanted.items()):
        progress(name, number, len(wanted))
        model, source = listed.borrowed[name], sources[name]
        files = {artefact.file: (target / artefact.file).read_bytes() for artefact in artefacts}
        original: Answer = Original(source)
        borrowed = recipes.exact(model, source)
        size = borrowed.shapes()[model.input.name]
        yield from _compare(model, size, f"{name} unrounded", borrowed.bytes(), original, EXACT)
        if model.graft:
            # What has learnt here answers otherwise, as `oivis models compare` says: its files are held
            # against its own graph.
            original, size = Learnt(recipes.unrounded(model, source).bytes()), model.input.shape
        limits = EXACT if model.weights == "exact" else ROUNDED
        for file, data in files.items():
            yield from _compare(model, size, file, data, original, limits)


class Original:
    """A .tflite file in LiteRT's interpreter.

    Parameters
    ----------
    data : bytes
    """

    def __init__(self, data: bytes) -> None:
        try:
            litert = importlib.import_module("ai_edge_litert.interpreter")
        except ModuleNotFoundError as error:
            raise VerifyError("LiteRT is not installed: run `pip install -e .[test]`, then again.") from error
        self._interpreter = litert.Interpreter(model_content=data, num_threads=1)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [detail["index"] for detail in self._interpreter.get_output_details()]

    def __call__(self, pixels: np.ndarray) -> list[np.ndarray]:
        """Outputs in the file's order for uint8 [1, H, W, 4]."""
        self._interpreter.set_tensor(self._input, pixels[..., :3].astype(np.float32) / np.float32(255))
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index).copy() for index in self._outputs]


class Learnt:
    """The graph of a network that has learnt here, asked as an `Original` is."""

    def __init__(self, data: bytes) -> None:
        self._session = reference.Session(data)

    def __call__(self, pixels: np.ndarray) -> list[np.ndarray]:
        """Outputs in the manifest's order for uint8 [1, H, W, 4]."""
        return list(self._session(pixels).values())


def inputs(task: str, size: tuple[int, ...]) -> dict[str, list[np.ndarray]]:
    """What files are tried on: noise, the astronaut, and pictures of the dev set where it is there.

    Parameters
    ----------
    task : str
        Of the model.
    size : tuple of int
        Shape of its input.
    """
    _, height, width, _ = size
    noise = np.random.default_rng(0).integers(0, 256, (2, 1, height, width, 4), dtype=np.uint8)
    kinds = {
        "noise": [*noise, noise[0] // 8],
        "astronaut": [reference.enlarge(reference.portrait(), height, width)],
    }
    try:
        listed = pictures.portraits() if task == "portrait" else pictures.hands()
    except FileNotFoundError:
        return kinds
    every = [
        entry if isinstance(entry, Path) else entry[0] for entries in listed.values() for entry in entries
    ]
    chosen = every[:: max(1, len(every) // PICTURES)][:PICTURES]
    kinds["pictures"] = [reference.enlarge(pictures.read_rgb(path), height, width) for path in chosen]
    return kinds


def _recall(model: Trained) -> Iterator[Result]:
    recipe = importlib.import_module(f"models.{model.recipe.module}.recipe")
    file = Path(model.file)
    for output, distance in recipe.distances((build.ROOT / file).read_bytes()).items():
        yield Result(file.name, output, "drawn", distance, TRAINED, "max")


def _compare(
    model: Borrowed,
    size: tuple[int, ...],
    file: str,
    data: bytes,
    original: Answer,
    limits: dict[str, float],
) -> Iterator[Result]:
    session = reference.Session(data)
    measure = "max" if limits is EXACT else "mean"
    for kind, tries in inputs(model.task, size).items():
        worst = {output.name: 0.0 for output in model.outputs}
        for pixels in tries:
            answers = session(pixels)
            for name, expected in zip(worst, original(pixels), strict=True):
                scale = 255 if name == "matte" else 1
                far = np.abs(answers[name].ravel() - expected.ravel().astype(np.float64) * scale)
                worst[name] = max(worst[name], float(far.max() if measure == "max" else far.mean()))
        for name, distance in worst.items():
            yield Result(file, name, kind, distance, limits[name], measure)
