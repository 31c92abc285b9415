"""Filter headers: the JSON at the top of each `.frag`, which says what may be asked of a filter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .scenes import FOLDER as SCENES_FOLDER

_HEADER = re.compile(r"\A\s*/\*(\{.*?\})\s*\*/", re.DOTALL)

# Filters of this kind draw the matte itself, before every chain.
MATTE = "matte"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter: a number from `min` to `max`."""

    default: float
    min: float
    max: float
    about: str

    def check(self, value: Any) -> float:
        """The value as a float; `ValueError` says what is allowed."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"is {value!r}, not a number")
        # Written so that a value that is not a number fails as well.
        if not self.min <= value <= self.max:
            raise ValueError(f"is {value:g}, outside {self.min:g} to {self.max:g}")
        return float(value)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its name, what it does, how it is run, what may be set."""

    name: str
    about: str
    kind: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @classmethod
    def from_header(cls, header: Mapping[str, Any]) -> Filter:
        """The filter of a header; `ValueError` names the key that is wrong."""
        for key in ("name", "about", "kind"):
            if not isinstance(header.get(key), str):
                raise ValueError(f"{key!r} is {header.get(key)!r}, not a string")
        params = {}
        for name, given in header.get("params", {}).items():
            try:
                param = Param(given["default"], given["min"], given["max"], given["about"])
                param.check(param.default)
            except KeyError as error:
                raise ValueError(f"parameter {name!r} lacks {error}") from error
            except (TypeError, ValueError) as error:
                raise ValueError(f"parameter {name!r} {error}") from error
            params[name] = param
        return cls(header["name"], header["about"], header["kind"], params)


def read_header(text: str) -> dict[str, Any]:
    """The JSON header of a shader's text; `ValueError` where there is none, or it is no JSON object."""
    found = _HEADER.match(text)
    if not found:
        raise ValueError("there is no /*{ JSON header }*/ at the top")
    return json.loads(found[1])


def filters_from(headers: Iterable[Mapping[str, Any]]) -> dict[str, Filter]:
    """Filters by name."""
    return {made.name: made for made in map(Filter.from_header, headers)}


def shader_files(folder: Path) -> list[Path]:
    """The `.frag` files of a folder, and those that the scenes bring."""
    return sorted([*folder.glob("*.frag"), *SCENES_FOLDER.glob("*/*.frag")], key=lambda path: path.stem)


def read_filters(folder: Path) -> dict[str, Filter]:
    """The filters of a folder and of the scenes; `ValueError` names the file that is wrong."""
    headers = []
    for path in shader_files(folder):
        try:
            header = read_header(path.read_text())
            Filter.from_header(header)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        headers.append(header)
    return filters_from(headers)
