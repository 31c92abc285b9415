"""The dataset's manifest: every picture with its sha256, source, licence, and who says where people are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.pictures import rows
from models.training import dataset
from models.training.dataset import ListingError

# What is learnt from: people with drawn masks, people without, nobody, and hands before a plain ground.
DRAWN, TAUGHT, EMPTY, HANDS = "drawn", "taught", "empty", "hands"
ROLES = {
    "portraits": DRAWN,
    "backgrounds": EMPTY,
    "faces_bodies": TAUGHT,
    "hands/hagrid": TAUGHT,
    "hands/emre": TAUGHT,
    "hands/dwiv": TAUGHT,
    "hands/rps_cv": HANDS,
}
# Pictures of one source and label follow each other by person more often than not: the last are held out.
HELD = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture of the dataset.

    Attributes
    ----------
    file : str
        From the folder of the part that it is of.
    sha256, source, licence : str
        As the pictures' own `manifest.csv` has them; `source` is the repository.
    subject : str
        Who or what is shown, so far as is known: no subject is both learnt from and held out.
    is_held : bool
        Held out: looked at while training, never learnt from.
    role : str
        `DRAWN`: people drew the mask; `TAUGHT`: the borrowed networks say where the person is; `EMPTY`:
        nobody is there; `HANDS`: a hand before a plain ground, to be cut out.
    mask : str
        File of the mask, where people drew one.
    """

    file: str
    sha256: str
    source: str
    licence: str
    subject: str
    is_held: bool
    role: str
    mask: str

    @property
    def kind(self) -> str:
        """First two folders of the file, such as `hands/emre`: who took it."""
        return kind(self.file)


def kind(file: str) -> str:
    """First two folders of a file."""
    return "/".join(Path(file).parts[:2])


def listed(root: Path) -> list[Entry]:
    """The pictures of a folder that the portrait network is to learn from.

    Raises
    ------
    ListingError
        Where one of them has no licence.
    """
    every = [(row, _role(row["file"])) for row in rows(root)]
    known = [(row, role) for row, role in every if role and not (role == DRAWN and not row["mask"])]
    held = _held([row for row, _ in known])
    entries = []
    for row, role in known:
        if not row["licence"]:
            raise ListingError(f"{row['file']} has no licence: it cannot be learnt from.")
        is_held = row["file"] in held
        entries.append(
            Entry(
                file=row["file"],
                sha256=row["sha256"],
                source=row["source_repo"],
                licence=row["licence"],
                subject=_subject(row, is_held),
                is_held=is_held,
                role=role,
                mask=row["mask"],
            )
        )
    return entries


def read(path: Path) -> list[Entry]:
    """The dataset's manifest; raises as `dataset.read`."""
    return dataset.read(path, _entry, "oivis portrait data")


def _entry(picture: dict[str, Any]) -> Entry:
    entry = Entry(**picture)
    if entry.role not in (DRAWN, TAUGHT, EMPTY, HANDS):
        raise ValueError(f"role {entry.role!r} is not known")
    return entry


def _role(file: str) -> str:
    return ROLES.get(kind(file)) or ROLES.get(file.split("/")[0], "")


def _held(every: list[dict[str, str]]) -> set[str]:
    """Files that are held out: the last of each kind and label, in the order of their names."""
    alike = defaultdict(list)
    for row in every:
        alike[kind(row["file"]), row["label"]].append(row["file"])
    return {file for files in alike.values() for file in sorted(files)[len(files) - int(len(files) * HELD) :]}


def _subject(row: dict[str, str], is_held: bool) -> str:
    """Who is shown, where that is one of many; else the block of pictures."""
    if row["subject"] and "/" not in row["subject"]:
        return row["subject"]
    return f"{kind(row['file'])} {row['label']}, {'last' if is_held else 'first'}"
