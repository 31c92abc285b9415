"""A dataset's manifest, and what all of ours keep to: nothing is learnt from what is measured on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, TypeVar

from models.pictures import rows

VERSION = 1
Each = TypeVar("Each")


class ListingError(ValueError):
    """The manifest of a dataset is wrong, or breaks a rule; the message says where."""


class Listed(Protocol):
    """A picture of a dataset: its file and sha256, who is shown, and whether it is held out."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def is_held(self) -> bool: ...  # noqa: D102


def check_apart(entries: Sequence[Listed], dev: Path) -> None:
    """Make sure that nothing is learnt from what is measured on.

    Raises
    ------
    ListingError
        Where a picture of `dev` is listed, or a subject is both learnt from and held out.
    """
    measured = {row["sha256"] for row in rows(dev)}
    shared = sorted(entry.file for entry in entries if entry.sha256 in measured)
    if shared:
        raise ListingError(f"{', '.join(shared)}: in dev too, which nothing may learn from.")
    held = {entry.subject for entry in entries if entry.is_held}
    both = sorted(held & {entry.subject for entry in entries if not entry.is_held})
    if both:
        raise ListingError(f"{', '.join(both)}: both learnt from and held out.")


def write(path: Path, entries: Sequence[Any]) -> None:
    """Write a manifest: JSON, a line for each picture.

    Parameters
    ----------
    path : Path
    entries : sequence of dataclass
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures = ",\n".join(json.dumps(asdict(entry), ensure_ascii=False) for entry in entries)
    path.write_text(f'{{"version": {VERSION}, "pictures": [\n{pictures}\n]}}\n', encoding="utf-8")


def read(path: Path, entry: Callable[[dict[str, Any]], Each], command: str) -> list[Each]:
    """What `write` wrote.

    Parameters
    ----------
    path : Path
    entry : callable
        Makes an entry of a picture's keys; raises KeyError, TypeError or ValueError where one is wrong.
    command : str
        Makes the manifest.

    Raises
    ------
    FileNotFoundError
        Where there is none; names the command.
    ListingError
        Where it is wrong; names the picture.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path.name} in {path.parent}: run `{command}` first.")
    file, entries = "its beginning", []
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != VERSION:
            raise ValueError(f"version is {held['version']!r}, this oivis reads {VERSION}")
        for picture in held["pictures"]:
            file = picture["file"]
            entries.append(entry(picture))
    except (KeyError, TypeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ListingError(f"{path.name} cannot be read at {file}: {reason}.") from error
    return entries
