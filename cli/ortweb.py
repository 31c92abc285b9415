"""`oivis ortweb`: the bridge beside onnxruntime-web called from JavaScript."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Hold the bridge to onnxruntime-web called from JavaScript, in one page.",
)


@app.command()
def nodes(
    as_json: Annotated[bool, typer.Option("--json", help="Print every case as JSON.")] = False,
    provider: Annotated[Literal["cpu", "webgpu"], typer.Option(help="Which provider runs them.")] = "cpu",
) -> None:
    """Run all node tests of ONNX on both sides and write the provider's table in py/ortweb/."""
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright
    from rich.console import Console
    from rich.progress import Progress

    from bench.ortweb import operators
    from bench.ortweb.cases import cases
    from bench.ortweb.nodes import FLAGS, run, version

    with Progress(console=Console(stderr=True), transient=True) as progress, sync_playwright() as playwright:
        task = progress.add_task("node tests", total=None)
        progress.update(task, total=len(cases()))
        browser = launch(playwright, None, "accept", *FLAGS[provider])
        results = run(browser, None, provider, advance=lambda count: progress.advance(task, count))
        browser.close()
    file = operators.write(results, version(), provider)
    lost = [result for result in results if result.is_lost]
    if as_json:
        told = {
            result.case.name: {"javascript": asdict(result.javascript), "python": asdict(result.python)}
            for result in results
        }
        print(json.dumps(told, indent=1))
    else:
        passed = sum(result.python.verdict == "pass" for result in results)
        print(f"{passed} of {len(results)} cases pass; {file.relative_to(operators.ROOT)} is written")
    for result in lost:
        typer.secho(f"JavaScript alone passes {result.case.name}: {result.python.reason}", fg="red", err=True)
    if lost:
        raise typer.Exit(1)


@app.command()
def speed(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of both sides.")] = 15,
) -> None:
    """Measure what Python adds to a run."""
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright
    from rich.console import Console

    from bench.ortweb.speed import measure
    from bench.table import budgets

    console = Console(stderr=as_json)
    with console.status("") as status, sync_playwright() as playwright:
        browser = launch(playwright, None)
        rows = measure(browser, rounds, say=status.update)
        browser.close()
    console.print(budgets("ortweb beside JavaScript", rows))
    if as_json:
        print(json.dumps([row.to_json() for row in rows], indent=1))
