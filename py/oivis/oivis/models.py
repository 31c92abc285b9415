"""The list of models that the build left behind: `models.json`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import OivisError

_BUILD = "Run `oivis models build`, or name another folder in OIVIS_MODELS."


@dataclass(frozen=True, slots=True)
class Model:
    """One model: what it takes, what it gives, which file holds it.

    Attributes
    ----------
    name : str
    input : str
        Name of its one input, uint8 RGBA of shape (1, height, width, 4).
    height, width : int
        Of the input, pixels.
    border : str
        What lies outside the frame: "clamp" repeats its edge, "zero" is black.
    outputs : tuple of str
        Names, in the order in which runs give them.
    files : mapping of str to mapping
        By provider: `{"file", "sha256", "bytes"}`.
    """

    name: str
    input: str
    height: int
    width: int
    border: str
    outputs: tuple[str, ...]
    files: Mapping[str, Mapping[str, Any]]


def read_models(text: str) -> dict[str, Model]:
    """Models by name, from the text of `models.json`.

    Raises
    ------
    OivisError
        `model-corrupt` where the text is not such a list; the message names the place.
    """
    name = "it"
    try:
        listing = json.loads(text)
        if listing["version"] != 1:
            raise ValueError(f"version is {listing['version']!r}, this oivis reads 1")
        models = {}
        for name, entry in listing["models"].items():
            batch, height, width, channels = entry["input"]["shape"]
            if (batch, channels) != (1, 4):
                raise ValueError(f"input shape is {entry['input']['shape']}, not [1, height, width, 4]")
            models[name] = Model(
                name=name,
                input=entry["input"]["name"],
                height=height,
                width=width,
                border=_border(entry["input"]["border"]),
                outputs=tuple(output["name"] for output in entry["outputs"]),
                files=entry["files"],
            )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise OivisError(
            "model-corrupt", f"models.json cannot be read at {name}: {reason}. {_BUILD}"
        ) from error
    return models


def _border(border: str) -> str:
    if border not in ("clamp", "zero"):
        raise ValueError(f"border is {border!r}, not clamp or zero")
    return border


def models_folder() -> Path:
    """Where the built models are: OIVIS_MODELS, else `build/models` here or in the working folder.

    Raises
    ------
    OivisError
        `model-missing` where none of them holds a `models.json`; lists the folders that were tried.
    """
    named = os.environ.get("OIVIS_MODELS")
    roots = [*Path(__file__).resolve().parents, Path.cwd()]
    folders = [Path(named)] if named else [root / "build" / "models" for root in roots]
    for folder in folders:
        if (folder / "models.json").is_file():
            return folder
    tried = named or "build/models"
    raise OivisError("model-missing", f"There is no models.json in {tried}. {_BUILD}")
