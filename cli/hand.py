"""`oivis hand`: the borrowed landmark network with a smaller input, one command for each stage."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.detector import FOLDER as LOOKED
from cli.detector import _torch
from cli.shown import Json, bar

if TYPE_CHECKING:
    from models.graph import Graph
    from models.rows import Borrowed

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Train the landmark network's smaller form."
)

FOLDER = Path("build/hand")
GRAFT = "models/hand/graft.npz"
DATA = ["hands", "backgrounds", "faces_bodies", "portraits"]
Seed = Annotated[int, typer.Option(min=0, help="Of all that is drawn at random.")]
Count = Annotated[int, typer.Option(min=1, help="Training crops.")]
Home = Annotated[Path, typer.Option(help="Folder of what the stages leave.")]
Looked = Annotated[Path, typer.Option(help="Where `oivis detector look` left its list of pictures.")]
Run = Annotated[str, typer.Option(help="Name of the run: a folder in that one.")]


@app.command()
def make(
    count: Count = 24000,
    seed: Seed = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    home: Home = FOLDER,
    looked: Looked = LOOKED,
) -> None:
    """Draw crops, real and made, and ask the borrowed network about each; goes on where it was cut off."""
    from models.detector import listing
    from models.hand.crops import make as run
    from models.pictures import folder
    from models.training.dataset import check_apart

    entries = listing.read(looked / "pictures.json")
    check_apart(entries, folder("dev"))
    with bar() as progress:
        made, asked = home / "made", (_borrowed(), _borrowed("palm"))
        run(folder("train"), entries, made, *asked, count, seed, workers, progress)
    print(f"{home / 'made'}: {count} crops.")


@app.command()
def train(
    run: Run = "first",
    count: Count = 24000,
    seed: Seed = 0,
    side: Annotated[int, typer.Option(min=64, max=224, help="Of the input, pixels; a multiple of 16.")] = 160,
    rank: Annotated[
        int, typer.Option(min=0, help="Of what is added to dense layers; 0: all their weights change.")
    ] = 8,
    price: Annotated[
        float, typer.Option(min=0.1, max=1, help="Of the whole network's time; below 1 with --begin.")
    ] = 1.0,
    epochs: Annotated[int, typer.Option(min=1)] = 12,
    batch: Annotated[int, typer.Option(min=1)] = 32,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 4e-3,
    begin: Annotated[
        Path | None,
        typer.Option(
            help="A graft that is begun with, such as models/hand/graft.npz; its channels are kept."
        ),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda, ...")] = "cpu",
    threads: Annotated[int, typer.Option(min=0, help="Of the CPU; 0 leaves it to PyTorch.")] = 0,
    minutes: Annotated[float, typer.Option(min=0, help="Stop after so long; run it again to go on.")] = 0,
    home: Home = FOLDER,
    looked: Looked = LOOKED,
    as_json: Json = False,
) -> None:
    """Learn from the crops; goes on where it was cut off."""
    torch = _torch()
    from models.detector import listing
    from models.graft import channels_of, graft
    from models.graft import read as learnt
    from models.hand.crops import held_out, read
    from models.hand.part import choose, some
    from models.hand.train import Plan, Shape
    from models.hand.train import train as learn
    from models.pictures import folder
    from models.training.kept import begun
    from models.training.part import Whole

    if threads:
        torch.set_num_threads(threads)
    plan = Plan(epochs=epochs, batch=batch, seed=seed, rate=rate, device=device, seconds=60 * minutes)
    held = held_out(folder("train"), listing.read(looked / "pictures.json"), _borrowed())
    with bar() as progress:
        crops = read(home / "made", count, seed)
        given, whole = learnt(begin) if begin else {}, None
        shape = Shape(side, rank, channels_of(given))
        if price < 1:
            if not given or shape.channels or rank:
                raise ValueError("--price needs a graft of all channels to --begin with, and --rank 0.")
            full = _shrunken(side)
            graft(full, given)
            whole = Whole(full, some(crops, side, seed))
            shape = replace(
                shape, channels=begun(home / run).get("channels") or choose(whole, price, progress)
            )
        graph = _shrunken(side, shape.channels)
        log = learn(shape, plan, graph, crops, held, home / run, progress, given, whole)
    if as_json:
        print(json.dumps(log))
        return
    last = log[-1]
    print(
        f"{home / run}: epoch {last['epoch']} of {epochs}. Of hands held out, landmarks are "
        f"{last['far']:.2f} px of 224 from the teacher's, and {last['missed']:.4f} are lost."
    )


@app.command()
def export(
    run: Run = "first",
    home: Home = FOLDER,
    looked: Looked = LOOKED,
    to: Annotated[Path, typer.Option(help="The file; from the project's folder.")] = Path(GRAFT),
) -> None:
    """Write what was learnt to the file that is committed; say what the manifest needs."""
    _torch()
    from models import build
    from models.detector import listing
    from models.hand.crops import held_out
    from models.hand.export import parity
    from models.hand.train import load
    from models.pictures import folder

    network, shape = load(home / run, _shrunken)
    data = network.stored(shape.channels)
    held = held_out(folder("train"), listing.read(looked / "pictures.json"), _borrowed())
    far = parity(network, shape, _shrunken(shape.side, shape.channels), data, held)
    build.write(build.ROOT / to, data)
    print(f"{to}: {len(data)} bytes; with it landmarks are {far:.3f} px of 224 from PyTorch's at most.")
    print(f'models/manifest.toml needs, under [models.hand]:\n[models.hand.graft]\nfile = "{to}"')
    print(f'sha256 = "{sha256(data).hexdigest()}"\nbytes = {len(data)}\ndata = {json.dumps(DATA)}')
    print(f"[models.hand.input]\nshape = [1, {shape.side}, {shape.side}, 4]")


def _borrowed(name: str = "hand") -> Graph:
    from models import recipes

    return recipes.exact(*_source(name))


def _shrunken(side: int, channels: Sequence[int] = ()) -> Graph:
    from models import recipes

    return recipes.shrunken(*_source("hand"), (side, side), channels=channels)


def _source(name: str) -> tuple[Borrowed, bytes]:
    from models import build, fetch, manifest

    listed = manifest.read()
    return listed.borrowed[name], fetch.sources(listed, build.CACHE, lambda *_: None)[name]
