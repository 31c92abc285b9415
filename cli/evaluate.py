"""`oivis eval`: how right the models are, on pictures with the answer beside them."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def evaluate(
    part: Annotated[str, typer.Option(help="Which pictures of OIVIS_DATA: dev or train.")] = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the models' accuracy on labelled pictures: portraits, hands, gestures."""
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from models.evaluate import evaluate as run

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("pictures", total=None)
        figures = run(
            part, lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
        )
    if as_json:
        print(json.dumps(figures))
        return
    for title, rows in figures.items():
        columns = list(dict.fromkeys(name for row in rows.values() for name in row))
        table = Table(title, *columns)
        for name, row in rows.items():
            table.add_row(name, *(_cell(row.get(column)) for column in columns))
        Console().print(table)


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"
