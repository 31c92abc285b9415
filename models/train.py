"""Trains a model anew by the recipe that its row in the manifest names, and says what the row needs then."""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from pathlib import Path

from models import build
from models.progress import Progress
from models.rows import Manifest, Trained


class TrainError(ValueError):
    """The model is none that is trained here; the message names those that are."""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes
    ----------
    file : str
        Of the weights, from the root of the project.
    left_out : dict of str to float
        Figures on training pictures left out; see the recipe.
    accuracy : dict of str to float
        Measured on `dev`.
    is_same : bool
        Whether the weights have the manifest's sha256.
    rows : str
        What `manifest.toml` needs if they have not, or if another accuracy was measured.
    """

    file: str
    left_out: dict[str, float]
    accuracy: dict[str, float]
    is_same: bool
    rows: str


def train(listed: Manifest, name: str, progress: Progress, root: Path = build.ROOT) -> Outcome:
    """Train one model and write its weights.

    Parameters
    ----------
    listed : Manifest
    name : str
        Of a model with a recipe.
    progress : callable
        Told ``(what, done, in all)``.
    root : Path
        Of the project: where the manifest's `file` is written.

    Raises
    ------
    TrainError
        If there is no such model, or it is borrowed.
    FileNotFoundError
        Where there are no pictures.
    """
    if name not in listed.trained:
        reason = "is borrowed, not trained here" if name in listed.borrowed else "is no model of the manifest"
        raise TrainError(f"{name} {reason}. What can be trained: {', '.join(listed.trained)}.")
    model = listed.trained[name]
    recipe = importlib.import_module(f"models.{model.recipe.module}.recipe")
    weights, left_out = recipe.train(model.recipe.data, progress)
    accuracy = recipe.measure(weights, progress)
    build.write(root / model.file, weights)
    is_same = hashlib.sha256(weights).hexdigest() == model.sha256
    rows = "" if is_same and accuracy == model.accuracy else _rows(model, weights, accuracy)
    return Outcome(model.file, left_out, accuracy, is_same, rows)


def _rows(model: Trained, weights: bytes, accuracy: dict[str, float]) -> str:
    lines = [
        f"[models.{model.name}]",
        f'sha256 = "{hashlib.sha256(weights).hexdigest()}"',
        f"bytes = {len(weights)}",
        f"[models.{model.name}.accuracy]",
        *(f"{name} = {value}" for name, value in accuracy.items()),
    ]
    return "\n".join(lines)
