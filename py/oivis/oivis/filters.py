"""Filter headers: the JSON at the top of each `.frag`, which says what may be asked of a filter."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .number import check_number
from .scenes import FOLDER as SCENES_FOLDER

_HEADER = re.compile(r"\A\s*/\*(\{.*?\})\s*\*/", re.DOTALL)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

# No chain names these: the first draw the matte itself, the second are called by other filters.
HIDDEN = ("matte", "functions")

# Of these types a value is the name of a picture; "" names none.
PICTURES = ("table", "picture")
TYPES = ("number", "vector", "colour", *PICTURES)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter.

    Attributes
    ----------
    default : float, list of float or str
    min, max : float
        Of a number, and of each component of a vector.
    about : str
    type : str
        `number`; `vector` of two to four numbers; `colour`, `"#rrggbb"`; `table` of colours and
        `picture`, each by its name.
    """

    default: Any
    min: float = 0
    max: float = 1
    about: str = ""
    type: str = "number"

    def check(self, value: Any, names: Mapping[str, Collection[str]] | None = None) -> Any:
        """The value as the host takes it: a float, a list of float, or a string.

        Parameters
        ----------
        value : object
        names : mapping of str to collection of str, optional
            The tables and the pictures that there are. Where it is missing every name will do.

        Raises
        ------
        ValueError
            Says what is allowed.
        """
        if self.type == "number":
            return float(check_number(value, self.min, self.max))
        if self.type == "vector":
            if not isinstance(value, (list, tuple)) or len(value) != len(self.default):
                raise ValueError(f"is {value!r}, not a list of {len(self.default)} numbers")
            return [float(check_number(each, self.min, self.max)) for each in value]
        if not isinstance(value, str):
            raise ValueError(f"is {value!r}, not {'a colour' if self.type == 'colour' else 'a name'}")
        if self.type == "colour":
            if not _COLOUR.fullmatch(value):
                raise ValueError(f"is {value!r}, not a colour such as '#ff8000'")
        elif names is not None and value and value not in names[self.type]:
            raise ValueError(f"is {value!r}; there are {', '.join(sorted(names[self.type])) or 'none'}")
        return value


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
                param = _read_param(given)
                param.check(param.default)
            except KeyError as error:
                raise ValueError(f"parameter {name!r} lacks {error}") from error
            except (TypeError, ValueError) as error:
                raise ValueError(f"parameter {name!r} {error}") from error
            params[name] = param
        return cls(header["name"], header["about"], header["kind"], params)


def _read_param(given: Mapping[str, Any]) -> Param:
    if not isinstance(given, Mapping):
        raise ValueError(f"is {given!r}, not a record")
    form = given.get("type", "number")
    if form not in TYPES:
        raise ValueError(f"is of type {form!r}; there are {', '.join(TYPES)}")
    if form in ("number", "vector"):
        start = given["default"]
        if form == "vector" and not (isinstance(start, list) and 2 <= len(start) <= 4):
            raise ValueError(f"is {start!r}, not a list of two to four numbers")
        return Param(start, given["min"], given["max"], given["about"], form)
    return Param(given["default"], about=given["about"], type=form)


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
