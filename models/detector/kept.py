"""A run on disk: what the next run goes on from, its log, its curves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from .curves import draw
from .network import Detector
from .shape import Shape

STATE, LOG, CURVES = "state.pt", "log.jsonl", "curves.svg"
# What of a plan may change on the way.
FREE = ("device", "seconds")


class TrainError(ValueError):
    """A run cannot go on from what is there; the message says why."""


def load(folder: Path) -> Detector:
    """The network that a run has made so far: the running mean of its weights, ready to look.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    path = folder / STATE
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path.name} in {folder}: run `oivis detector train` first.")
    held = torch.load(path, map_location="cpu", weights_only=True)
    network = Detector(_shape(held["shape"]))
    weights = {
        name.removeprefix("module."): value for name, value in held["mean"].items() if name != "n_averaged"
    }
    network.load_state_dict(weights)
    return network.eval()


def read_log(folder: Path) -> list[dict[str, float]]:
    """The lines of a run's log, an epoch each."""
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


def resume(
    folder: Path, shape: Shape, plan: Mapping[str, Any], parts: Mapping[str, Any], device: torch.device
) -> list[dict[str, float]]:
    """Put the parts of a run back as they were; returns its log, empty where there was none.

    Parameters
    ----------
    folder : Path
    shape : Shape
    plan : mapping of str to object
        Of the run that wants to go on.
    parts : mapping of str to module or optimiser
    device : device

    Raises
    ------
    TrainError
        If the folder holds a run of another shape or plan.
    """
    path = folder / STATE
    if not path.is_file():
        return []
    held = torch.load(path, map_location=device, weights_only=True)
    if _shape(held["shape"]) != shape or _fixed(held["plan"]) != _fixed(plan):
        raise TrainError(f"{folder} holds a run of another shape or plan. Name another one with --run.")
    for name, part in parts.items():
        part.load_state_dict(held[name])
    return held["log"]


def keep(
    folder: Path,
    shape: Shape,
    plan: Mapping[str, Any],
    parts: Mapping[str, Any],
    log: list[dict[str, float]],
) -> None:
    """Write all of a run, whole or not at all: one that is cut off leaves the epoch before."""
    held = {name: part.state_dict() for name, part in parts.items()}
    held |= {"shape": asdict(shape), "plan": dict(plan), "log": log}
    part = folder / f"{STATE}.part"
    torch.save(held, part)
    part.replace(folder / STATE)
    (folder / LOG).write_text("".join(json.dumps(line) + "\n" for line in log))
    (folder / CURVES).write_text(draw(log))


def _fixed(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if name not in FREE}


def _shape(held: Mapping[str, Any]) -> Shape:
    return Shape(**{name: _tuples(value) for name, value in held.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list | tuple) else value
