"""`oivis eval`: how right the models and the matte are, on pictures with the answer beside them."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Annotated

import typer

from cli.shown import Json, bar

if TYPE_CHECKING:
    from oivis._native import Sessions

app = typer.Typer(add_completion=False, invoke_without_command=True)

Tables = dict[str, dict[str, dict[str, float | None]]]
Part = Annotated[str, typer.Option(help="Which pictures of OIVIS_DATA: dev or train.")]
Frames = Annotated[int, typer.Option(min=0, help="How much of each clip to look at; 0 is all of it.")]


@app.callback()
def everything(context: typer.Context, as_json: Json = False) -> None:
    """Measure accuracy on labelled pictures; without a subcommand everything, on the dev set."""
    if context.invoked_subcommand:
        return
    from models import pictures
    from models.evaluate import hands, moves, portraits, video

    with bar() as report:
        networks = _networks()
        tables = portraits.evaluate(pictures.portraits(), networks, report)
        tables |= video.dev(90, networks, report)
        tables["hands"] = hands.hands(networks, "dev", report)
        tables["gestures"], _ = hands.gestures(networks, "dev", report)
        tables["moves"] = moves.pictures(networks, "dev", report)
        tables["moves in time"] = moves.clips(networks, report)
    _show(tables, as_json)


@app.command()
def portraits(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Pictures with masks: a manifest.csv, or folders images and masks. Else the dev set."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Single pictures of people: mIoU, boundary F and boundary IoU by source; raw, ours and peers."""
    from models import pictures
    from models.evaluate import portraits as run

    pairs = run.find(folder) if folder else pictures.portraits()
    with bar() as report:
        tables = run.evaluate(pairs, _networks(), report)
    _show(tables, as_json)


@app.command()
def video(
    clip: Annotated[
        Path | None,
        typer.Argument(
            help="A video of a person in front of a camera that stands still. Else clips of the dev set."
        ),
    ] = None,
    frames: Frames = 90,
    as_json: Json = False,
) -> None:
    """Moving pictures: flicker, lag and islands of the matte; raw, ours and peers."""
    from models.evaluate import video as run

    with bar() as report:
        networks = _networks()
        tables = run.clip(clip, frames, networks, report) if clip else run.dev(frames, networks, report)
    _show(tables, as_json)


@app.command()
def hands(part: Part = "dev", as_json: Json = False) -> None:
    """Pictures of hands in which one is found."""
    from models.evaluate.hands import hands as run

    with bar() as report:
        rows = run(_networks(), part, report)
    _show({"hands": rows}, as_json)


@app.command()
def gestures(
    part: Part = "dev",
    mistakes: Annotated[
        bool, typer.Option("--mistakes", help="Name each picture that is called wrongly.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fist, palm and victory called right, and others called one of them."""
    from models.evaluate.hands import gestures as run

    with bar() as report:
        rows, wrong = run(_networks(), part, report)
    _show({"gestures": rows}, as_json)
    if mistakes:
        typer.echo("\n".join(wrong), err=as_json)


@app.command()
def detector(
    run: Annotated[
        str, typer.Option(help="A run of `oivis detector`; none is the landmark pipeline alone.")
    ] = "",
    has_made: Annotated[bool, typer.Option("--made", help="On made scenes of the dev set too.")] = False,
    has_clips: Annotated[bool, typer.Option("--clips", help="Commands of clips too.")] = False,
    has_seek: Annotated[bool, typer.Option("--seek", help="As what finds hands for the landmarks.")] = False,
    has_speed: Annotated[bool, typer.Option("--speed", help="Time them in Chromium too.")] = False,
    as_json: Json = False,
) -> None:
    """Our hand and gesture detector beside the landmark pipeline: right, false alarms, bytes, speed."""
    from cli.detector import FOLDER
    from models import build, fetch, manifest
    from models.compare import original
    from models.detector import clips, seek
    from models.detector.evaluate import Detector, evaluate
    from models.detector.follow import Follower
    from models.detector.look import look
    from models.detector.peers import NETWORK, Card, ours, pipeline

    networks = _networks()
    files = {
        "pipeline": [build.TARGET / networks.models[name].files["wasm"]["file"] for name in ("palm", "hand")]
    }
    detectors = {}
    if run:
        detectors["ours"] = Detector(ours(FOLDER / run), Card.read(FOLDER / run).least)
        files["ours"] = [FOLDER / run / NETWORK]
    detectors["pipeline"] = Detector(pipeline(networks), 0.0)
    with bar() as report:
        made = look(networks, report, "dev") if has_made else []
        tables = evaluate(detectors, made, report)
        for name in detectors:
            tables["detectors"][name]["kB"] = sum(path.stat().st_size for path in files[name]) / 1000
        if has_clips:
            ways = {"pipeline": lambda: clips.pipeline(networks)}
            if run:
                one = detectors["ours"]
                ways = {"ours, without landmarks": lambda: Follower(one.look, one.least), **ways}
            tables["commands"] = clips.evaluate(ways, report)
        if has_seek:
            listed = manifest.read()
            source = fetch.sources(listed, build.CACHE, report)["palm"]
            before = original(listed.borrowed["palm"], source)
            mine = detectors["ours"].look if run else None
            tables["seekers"] = seek.evaluate(mine, before, networks, report)
        if has_speed:
            from bench.layers import measure

            sizes = {path: _size(path) for paths in files.values() for path in paths}
            times = measure(
                {path.name: (path, size) for path, size in sizes.items()}, say=lambda t: report(t, 0, 1)
            )
            for name, paths in files.items():
                for threads in (1, 2):
                    whole = sum(median(times[path.name][threads]) for path in paths)
                    tables["detectors"][name][f"ms, {threads} thread{'s' * (threads > 1)}"] = whole
    _show(tables, as_json)


@app.command(name="portrait-network")
def portrait_network(
    run: Annotated[
        str, typer.Option(help="A run of `oivis portrait`; none is the borrowed networks alone.")
    ] = "",
    frames: Frames = 90,
    has_speed: Annotated[bool, typer.Option("--speed", help="Time them in Chromium too.")] = False,
    as_json: Json = False,
) -> None:
    """Our portrait network beside the borrowed ones: right, by source, steady, bytes, speed."""
    from cli.portrait import FOLDER
    from models import build, pictures
    from models.portrait import evaluate as its
    from models.portrait.peers import BORROWED, Look, Ours, borrowed, exported

    networks = _networks()
    looks: dict[str, Look] = {}
    files = {}
    for size, path in exported(FOLDER / run).items() if run else ():
        name = f"ours, {size[0]}x{size[1]}"
        looks[name], files[name] = Ours(path, size), path
    for name in BORROWED:
        looks[name] = borrowed(networks, name)
        files[name] = build.TARGET / networks.models[name].files["wasm"]["file"]
    with bar() as report:
        tables = its.evaluate(looks, pictures.portraits(), report)
        title = list(tables)[-1]
        whole = tables.pop(title)
        empty, still = its.alarms(looks, "dev", report), its.clips(looks, frames, report)
        for name, kilobytes in its.bytes_of(files).items():
            whole[name] |= {"false alarms": empty.get(name), "flicker": still["mean"].get(name)}
            whole[name]["kB"] = kilobytes
        tables["flicker, thousandths"] = still
        if has_speed:
            from bench.layers import measure

            sizes = {name: (path, _size(path)) for name, path in files.items()}
            times = measure(sizes, say=lambda text: report(text, 0, 1))
            for name in files:
                for threads in (1, 2):
                    label = f"ms, {threads} thread{'s' * (threads > 1)}"
                    whole[name] |= {label: median(times[name][threads])}
                    whole[name] |= {f"least {label}": min(times[name][threads])}
        tables[title] = whole | its.PUBLISHED
    _show(tables, as_json)


@app.command()
def moves(part: Part = "dev", as_json: Json = False) -> None:
    """Rock, paper and scissors: what each is taken for, and how soon after the hand has stopped."""
    from models.evaluate import moves as run

    with bar() as report:
        networks = _networks()
        tables = {"moves": run.pictures(networks, part, report), "moves in time": run.clips(networks, report)}
    _show(tables, as_json)


def _size(path: Path) -> tuple[int, ...]:
    """Shape of a network's one input."""
    import onnx

    dims = onnx.load(path).graph.input[0].type.tensor_type.shape.dim
    return tuple(dim.dim_value for dim in dims)


def _networks() -> Sessions:
    from oivis._native import Sessions

    from models import build

    return Sessions(build.TARGET, threads=1)


def _show(tables: Tables, as_json: bool) -> None:
    if as_json:
        print(json.dumps(tables))
        return
    from rich.console import Console
    from rich.table import Table

    for title, rows in tables.items():
        columns = list(dict.fromkeys(name for row in rows.values() for name in row))
        table = Table("", *columns, title=title, title_justify="left")
        for name, row in rows.items():
            table.add_row(name, *(_cell(row.get(column)) for column in columns))
        Console().print(table)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.4f}" if abs(value) < 2 else f"{value:.1f}"
