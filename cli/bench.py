"""`oivis bench`: the budgets of the page, measured beside its peers."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from statistics import median
from typing import Annotated

import typer


def bench(
    json: Annotated[Path | None, typer.Option(help="Write all figures to this file.")] = None,
    seconds: Annotated[float, typer.Option(min=2, help="Length of one turn of running.")] = 8,
    slices: Annotated[int, typer.Option(min=1, help="Turns of the page and its peer.")] = 3,
    visits: Annotated[int, typer.Option(min=1, help="First visits, each with a second one.")] = 3,
    minutes: Annotated[float, typer.Option(min=0, help="How long to watch memory; 0 leaves it out.")] = 1,
    clip: Annotated[Path | None, typer.Option(help="A video to play as the camera.")] = None,
    rooms: Annotated[bool, typer.Option("--rooms", help="Measure rooms of fans and nothing else.")] = False,
    fans: Annotated[
        list[int] | None, typer.Option(min=1, max=5000, help="With --rooms: fans in a room; again for more.")
    ] = None,
    viewers: Annotated[
        int,
        typer.Option(min=0, max=5000, help="Measure so many who open a campaign at once, and nothing else."),
    ] = 0,
    counters: Annotated[
        int, typer.Option(min=0, max=60000, help="Measure so many batches of figures, and nothing else.")
    ] = 0,
    matte: Annotated[
        bool, typer.Option("--matte", help="Measure what the matte costs and nothing else.")
    ] = False,
    filters: Annotated[bool, typer.Option("--filters", help="Measure the filters and nothing else.")] = False,
) -> None:
    """Measure the page's frames, start, bytes and memory, beside its peers in the same browser."""
    from rich.console import Console
    from rich.table import Table

    from bench.filters import alone as filters_alone
    from bench.filters import table as filters_table
    from bench.run import Plan, default_clip, run
    from bench.table import budgets

    console = Console()
    if rooms:
        from bench.rooms import FANS
        from bench.rooms import run as run_rooms
        from bench.rooms import table as rooms_table

        with console.status("") as status:
            costs = list(run_rooms(fans or FANS, status.update))
        console.print(rooms_table(costs))
        if json:
            json.write_text(dumps([asdict(cost) for cost in costs], indent=1) + "\n")
        return
    if viewers:
        from bench.viewers import run as run_viewers
        from bench.viewers import table as viewers_table

        with console.status("") as status:
            loads = list(run_viewers(viewers, status.update))
        console.print(viewers_table(loads))
        if json:
            json.write_text(dumps([asdict(load) for load in loads], indent=1) + "\n")
        return
    if counters:
        from bench.counters import run as run_counters
        from bench.counters import table as counters_table
        from bench.counters import to_json

        measured = run_counters(counters)
        console.print(counters_table(measured))
        if json:
            json.write_text(to_json(measured))
        return
    if filters:
        with console.status("") as status:
            console.print(filters_table(filters_alone(say=status.update)))
        return
    chosen = clip or default_clip()
    if not chosen.is_file():
        raise FileNotFoundError(f"There is no clip {chosen}. Name a video with --clip, or run `make site`.")
    if matte:
        from bench.raw import measure as measure_matte

        with console.status("") as status:
            beside = measure_matte(chosen, seconds, slices, status.update)
        console.print(budgets("the whole picture beside the raw composite", beside))
        if json:
            json.write_text(dumps([row.to_json() for row in beside], indent=1) + "\n")
        return
    plan = Plan(chosen, seconds, slices, visits, minutes)
    with console.status("") as status:
        result = run(plan, status.update)

    facts = ", ".join(f"{name} {value}" for name, value in result.facts.items())
    console.print(budgets(f"oivis ({facts})", result.rows))

    whole = Table(title="The whole job on the same clip, in turns", title_justify="left")
    for name in ("page", "frames a second", "least .. most"):
        whole.add_column(name)
    for name, rates in result.fps.items():
        whole.add_row(name, f"{median(rates):.1f}", f"{min(rates):.1f} .. {max(rates):.1f}")
    console.print(whole)

    parts = Table(title="Where a frame's time goes, median ms", title_justify="left")
    for name in result.parts:
        parts.add_column(name, justify="right")
    parts.add_row(*(f"{median(times):.1f}" for times in result.parts.values()))
    console.print(parts)

    alone = Table(title="Inference alone, median ms; ratio is ours to LiteRT.js", title_justify="left")
    for name in ("network", "ours 1t", "LiteRT 1t", "ratio", "ours 2t", "LiteRT 2t", "ratio"):
        alone.add_column(name, justify="right")
    for pair in result.pairs:
        cells = []
        for threads in (1, 2):
            ours, peer = pair.median("ort", threads), pair.median("litert", threads)
            cells += [f"{ours:.1f}", f"{peer:.1f}", f"{ours / peer:.2f}"]
        alone.add_row(pair.name, *cells)
    console.print(alone)

    console.print(filters_table(result.filters))
    console.print(budgets("ortweb beside JavaScript", result.ortweb))

    if json:
        json.write_text(result.to_json() + "\n")
        console.print(f"figures: {json}")
