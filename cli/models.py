"""`oivis models`: what networks there are, made, checked and measured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shown import Json, bar, table

if TYPE_CHECKING:
    from models.compare import Row

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="List, build, train, verify and compare the models."
)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Say what the manifest holds, and what of it is built."""
    from models import build, manifest

    listed = manifest.read()
    if as_json:
        print(json.dumps({name: asdict(model) for name, model in listed.models.items()}))
        return
    damaged, strange = build.damaged(listed), build.strange(listed)
    rows = []
    for artefact in build.artefacts(listed):
        model, providers = artefact.model, ", ".join(artefact.providers)
        size = model.files[artefact.providers[0]].bytes
        there = _there(artefact.file not in damaged)
        rows.append((artefact.file, _kilobytes(size), providers, model.weights, model.licence, there))
    for trained in listed.trained.values():
        file, there = Path(trained.file).name, _there(trained.file not in strange)
        rows.append((file, _kilobytes(trained.bytes), "NumPy", "trained here", trained.licence, there))
    table(("file", "kB", "for", "weights", "licence", "there"), rows)


@app.command("build")
def build_(as_json: Json = False) -> None:
    """Fetch the sources and make every file of the manifest that is not there yet."""
    from models import build

    with bar() as progress:
        made = build.build(progress=progress)
    if as_json:
        print(json.dumps({"made": made, "folder": str(build.TARGET)}))
    else:
        print(f"Models: {'made in' if made else 'all there, in'} {build.TARGET.relative_to(build.ROOT)}")


@app.command()
def train(
    name: Annotated[str, typer.Argument(help="A model with a recipe, as `oivis models list` names them.")],
    as_json: Json = False,
) -> None:
    """Train a model anew on the pictures of OIVIS_DATA, write its weights, and measure them."""
    from models import manifest
    from models.train import train as run

    with bar() as progress:
        outcome = run(manifest.read(), name, progress)
    if as_json:
        print(json.dumps(asdict(outcome)))
        return
    left_out = [(key, f"{value:.4g}") for key, value in outcome.left_out.items()]
    table(("training, left out", ""), left_out)
    table(("dev", ""), [(key, f"{value:g}") for key, value in outcome.accuracy.items()])
    print(f"{outcome.file}: {'the same as before' if outcome.is_same else 'other weights than before'}.")
    if outcome.rows:
        print(f"models/manifest.toml needs:\n{outcome.rows}")


@app.command()
def verify(as_json: Json = False) -> None:
    """Check every file's sha256, and its answers against the original: LiteRT, or the recipe here."""
    from models import build, fetch, manifest
    from models.verify import verify as run

    listed = manifest.read()
    with bar() as progress:
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
        table(("file", "output", "inputs", "distance", "limit", ""), rows)
    wrong = sorted({result.file for result in results if not result.is_within})
    if wrong:
        raise RuntimeError(
            f"{', '.join(wrong)}: not what the original answers. Look at its recipe in models/."
        )


@app.command()
def compare(as_json: Json = False) -> None:
    """Measure every kind of weights on the pictures of OIVIS_DATA, and say which should ship."""
    from models import build, fetch, manifest
    from models.compare import compare as run
    from models.compare import shipped

    listed = manifest.read()
    with bar() as progress:
        rows = run(listed, fetch.sources(listed, build.CACHE, progress), progress)
    chosen = shipped(rows)
    if as_json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "shipped": chosen}))
        return
    table(("model", "weights", "kB", "figures", ""), [_compared(row, chosen) for row in rows])
    for name, weights in chosen.items():
        if weights != listed.borrowed[name].weights:
            print(f"{name} ships as {listed.borrowed[name].weights}; these figures say {weights}.")


def _compared(row: Row, chosen: dict[str, str]) -> tuple[str, ...]:
    figures = ", ".join(f"{name} {value:.4g}" for name, value in row.figures.items())
    note = "ships" if chosen[row.model] == row.weights else "" if row.is_within else "outside"
    return row.model, row.weights, _kilobytes(row.bytes), figures, note


def _there(is_there: bool) -> str:
    return "yes" if is_there else "NO"


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f}"


def _verdict(is_within: bool) -> str:
    return "within" if is_within else "OUTSIDE"
