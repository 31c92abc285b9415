"""`oivis detector`: the recipe of the hand and gesture detector, one command for each stage."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from cli.shown import Json, bar, table

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Train the hand and gesture detector.")

FOLDER = Path("build/detector")
GRAFT = "models/detector/palm.npz"
# Pictures without a hand by which palms are told from what is none.
EMPTY = 400
DATA = ["hands", "backgrounds", "faces_bodies", "portraits"]
Size = Annotated[int, typer.Option(min=64, max=320, help="Side of the input, pixels; a multiple of 32.")]
Seed = Annotated[int, typer.Option(min=0, help="Of all that is drawn at random.")]
Count = Annotated[int, typer.Option(min=1, help="Training pictures.")]
Home = Annotated[Path, typer.Option(help="Folder of what the stages leave.")]
Share = Annotated[
    float, typer.Option(min=0.01, max=1, help="Of the pictures that are learnt from: for the curve of data.")
]
Run = Annotated[str, typer.Option(help="Name of the run: a folder in that one.")]


@app.command()
def look(home: Home = FOLDER) -> None:
    """Label the training pictures of OIVIS_DATA: their sources first, the borrowed networks after them."""
    from oivis._native import Sessions

    from models import build
    from models.detector.look import look as run
    from models.training import dataset

    with bar() as progress:
        entries = run(Sessions(build.TARGET, threads=1), progress)
    dataset.write(home / "pictures.json", entries)
    hands = sum(len(entry.hands) for entry in entries)
    print(f"{home / 'pictures.json'}: {len(entries)} pictures, {hands} hands.")


@app.command()
def make(
    count: Count = 14000,
    size: Annotated[int, typer.Option(min=64, max=320, help="Side, pixels.")] = 160,
    seed: Seed = 0,
    share: Share = 1.0,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    home: Home = FOLDER,
) -> None:
    """Draw training pictures, real and made; goes on where it was cut off."""
    from models.detector import listing
    from models.detector.make import make as run
    from models.pictures import folder
    from models.training.dataset import check_apart

    entries = listing.share_of(listing.read(home / "pictures.json"), share)
    check_apart(entries, folder("dev"))
    with bar() as progress:
        run(folder("train"), entries, _made(home, share), size, count, seed, workers, progress)
    print(f"{_made(home, share)}: {count} pictures of {size} pixels, out of {len(entries)}.")


@app.command()
def train(
    run: Run = "first",
    count: Count = 14000,
    size: Size = 128,
    seed: Seed = 0,
    share: Share = 1.0,
    epochs: Annotated[int, typer.Option(min=1)] = 30,
    batch: Annotated[int, typer.Option(min=1)] = 48,
    start: Annotated[int, typer.Option(min=0, help="Side at first, pixels; 0 is --size.")] = 0,
    drawn: Annotated[int, typer.Option(min=64, help="Side of the made pictures.")] = 160,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 3e-3,
    rank: Annotated[
        int, typer.Option(min=0, help="Of what is added to borrowed layers; 0: all their weights change.")
    ] = 16,
    narrowed: Annotated[int, typer.Option(min=0, max=28, help="Layers whose kernels are 3 wide, not 5.")] = 0,
    mosaics: Annotated[
        float, typer.Option(min=0, max=1, help="Share of pictures that are put together of four.")
    ] = 0.4,
    smoothing: Annotated[
        float, typer.Option(min=0, max=0.5, help="Label smoothing: a virtual teacher.")
    ] = 0.05,
    price: Annotated[
        float, typer.Option(min=0.1, max=1, help="Of the teacher's time; below 1 a part of its channels.")
    ] = 1.0,
    teacher: Annotated[str, typer.Option(help="A run that is imitated, and begun with in part.")] = "",
    imitation: Annotated[float, typer.Option(min=0, help="Weight of that.")] = 0.5,
    begin: Annotated[str, typer.Option(help="A run whose weights are begun with.")] = "",
    device: Annotated[str, typer.Option(help="cpu, cuda, ...")] = "cpu",
    threads: Annotated[int, typer.Option(min=0, help="Of the CPU; 0 leaves it to PyTorch.")] = 0,
    minutes: Annotated[float, typer.Option(min=0, help="Stop after so long; run it again to go on.")] = 0,
    home: Home = FOLDER,
    as_json: Json = False,
) -> None:
    """Learn from the made pictures; goes on where it was cut off."""
    torch = _torch()
    from models.detector import listing
    from models.detector.kept import load, palm_trunk
    from models.detector.make import held_out, read
    from models.detector.part import whole_of
    from models.detector.shape import Shape
    from models.detector.train import Plan
    from models.detector.train import train as learn
    from models.pictures import folder
    from models.training.kept import begun

    if threads:
        torch.set_num_threads(threads)
    plan = Plan(
        epochs=epochs,
        batch=batch,
        seed=seed,
        rate=rate,
        device=device,
        seconds=60 * minutes,
        start=start,
        mosaics=mosaics,
        smoothing=smoothing,
        imitation=imitation if teacher else 0.0,
    )
    with bar() as progress:
        held = held_out(folder("train"), listing.read(home / "pictures.json"), size)
        pictures = read(_made(home, share), drawn, count, seed)
        guide = home / teacher if teacher else None
        shape = Shape(size, rank, narrowed)
        if price < 1:
            if guide is None or rank:
                raise ValueError("--price needs the --teacher that it is a part of, and --rank 0.")
            kept = begun(home / run).get("channels")
            if not kept:
                kept = whole_of(load(guide), pictures, seed).choose(price, progress)
            shape = replace(shape, channels=kept)
        first = home / begin if begin else None
        log = learn(shape, palm_trunk(shape), plan, pictures, held, home / run, progress, guide, first)
    last = log[-1]
    if as_json:
        print(json.dumps(log))
        return
    print(f"{home / run}: epoch {last['epoch']} of {epochs}, on pictures held out AP@0.5 {last['ap50']:.3f}.")


@app.command()
def export(
    run: Run = "first",
    weights: Annotated[str, typer.Option(help="exact, int8-channels or int8-blocks.")] = "int8-channels",
    home: Home = FOLDER,
) -> None:
    """Write the network as ONNX, and what the palm network has learnt to the file that is committed."""
    _torch()
    from oivis.palms import anchors

    from models import build
    from models.detector import listing
    from models.detector.export import palm, write
    from models.detector.kept import load
    from models.detector.make import held_empty, held_out
    from models.manifest import WEIGHTS
    from models.pictures import folder
    from models.training.kept import read_log

    if weights not in WEIGHTS:
        raise ValueError(f"--weights is {weights!r}; it should be one of {', '.join(WEIGHTS)}.")
    network = load(home / run)
    entries = listing.read(home / "pictures.json")
    held = held_out(folder("train"), entries, network.shape.size)
    found = write(network, held, home / run, weights, read_log(home / run))
    rows = [(p.weights, f"{p.bytes / 1000:.0f}", f"{p.boxes_px:.2g}", f"{p.scores:.2g}") for p in found]
    table(("weights", "kB", "boxes off by px", "scores off by"), rows)
    data, by = palm(network, held_empty(folder("train"), entries, network.shape.size, EMPTY))
    build.write(build.ROOT / GRAFT, data)
    print(f"Scores of palms are raised by {by:.2f}, as logits.")
    print(f'{GRAFT}: {len(data)} bytes; models/manifest.toml needs:\n[models.palm.graft]\nfile = "{GRAFT}"')
    print(f'sha256 = "{sha256(data).hexdigest()}"\nbytes = {len(data)}\ndata = {json.dumps(DATA)}')
    side, guesses = network.shape.size, len(anchors(network.shape.size))
    print(f"[models.palm.input]\nshape = [1, {side}, {side}, 4], and {guesses} guesses in its outputs")


@app.command()
def costs(
    rounds: Annotated[int, typer.Option(min=1, help="Turns of ten runs.")] = 5,
    as_json: Json = False,
) -> None:
    """Time single layers in Chromium: what a shape is chosen by."""
    from bench.layers import measure
    from models.detector.costs import TIMES, graph, layers

    every = layers()
    with TemporaryDirectory() as place, bar() as progress:
        networks = {}
        for layer in every:
            path = Path(place) / f"{layer.name}.onnx"
            path.write_bytes(graph(layer).bytes())
            networks[layer.name] = (path, (1, layer.channels, layer.side, layer.side))
        times = measure(networks, rounds, (1,), lambda text: progress(text, 0, 1))
    rows = []
    for layer in every:
        empty = next(
            e for e in every if (e.kind, e.side, e.channels) == ("nothing", layer.side, layer.channels)
        )
        # The least disturbed run: on a busy machine a median says more of the others than of the layer.
        each = (min(times[layer.name][1]) - min(times[empty.name][1])) / TIMES
        if layer.kind != "nothing":
            speed = 2 * layer.macs / each / 1e6 if each > 0 else float("nan")
            rows.append((layer.kind, layer.side, layer.channels, layer.macs / 1e6, each, speed))
    if as_json:
        print(json.dumps(rows))
        return
    shown = [(k, str(s), str(c), f"{m:.2f}", f"{e:.3f}", f"{g:.1f}") for k, s, c, m, e, g in rows]
    table(("layer", "side", "channels", "million multiply-adds", "ms", "GFLOP/s"), shown)


def _made(home: Path, share: float) -> Path:
    return home / ("made" if share == 1 else f"made-{share:g}")


def _torch() -> Any:
    try:
        import torch
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("PyTorch is not installed: pip install -e .[train], then again.") from error
    return torch
