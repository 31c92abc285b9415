"""`oivis models`: what networks there are, made, checked and measured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from models.compare import Row

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="List, build, verify and compare the models."
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Say what the manifest holds, and what of it is built."""
    from models import build, manifest

    listed = manifest.read()
    if as_json:
        print(json.dumps({name: asdict(model) for name, model in listed.models.items()}))
        return
    damaged = build.damaged(listed)
    rows = []
    for artefact in build.artefacts(listed):
        model, providers = artefact.model, ", ".join(artefact.providers)
        kilobytes = f"{model.files[artefact.providers[0]].bytes / 1000:.0f}"
        outputs = ", ".join(output.name for output in model.outputs)
        size = "x".join(map(str, model.input.shape[1:3]))
        built = "no" if artefact.file in damaged else "yes"
        rows.append((artefact.file, kilobytes, providers, model.weights, size, outputs, model.licence, built))
    _table(("file", "kB", "for", "weights", "input", "outputs", "licence", "built"), rows)


@app.command("build")
def build_(as_json: Json = False) -> None:
    """Fetch the sources and make every file of the manifest that is not there yet."""
    from models import build

    with _progress() as progress:
        made = build.build(progress=progress)
    if as_json:
        print(json.dumps({"made": made, "folder": str(build.TARGET)}))
    else:
        print(f"Models: {'made in' if made else 'all there, in'} {build.TARGET.relative_to(build.ROOT)}")


@app.command()
def verify(as_json: Json = False) -> None:
    """Check every file's sha256, and its answers against LiteRT running the original."""
    from models import build, fetch, manifest
    from models.verify import verify as run

    listed = manifest.read()
    with _progress() as progress:
        results = list(run(listed, fetch.sources(listed, build.CACHE, progress), progress=progress))
    if as_json:
        print(json.dumps([asdict(result) | {"is_within": result.is_within} for result in results]))
    else:
        rows = [
            (
                r.file,
                r.output,
                r.inputs,
                f"{r.distance:.2g}",
                f"{r.limit:g} {r.measure}",
                _verdict(r.is_within),
            )
            for r in results
        ]
        _table(("file", "output", "inputs", "distance", "limit", ""), rows)
    wrong = sorted({result.file for result in results if not result.is_within})
    if wrong:
        raise RuntimeError(
            f"{', '.join(wrong)}: not what LiteRT answers. Look at the recipe in models/recipes.py."
        )


@app.command()
def compare(as_json: Json = False) -> None:
    """Measure every kind of weights on the pictures of OIVIS_DATA, and say which should ship."""
    from models import build, fetch, manifest
    from models.compare import compare as run
    from models.compare import shipped

    listed = manifest.read()
    with _progress() as progress:
        rows = run(listed, fetch.sources(listed, build.CACHE, progress), progress)
    chosen = shipped(rows)
    if as_json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "shipped": chosen}))
        return
    _table(("model", "weights", "kB", "figures", ""), [_compared(row, chosen) for row in rows])
    for name, weights in chosen.items():
        if weights != listed.models[name].weights:
            print(f"{name} ships as {listed.models[name].weights}; these figures say {weights}.")


def _compared(row: Row, chosen: dict[str, str]) -> tuple[str, ...]:
    figures = ", ".join(f"{name} {value:.4g}" for name, value in row.figures.items())
    note = "ships" if chosen[row.model] == row.weights else "" if row.is_within else "outside"
    return row.model, row.weights, f"{row.bytes / 1000:.0f}", figures, note


def _verdict(is_within: bool) -> str:
    return "within" if is_within else "OUTSIDE"


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, gone when done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns: list[Any] = [
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("models", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
