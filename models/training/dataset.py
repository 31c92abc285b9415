"""What every dataset of ours keeps to: nothing is learnt from what is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from models.pictures import rows


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
