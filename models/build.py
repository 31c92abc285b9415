"""Makes `build/models`: every file of the manifest, and `models.json`, the list that the stage reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models import fetch, manifest, recipes, reference
from models.progress import Progress
from models.rows import Borrowed, Graft, Manifest, Trained

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "models"
CACHE = ROOT / "build" / "cache"
INDEX = "models.json"
VERSION = 1


class BuildError(RuntimeError):
    """A file came out other than the manifest says; the message holds the line that would be right."""


@dataclass(frozen=True)
class Artefact:
    """One file of the target folder, and the providers that get it."""

    model: Borrowed
    file: str
    precision: str
    sha256: str
    providers: tuple[str, ...]


def artefacts(listed: Manifest) -> Iterator[Artefact]:
    """Every file to be made, once each."""
    for model in listed.borrowed.values():
        for precision in sorted({file.precision for file in model.files.values()}):
            providers = tuple(name for name, file in model.files.items() if file.precision == precision)
            first = model.files[providers[0]]
            yield Artefact(model, model.path(providers[0]), precision, first.sha256, providers)


def build(target: Path = TARGET, cache: Path = CACHE, progress: Progress = lambda *_: None) -> bool:
    """Make whatever of the manifest is not in `target` yet, and `models.json`.

    Parameters
    ----------
    target : Path
        Folder of the files.
    cache : Path
        Folder for what is fetched.
    progress : callable
        Told ``(what, done, in all)``: bytes while the wheel loads, files afterwards.

    Returns
    -------
    bool
        Whether anything had to be made.

    Raises
    ------
    models.fetch.FetchError
        If a source could not be had.
    BuildError
        If a file came out with another sha256 than the manifest's.
    models.manifest.ManifestError
        If the manifest is wrong.
    """
    listed = manifest.read()
    if is_built(listed, target):
        return False
    if lost := strange(listed):
        raise BuildError(
            f"{', '.join(lost)}: not there, or not what the manifest says. Take the committed file."
        )
    sources = fetch.sources(listed, cache, progress)
    target.mkdir(parents=True, exist_ok=True)
    wanted = list(artefacts(listed))
    for number, artefact in enumerate(wanted):
        progress(artefact.file, number, len(wanted) + 1)
        make(artefact, sources[artefact.model.name], target)
    progress(INDEX, len(wanted), len(wanted) + 1)
    write(target / INDEX, json.dumps(index(listed, sources)).encode())
    for stray in set(target.glob("*.onnx")) - {target / artefact.file for artefact in wanted}:
        stray.unlink()
    progress(INDEX, len(wanted) + 1, len(wanted) + 1)
    return True


def is_built(listed: Manifest, target: Path = TARGET) -> bool:
    """Whether `models.json` was made from this manifest and every file is there with its sha256."""
    try:
        stamp = json.loads((target / INDEX).read_bytes())["manifest"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return stamp == _stamp(listed) and not damaged(listed, target)


def damaged(listed: Manifest, target: Path = TARGET) -> list[str]:
    """Names of files that are not there, or not the ones in the manifest."""
    return [
        artefact.file
        for artefact in artefacts(listed)
        if not (target / artefact.file).is_file() or fetch.sha256(target / artefact.file) != artefact.sha256
    ]


def strange(listed: Manifest) -> list[str]:
    """Committed weights that are not there, or not the ones in the manifest."""
    committed: list[Trained | Graft] = [*listed.trained.values(), *listed.grafts]
    return [
        kept.file
        for kept in committed
        if not (ROOT / kept.file).is_file() or fetch.sha256(ROOT / kept.file) != kept.sha256
    ]


def make(artefact: Artefact, source: bytes, target: Path) -> None:
    """Make one file, unless it is there already.

    Raises
    ------
    BuildError
        If its bytes are not those of the manifest.
    """
    path = target / artefact.file
    if path.is_file() and fetch.sha256(path) == artefact.sha256:
        return
    data = recipes.make(artefact.model, source, artefact.precision).bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != artefact.sha256:
        row = f'{{ precision = "{artefact.precision}", sha256 = "{found}", bytes = {len(data)} }}'
        lines = "\n".join(f"{provider} = {row}" for provider in artefact.providers)
        raise BuildError(
            f"{artefact.file} came out with sha256 {found}, the manifest has {artefact.sha256}. If its "
            f"recipe was changed on purpose, models/manifest.toml needs, under "
            f"[models.{artefact.model.name}.files]:\n{lines}"
        )
    write(path, data)


def index(listed: Manifest, sources: dict[str, bytes]) -> dict[str, Any]:
    """The content of `models.json`; its form is in docs/house.md, section 1."""
    models = {name: _describe(model, sources[name]) for name, model in listed.borrowed.items()}
    return {"version": VERSION, "manifest": _stamp(listed), "models": models}


def _describe(model: Borrowed, source: bytes) -> dict[str, Any]:
    return {
        "task": model.task,
        "licence": model.licence,
        "input": asdict(model.input),
        "outputs": [{"name": o.name, "dtype": o.dtype, "shape": o.shape} for o in model.outputs],
        "files": {
            provider: {"file": model.path(provider), "sha256": file.sha256, "bytes": file.bytes}
            for provider, file in model.files.items()
        },
        "reference": reference.describe(model, recipes.make(model, source, "fp16")),
    }


def _stamp(listed: Manifest) -> str:
    made = {name: asdict(model) for name, model in listed.borrowed.items()}
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def write(path: Path, data: bytes) -> None:
    """Whole or not at all: a run that is cut off leaves no half a file."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
