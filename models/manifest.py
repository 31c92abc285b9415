"""`manifest.toml`, the one list of models: read, and checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("manifest.toml")
VERSION = 1
TASKS = ("portrait", "palm", "hand")
DTYPES = ("uint8", "float32")
BORDERS = ("clamp", "zero")
WEIGHTS = ("exact", "int8-blocks", "int8-channels")
PRECISIONS = ("int8", "fp16", "fp32")
PROVIDERS = ("wasm", "webgpu", "webgl")
SHA256 = re.compile(r"[0-9a-f]{64}")


class ManifestError(ValueError):
    """The manifest is wrong; the message names the key, what it holds and what it should hold."""


@dataclass(frozen=True)
class Wheel:
    """The wheel on PyPI that holds the sources; fetched for one platform, whatever the host's."""

    package: str
    version: str
    python: str
    platform: str
    sha256: str
    bytes: int

    @property
    def file(self) -> str:
        """Name of the wheel's file."""
        tag = "cp" + self.python.replace(".", "")
        return f"{self.package}-{self.version}-{tag}-{tag}-{self.platform}.whl"


@dataclass(frozen=True)
class Source:
    """A .tflite file in the wheel."""

    member: str
    sha256: str
    bytes: int

    @property
    def file(self) -> str:
        """Name without its folders."""
        return self.member.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Input:
    """The one input. Layout NHWC, colour RGBA, range 0..255, row 0 at the top."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    border: str


@dataclass(frozen=True)
class Output:
    """An output, and how far a provider may be from the float32 graph on the reference input."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    unit: str
    stride: int
    tolerance: float


@dataclass(frozen=True)
class File:
    """A built file: which precision a provider gets."""

    precision: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Model:
    """One model."""

    name: str
    task: str
    licence: str
    card: str
    weights: str
    source: Source
    input: Input
    outputs: tuple[Output, ...]
    files: dict[str, File]
    accuracy: dict[str, float]

    def path(self, provider: str) -> str:
        """Name of the file for a provider."""
        return f"{self.name}.{self.files[provider].precision}.onnx"


@dataclass(frozen=True)
class Manifest:
    """All of it."""

    wheel: Wheel
    models: dict[str, Model]


def read(path: Path = PATH) -> Manifest:
    """Read and check the manifest.

    Raises
    ------
    ManifestError
        Naming the key that is wrong or missing.
    """
    try:
        return parse(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path.name} is not TOML: {error}") from error


def parse(table: dict[str, Any]) -> Manifest:
    """Check a manifest that was read from TOML."""
    top = _Table(table, "")
    if top.take("version", int) != VERSION:
        raise ManifestError(f"version is {table['version']!r}; this code reads {VERSION}")
    wheel = _wheel(top.table("wheel"))
    models = top.table("models")
    parsed = {name: _model(name, models.table(name)) for name in models.names()}
    models.done()
    top.done()
    return Manifest(wheel, parsed)


class _Table:
    """A TOML table whose keys are taken one by one, so that what is left over is known to be wrong."""

    def __init__(self, table: dict[str, Any], path: str) -> None:
        self._rest = dict(table)
        self._path = path

    def names(self) -> list[str]:
        return sorted(self._rest)

    def name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def take(self, key: str, kind: type, choices: tuple[str, ...] = ()) -> Any:
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
        value = self.take(key, int)
        if value < 1:
            raise ManifestError(f"{self.name(key)} is {value}; it should be 1 or more")
        return value

    def number(self, key: str) -> float:
        if isinstance(self._rest.get(key), int) and not isinstance(self._rest[key], bool):
            self._rest[key] = float(self._rest[key])
        return self.take(key, float)

    def sha256(self) -> str:
        value = self.take("sha256", str)
        if not SHA256.fullmatch(value):
            raise ManifestError(f"{self.name('sha256')} is {value!r}; it should be 64 hexadecimal digits")
        return value

    def shape(self) -> tuple[int, ...]:
        value = self.take("shape", list)
        if not value or not all(type(size) is int and size > 0 for size in value):
            raise ManifestError(
                f"{self.name('shape')} is {value!r}; it should be a list of positive integers"
            )
        return tuple(value)

    def table(self, key: str) -> _Table:
        return _Table(self.take(key, dict), self.name(key))

    def tables(self, key: str) -> list[_Table]:
        rows = self.take(key, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise ManifestError(f"{self.name(key)} should be one table or more")
        return [_Table(row, f"{self.name(key)}[{index}]") for index, row in enumerate(rows)]

    def done(self) -> None:
        if self._rest:
            raise ManifestError(f"{self.name(self.names()[0])} is not a key of the manifest")


def _kind(kind: type) -> str:
    names = {str: "a string", int: "an integer", float: "a number", dict: "a table", list: "a list"}
    return names[kind]


def _wheel(table: _Table) -> Wheel:
    texts = {key: table.take(key, str) for key in ("package", "version", "python", "platform")}
    wheel = Wheel(**texts, sha256=table.sha256(), bytes=table.positive("bytes"))
    table.done()
    return wheel


def _model(name: str, table: _Table) -> Model:
    model = Model(
        name=name,
        task=table.take("task", str, TASKS),
        licence=table.take("licence", str),
        card=table.take("card", str),
        weights=table.take("weights", str, WEIGHTS),
        source=_source(table.table("source")),
        input=_input(table.table("input")),
        outputs=tuple(_output(row) for row in table.tables("outputs")),
        files=_files(table.table("files")),
        accuracy=_accuracy(table.table("accuracy")),
    )
    table.done()
    return model


def _source(table: _Table) -> Source:
    source = Source(table.take("member", str), table.sha256(), table.positive("bytes"))
    table.done()
    return source


def _input(table: _Table) -> Input:
    value = Input(
        table.take("name", str),
        table.take("dtype", str, DTYPES),
        table.shape(),
        table.take("border", str, BORDERS),
    )
    table.done()
    if len(value.shape) != 4 or value.shape[0] != 1 or value.shape[3] != 4:
        raise ManifestError(
            f"{table.name('shape')} is {list(value.shape)}; it should be [1, height, width, 4]"
        )
    return value


def _output(table: _Table) -> Output:
    value = Output(
        name=table.take("name", str),
        dtype=table.take("dtype", str, DTYPES),
        shape=table.shape(),
        unit=table.take("unit", str),
        stride=table.positive("stride"),
        tolerance=table.number("tolerance"),
    )
    table.done()
    return value


def _files(table: _Table) -> dict[str, File]:
    files = {}
    for provider in PROVIDERS:
        row = table.table(provider)
        files[provider] = File(row.take("precision", str, PRECISIONS), row.sha256(), row.positive("bytes"))
        row.done()
    table.done()
    return files


def _accuracy(table: _Table) -> dict[str, float]:
    return {key: table.number(key) for key in table.names()}
