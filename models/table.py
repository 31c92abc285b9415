"""A TOML table that is read key by key, so that whatever is wrong with it can be named."""

from __future__ import annotations

import re
from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}")


class ManifestError(ValueError):
    """The manifest is wrong; the message names the key, what it holds and what it should hold."""


class Table:
    """A TOML table whose keys are taken one by one, so that what is left over is known to be wrong."""

    def __init__(self, table: dict[str, Any], path: str) -> None:
        self._rest = dict(table)
        self._path = path

    def names(self) -> list[str]:
        """Keys that were not taken yet, in order."""
        return sorted(self._rest)

    def name(self, key: str) -> str:
        """A key with the tables that it is in: `models.palm.task`."""
        return f"{self._path}.{key}" if self._path else key

    def take(self, key: str, kind: type, choices: tuple[str, ...] = ()) -> Any:
        """The value of a key, of the kind and among the choices that it should be."""
        if key not in self._rest:
            raise ManifestError(f"{self.name(key)} is missing; it should be {_kind(kind)}")
        value = self._rest.pop(key)
        is_right = isinstance(value, kind) and not (kind is not bool and isinstance(value, bool))
        if not is_right:
            raise ManifestError(f"{self.name(key)} is {value!r}; it should be {_kind(kind)}")
        if choices and value not in choices:
            raise ManifestError(f"{self.name(key)} is {value!r}; it should be one of {', '.join(choices)}")
        return value

    def positive(self, key: str) -> int:
        """An integer of 1 or more."""
        value = self.take(key, int)
        if value < 1:
            raise ManifestError(f"{self.name(key)} is {value}; it should be 1 or more")
        return value

    def number(self, key: str) -> float:
        """A number; an integer will do."""
        if isinstance(self._rest.get(key), int) and not isinstance(self._rest[key], bool):
            self._rest[key] = float(self._rest[key])
        return self.take(key, float)

    def sha256(self) -> str:
        """The digest under `sha256`."""
        value = self.take("sha256", str)
        if not SHA256.fullmatch(value):
            raise ManifestError(f"{self.name('sha256')} is {value!r}; it should be 64 hexadecimal digits")
        return value

    def shape(self) -> tuple[int, ...]:
        """The positive integers under `shape`."""
        value = self.take("shape", list)
        if not value or not all(type(size) is int and size > 0 for size in value):
            raise ManifestError(
                f"{self.name('shape')} is {value!r}; it should be a list of positive integers"
            )
        return tuple(value)

    def table(self, key: str) -> Table:
        """The table of a key."""
        return Table(self.take(key, dict), self.name(key))

    def tables(self, key: str) -> list[Table]:
        """The tables of a key, one or more."""
        rows = self.take(key, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise ManifestError(f"{self.name(key)} should be one table or more")
        return [Table(row, f"{self.name(key)}[{index}]") for index, row in enumerate(rows)]

    def has(self, key: str) -> bool:
        """Whether the key is there and was not taken yet."""
        return key in self._rest

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of a key, one or more."""
        value = self.take(key, list)
        if not value or not all(isinstance(text, str) for text in value):
            raise ManifestError(f"{self.name(key)} is {value!r}; it should be a list of strings")
        return tuple(value)

    def done(self) -> None:
        """Refuse what was not taken."""
        if self._rest:
            raise ManifestError(f"{self.name(self.names()[0])} is not a key of the manifest")


def _kind(kind: type) -> str:
    names = {str: "a string", int: "an integer", float: "a number", dict: "a table", list: "a list"}
    return names[kind]
