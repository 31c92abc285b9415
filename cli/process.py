"""`oivis process`: a video file in, the same person in another place out."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

FILTERS = Path(__file__).resolve().parents[1] / "web" / "filters"


def process(
    source: Annotated[Path, typer.Argument(help="The video to read.")],
    target: Annotated[Path, typer.Argument(help="The video to write: .mp4, .mov, .mkv or .webm.")],
    scene: Annotated[
        str,
        typer.Option(
            help="Where the person stands at first: a scene, a picture, a video, or a colour like #336699."
        ),
    ] = "snow",
    chain: Annotated[
        Path | None, typer.Option(help="Filters over every scene: JSON; tables and pictures lie beside it.")
    ] = None,
    plugin: Annotated[
        list[str] | None, typer.Option(help="Switch this plug-in on; again for more. NAME, or NAME={JSON}.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(help="Write gestures and commands here, one JSON record a line.")
    ] = None,
    mirror: Annotated[
        bool, typer.Option("--mirror", help="Turn left and right over, as a camera's view is.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was done as one line of JSON.")] = False,
) -> None:
    """Put the person of a video file into a scene; gestures in it are commands."""
    from oivis.process import process as run
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(source.name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=as_json) as bar:
        task = bar.add_task("frames", total=None)
        summary = run(
            source,
            target,
            filters=FILTERS,
            scene=scene,
            chain=chain,
            plugins=dict(map(_named, plugin or ())),
            events=events,
            is_mirrored=mirror,
            progress=lambda done, total: bar.update(task, completed=done, total=total or None),
        )
    if as_json:
        print(json.dumps({"target": str(target), **summary}))
        return
    heard = {"copied": "with its sound", "dropped": "without its sound, which the container cannot carry"}
    sound = f" {heard[summary['audio']]}" if summary["audio"] in heard else ""
    print(f"{target}: {summary['frames']} frames, {summary['seconds']:g} s{sound}.")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(summary["events"].items())) or "No events.")


def _named(given: str) -> tuple[str, Any]:
    """A plug-in and its parameters."""
    name, _, params = given.partition("=")
    try:
        return name, json.loads(params or "{}")
    except ValueError as error:
        raise typer.BadParameter(f"The parameters of {name} are no JSON ({error}).") from error
