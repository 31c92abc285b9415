"""What several subcommands show alike: a bar while they work, a table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
# As `models.progress.Progress`: what is done, how much of it, of how much.
Report = Callable[[str, int, int], None]


@contextmanager
def bar() -> Iterator[Report]:
    """Show a bar on standard error, gone when done; begun anew with everything else that is told of."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        now = ""

        def report(what: str, done: int, total: int) -> None:
            nonlocal task, now
            if what != now:
                bars.remove_task(task)
                task, now = bars.add_task(what, total=total), what
            bars.update(task, completed=done, total=total)

        yield report


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows; the first column names what a row is about, and the others give way to it."""
    from rich.console import Console
    from rich.table import Table

    shown = Table()
    shown.add_column(header[0], no_wrap=True, min_width=max((len(row[0]) for row in rows), default=0))
    for name in header[1:]:
        shown.add_column(name)
    for row in rows:
        shown.add_row(*row)
    Console().print(shown)
