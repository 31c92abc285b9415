"""`manifest.toml`, the one list of models: read, and checked key by key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from models.rows import Borrowed, File, Graft, Manifest, Output, Pixels, Recipe, Source, Trained, Value, Wheel
from models.table import ManifestError, Table

PATH = Path(__file__).with_name("manifest.toml")
VERSION = 1
TASKS = ("portrait", "palm", "hand")
# Tasks of what is trained here.
TRAINED = ("gesture",)
DTYPES = ("uint8", "float32")
BORDERS = ("clamp", "zero")
WEIGHTS = ("exact", "int8-blocks", "int8-channels")
PRECISIONS = ("int8", "fp16", "fp32")
PROVIDERS = ("wasm", "webgpu", "webgl")


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
    top = Table(table, "")
    if top.take("version", int) != VERSION:
        raise ManifestError(f"version is {table['version']!r}; this code reads {VERSION}")
    wheel = _wheel(top.table("wheel"))
    models = top.table("models")
    borrowed, trained = {}, {}
    for name in models.names():
        row = models.table(name)
        if row.has("recipe"):
            trained[name] = _trained(name, row)
        else:
            borrowed[name] = _borrowed(name, row)
    models.done()
    top.done()
    return Manifest(wheel, borrowed, trained)


def _wheel(table: Table) -> Wheel:
    texts = {key: table.take(key, str) for key in ("package", "version", "python", "platform")}
    wheel = Wheel(**texts, sha256=table.sha256(), bytes=table.positive("bytes"))
    table.done()
    return wheel


def _borrowed(name: str, table: Table) -> Borrowed:
    if not table.has("source"):
        raise ManifestError(
            f"{table.name('source')} is missing, and so is {table.name('recipe')}; a model has one of the two"
        )
    model = Borrowed(
        **_model(name, table, TASKS),
        weights=table.take("weights", str, WEIGHTS),
        source=_source(table.table("source")),
        graft=_graft(table.table("graft")) if table.has("graft") else None,
        input=_pixels(table.table("input")),
        outputs=tuple(_output(row) for row in table.tables("outputs")),
        files=_files(table.table("files")),
    )
    table.done()
    return model


def _trained(name: str, table: Table) -> Trained:
    recipe = table.table("recipe")
    model = Trained(
        **_model(name, table, TRAINED),
        recipe=Recipe(recipe.take("module", str), recipe.texts("data")),
        file=table.take("file", str),
        sha256=table.sha256(),
        bytes=table.positive("bytes"),
        input=_value(table.table("input")),
        outputs=tuple(_value(row) for row in table.tables("outputs")),
    )
    recipe.done()
    table.done()
    return model


def _model(name: str, table: Table, tasks: tuple[str, ...]) -> dict[str, Any]:
    accuracy = table.table("accuracy")
    return {
        "name": name,
        "task": table.take("task", str, tasks),
        "licence": table.take("licence", str),
        "card": table.take("card", str),
        "accuracy": {key: accuracy.number(key) for key in accuracy.names()},
    }


def _source(table: Table) -> Source:
    source = Source(table.take("member", str), table.sha256(), table.positive("bytes"))
    table.done()
    return source


def _graft(table: Table) -> Graft:
    graft = Graft(table.take("file", str), table.sha256(), table.positive("bytes"), table.texts("data"))
    table.done()
    return graft


def _pixels(table: Table) -> Pixels:
    value = Pixels(
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


def _value(table: Table) -> Value:
    value = Value(**_named(table))
    table.done()
    return value


def _output(table: Table) -> Output:
    value = Output(
        **_named(table),
        stride=table.positive("stride"),
        tolerance=table.number("tolerance"),
    )
    table.done()
    return value


def _named(table: Table) -> dict[str, Any]:
    return {
        "name": table.take("name", str),
        "dtype": table.take("dtype", str, DTYPES),
        "shape": table.shape(),
        "unit": table.take("unit", str),
    }


def _files(table: Table) -> dict[str, File]:
    files = {}
    for provider in PROVIDERS:
        row = table.table(provider)
        files[provider] = File(row.take("precision", str, PRECISIONS), row.sha256(), row.positive("bytes"))
        row.done()
    table.done()
    return files
