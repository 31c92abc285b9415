"""`oivis portrait`: the recipe of our own portrait network, one command for each stage."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli.detector import _torch
from cli.shown import Json, bar, table

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Train our own portrait network.")

FOLDER = Path("build/portrait")
Height = Annotated[int, typer.Option(min=48, max=512, help="Of the input, pixels; a multiple of 16.")]
Width = Annotated[int, typer.Option(min=48, max=512, help="Of the input, pixels; a multiple of 16.")]
Seed = Annotated[int, typer.Option(min=0, help="Of all that is drawn at random.")]
Count = Annotated[int, typer.Option(min=1, help="Training pictures.")]
Home = Annotated[Path, typer.Option(help="Folder of what the stages leave.")]
Run = Annotated[str, typer.Option(help="Name of the run: a folder in that one.")]
Weight = Annotated[float, typer.Option(min=0)]


@app.command()
def data(
    count: Count = 12000,
    height: Height = 144,
    width: Width = 256,
    seed: Seed = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    home: Home = FOLDER,
) -> None:
    """List the pictures of OIVIS_DATA, ask the teacher, draw training pictures; goes on where cut off."""
    from oivis._native import Sessions

    from models import build
    from models.pictures import folder
    from models.portrait import listing
    from models.portrait.make import make
    from models.portrait.teacher import teach
    from models.training import dataset

    root = folder("train")
    entries = listing.listed(root)
    dataset.check_apart(entries, folder("dev"))
    dataset.write(home / "pictures.json", entries)
    with bar() as progress:
        teach(Sessions(build.TARGET, threads=1), root, entries, home / "taught", progress)
        make(root, entries, home, (height, width), count, seed, workers, progress)
    print(
        f"{home / 'made'}: {count} pictures of {height}x{width} pixels, of {len(entries)} in pictures.json."
    )


@app.command()
def train(
    run: Run = "first",
    count: Count = 12000,
    height: Height = 144,
    width: Width = 256,
    seed: Seed = 0,
    epochs: Annotated[int, typer.Option(min=1)] = 20,
    batch: Annotated[int, typer.Option(min=1)] = 8,
    coarse: Annotated[int, typer.Option(min=0, help="Epochs at half of the resolution, the first.")] = 0,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 2e-3,
    widths: Annotated[tuple[int, int, int, int], typer.Option(help="Channels at strides 2, 4, 8 and 16.")] = (
        8,
        16,
        40,
        80,
    ),
    depths: Annotated[tuple[int, int, int], typer.Option(help="Blocks at strides 4, 8 and 16.")] = (0, 1, 3),
    context: Annotated[int, typer.Option(min=0, help="Channels of what looks far; 0 leaves it out.")] = 24,
    sides: Annotated[
        tuple[int, int, int], typer.Option(help="Channels of the way up at strides 2, 4 and 8.")
    ] = (8, 12, 16),
    has_previous: Annotated[
        bool, typer.Option("--previous", help="Look at the matte of the frame before too.")
    ] = False,
    focal: Weight = 0.0,
    boundary: Weight = 0.5,
    connected: Weight = 0.0,
    imitation: Weight = 0.3,
    steady: Weight = 0.0,
    begin: Annotated[str, typer.Option(help="A run whose weights are begun with, whatever its input.")] = "",
    device: Annotated[str, typer.Option(help="cpu, cuda, ...")] = "cpu",
    threads: Annotated[int, typer.Option(min=0, help="Of the CPU; 0 leaves it to PyTorch.")] = 0,
    minutes: Annotated[float, typer.Option(min=0, help="Stop after so long; run it again to go on.")] = 0,
    home: Home = FOLDER,
    as_json: Json = False,
) -> None:
    """Learn from the made pictures; goes on where it was cut off.

    Weights of the losses: --focal exponent, --boundary near edges, --connected pieces (PP-HumanSeg),
    --imitation the teacher's word where a mask is drawn, --steady when the picture is moved.
    """
    torch = _torch()
    from models.pictures import folder
    from models.portrait import listing
    from models.portrait.kept import load
    from models.portrait.make import held_out, read
    from models.portrait.network import Portrait
    from models.portrait.shape import Shape
    from models.portrait.train import Plan
    from models.portrait.train import train as learn

    if threads:
        torch.set_num_threads(threads)
    shape = Shape(height, width, widths, depths, context, sides, has_previous)
    plan = Plan(
        epochs=epochs,
        batch=batch,
        seed=seed,
        rate=rate,
        device=device,
        seconds=60 * minutes,
        coarse=coarse,
        focal=focal,
        boundary=boundary,
        connected=connected,
        imitation=imitation,
        steady=steady,
    )
    entries, size = listing.read(home / "pictures.json"), (height, width)
    with bar() as progress:
        held, taught = (
            held_out(folder("train"), entries, home, size, role) for role in (listing.DRAWN, listing.TAUGHT)
        )
        pictures = read(home, size, count, seed)
        torch.manual_seed(seed)
        network = Portrait(shape)
        if begin:
            network.load_state_dict(load(home / begin).state_dict())
        log = learn(network, plan, pictures, held, taught, home / run, progress)
    say_log(home / run, log, epochs, as_json)


@app.command()
def export(
    run: Run = "first",
    height: Annotated[int, typer.Option(min=0, help="Of another input than the run's; 0 is the run's.")] = 0,
    width: Annotated[int, typer.Option(min=0, help="Of another input than the run's; 0 is the run's.")] = 0,
    weights: Annotated[str, typer.Option(help="exact, int8-channels or int8-blocks.")] = "int8-channels",
    home: Home = FOLDER,
) -> None:
    """Write the network as ONNX, bytes in and bytes out; say how near each file comes to PyTorch."""
    _torch()
    from models.manifest import WEIGHTS
    from models.pictures import folder
    from models.portrait import listing
    from models.portrait.export import COMPARED, parities
    from models.portrait.kept import load
    from models.portrait.make import held_out
    from models.portrait.peers import file_of

    if weights not in WEIGHTS:
        raise ValueError(f"--weights is {weights!r}; it should be one of {', '.join(WEIGHTS)}.")
    if bool(height) != bool(width):
        raise ValueError("--height and --width go together: give both, or neither.")
    network = load(home / run, (height, width) if height else None)
    size = network.shape.height, network.shape.width
    held = held_out(folder("train"), listing.read(home / "pictures.json"), home, size, listing.DRAWN)
    found = parities(network, held[:COMPARED, ..., :3])
    path = home / run / file_of(size)
    path.write_bytes(next(data for parity, data in found if parity.weights == weights))
    rows = [
        (p.weights, f"{p.bytes / 1000:.0f}", f"{p.most:.2f}", f"{p.mean:.3f}", f"{p.flipped:.5f}")
        for p, _ in found
    ]
    table(("weights", "kB", "off by at most, of 255", "on average", "share called otherwise"), rows)
    print(path)


def say_log(folder: Path, log: list[dict[str, float]], epochs: int, as_json: bool) -> None:
    """Say how far a run has come, or all of its log."""
    if as_json:
        print(json.dumps(log))
        return
    last = log[-1]
    print(
        f"{folder}: epoch {last['epoch']} of {epochs}, on pictures held out mIoU {last['miou']:.4f}, "
        f"boundary F {last['boundary']:.3f}."
    )


@app.command()
def costs(
    run: Annotated[str, typer.Option(help="A run whose shape is timed too.")] = "",
    rounds: Annotated[int, typer.Option(min=1, help="Turns of ten runs.")] = 5,
    home: Home = FOLDER,
    as_json: Json = False,
) -> None:
    """Time shapes in Chromium beside the borrowed networks: what ours is chosen by."""
    _torch()
    from bench.layers import measure
    from models import build
    from models.portrait.costs import borrowed, candidates, files
    from models.portrait.kept import load

    shapes = candidates() | ({run: load(home / run).shape} if run else {})
    with TemporaryDirectory() as place, bar() as progress:
        ours = files(shapes, Path(place))
        theirs = borrowed(build.TARGET)
        networks = {name: (each.path, each.shape) for name, each in (theirs | ours).items()}
        times = measure(networks, rounds, (1, 2), lambda text: progress(text, 0, 1))
    rows: list[tuple[str, list[float]]] = []
    for name, each in (theirs | ours).items():
        row = [each.million_macs, each.weights / 1000]
        for threads in (1, 2):
            # The least disturbed run: on a busy machine a median says more of the others than of the shape.
            least = min(times[name][threads])
            row += [least, least / min(times[each.peer][threads])]
        rows.append((name, row))
    if as_json:
        print(json.dumps(rows))
        return
    shown = [(name, *(f"{value:.2f}" for value in row)) for name, row in rows]
    table(
        ("shape", "million macs", "thousand weights", "ms", "of its peer", "ms, 2 threads", "of its peer"),
        shown,
    )
