"""A run on disk: what the next run goes on from, its log, its curves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from .curves import Panels, draw

STATE, LOG, CURVES = "state.pt", "log.jsonl", "curves.svg"
# What of a plan may change on the way.
FREE = ("device", "seconds", "epochs", "batch")


class TrainError(ValueError):
    """A run cannot go on from what is there; the message says why."""


def open_run(folder: Path, command: str) -> dict[str, Any]:
    """All that a run has kept.

    Raises
    ------
    FileNotFoundError
        Where there is none; names the command that makes one.
    """
    path = folder / STATE
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path.name} in {folder}: run `{command}` first.")
    return torch.load(path, map_location="cpu", weights_only=True)


def begun(folder: Path) -> dict[str, Any]:
    """The shape of the network that a run has begun with; empty where it has not begun."""
    return tuples(open_run(folder, "")["shape"]) if (folder / STATE).is_file() else {}


def mean_weights(held: Mapping[str, Any]) -> dict[str, Any]:
    """The running mean of a run's weights, by their names in the network."""
    return {
        name.removeprefix("module."): value for name, value in held["mean"].items() if name != "n_averaged"
    }


def read_log(folder: Path) -> list[dict[str, float]]:
    """The lines of a run's log, an epoch each."""
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


def resume(
    folder: Path, shape: Any, plan: Mapping[str, Any], parts: Mapping[str, Any], device: torch.device
) -> list[dict[str, float]]:
    """Put the parts of a run back as they were; returns its log, empty where there was none.

    Parameters
    ----------
    folder : Path
    shape : dataclass
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
    if tuples(held["shape"]) != tuples(asdict(shape)) or _fixed(held["plan"]) != _fixed(plan):
        raise TrainError(f"{folder} holds a run of another shape or plan. Name another one with --run.")
    for name, part in parts.items():
        part.load_state_dict(held[name])
    return held["log"]


def keep(
    folder: Path,
    shape: Any,
    plan: Mapping[str, Any],
    parts: Mapping[str, Any],
    log: list[dict[str, float]],
    panels: Panels,
) -> None:
    """Write all of a run, whole or not at all: one that is cut off leaves the epoch before."""
    held = {name: part.state_dict() for name, part in parts.items()}
    held |= {"shape": asdict(shape), "plan": dict(plan), "log": log}
    part = folder / f"{STATE}.part"
    torch.save(held, part)
    part.replace(folder / STATE)
    (folder / LOG).write_text("".join(json.dumps(line) + "\n" for line in log))
    (folder / CURVES).write_text(draw(log, panels))


def _fixed(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if name not in FREE}


def tuples(value: Any) -> Any:
    """A shape as it was before it was kept: tuples in the place of lists."""
    if isinstance(value, Mapping):
        return {name: tuples(each) for name, each in value.items()}
    return tuple(tuples(each) for each in value) if isinstance(value, list | tuple) else value
