"""What may be set of a plug-in: types and ranges, as a form needs them and as JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..number import check_number

LONGEST = 4000

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; its type is that of `default`: a number, a switch (bool), a text.

    Attributes
    ----------
    default : float, int, bool, str or mapping of str to str
        A text may be one for each language, "en" at least: what viewers read until somebody writes their own.
    title : str or mapping of str to str
        For whoever sets it; by language where it is a mapping, "en" at least.
    min, max : float
        Of a number. It is a whole one where `default` is an int.
    choices : sequence of str
        What a text may be; any, 4000 letters at most, where it is empty.
    is_colour : bool
        Whether a text is a colour, `"#rrggbb"`.
    has_lines : bool
        Whether a text is of several lines.
    """

    default: Any
    title: str | Mapping[str, str] = ""
    min: float = 0
    max: float = 1
    choices: Sequence[str] = ()
    is_colour: bool = False
    has_lines: bool = False

    def start(self, language: str = "en") -> Any:
        """What it is while nobody has set it."""
        return in_language(self.default, language) if isinstance(self.default, Mapping) else self.default

    def check(self, value: Any) -> Any:
        """The value, of the type of `default`; `ValueError` says what is allowed."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise ValueError(f"is {value!r}, not true or false")
            return value
        if isinstance(self.default, (int, float)):
            return self._check_number(value)
        if not isinstance(value, str) or len(value) > LONGEST:
            raise ValueError(f"is {str(value)[:40]!r}, not a text of {LONGEST} letters at most")
        if self.choices and value not in self.choices:
            raise ValueError(f"is {value[:40]!r}; it must be one of {', '.join(self.choices)}")
        if self.is_colour and not _COLOUR.fullmatch(value):
            raise ValueError(f"is {value[:40]!r}, not a colour such as '#ff8000'")
        return value

    def _check_number(self, value: Any) -> float | int:
        number = check_number(value, self.min, self.max)
        if isinstance(self.default, int):
            if number != int(number):
                raise ValueError(f"is {number:g}, not a whole number")
            return int(number)
        return float(number)

    def schema(self, language: str = "en") -> dict[str, Any]:
        """The parameter as JSON Schema: what a form in a page is made from."""
        made: dict[str, Any] = {"title": in_language(self.title, language), "default": self.start(language)}
        if isinstance(self.default, bool):
            return made | {"type": "boolean"}
        if isinstance(self.default, (int, float)):
            kind = "integer" if isinstance(self.default, int) else "number"
            return made | {"type": kind, "minimum": self.min, "maximum": self.max}
        made |= {"type": "string", "maxLength": LONGEST}
        if self.choices:
            made["enum"] = list(self.choices)
        if self.is_colour:
            made["format"] = "color"
        if self.has_lines:
            made["format"] = "lines"
        return made


def check_params(given: Any, known: Mapping[str, Param], language: str = "en") -> dict[str, Any]:
    """Every parameter with its value, the defaults of a language filled in.

    Raises
    ------
    ValueError
        Names the parameter, and what is allowed.
    """
    if not isinstance(given, Mapping):
        raise ValueError(f"params is {given!r}, not a record")
    values = {name: param.start(language) for name, param in known.items()}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"there is no parameter {name!r}; there are {', '.join(known) or 'none'}")
        try:
            values[name] = known[name].check(value)
        except ValueError as error:
            raise ValueError(f"the parameter {name} {error}") from error
    return values


def schema_of(known: Mapping[str, Param], language: str = "en") -> dict[str, Any]:
    """The parameters of a plug-in as one JSON Schema."""
    properties = {name: param.schema(language) for name, param in known.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def in_language(text: str | Mapping[str, str], language: str) -> str:
    """A text that may be there in several languages; English where the wanted one is missing."""
    return text if isinstance(text, str) else text.get(language, text["en"])
