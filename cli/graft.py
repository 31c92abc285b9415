"""`oivis graft`: a borrowed portrait network with another input, on the pictures of `oivis portrait data`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.detector import _torch
from cli.portrait import FOLDER, Count, Height, Home, Run, Seed, Weight, Width, say_log
from cli.shown import Json, bar

if TYPE_CHECKING:
    from models.graph import Graph
    from models.portrait.grafted import Mattes
    from models.rows import Borrowed

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Teach a borrowed portrait network another input."
)

DATA = ["portraits", "hands", "faces_bodies", "backgrounds"]
Network = Annotated[str, typer.Option(help="A borrowed one: portrait or portrait-wide.")]


@app.command()
def train(
    network: Network = "portrait",
    run: Run = "graft",
    count: Count = 8000,
    height: Height = 208,
    width: Width = 208,
    seed: Seed = 0,
    rank: Annotated[
        int, typer.Option(min=0, help="Of what is added to dense layers; 0: all their weights change.")
    ] = 8,
    price: Annotated[
        float, typer.Option(min=0.1, max=1, help="Of the whole network's time; below 1 with --rank 0.")
    ] = 1.0,
    epochs: Annotated[int, typer.Option(min=1)] = 8,
    batch: Annotated[int, typer.Option(min=1)] = 16,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 1e-3,
    boundary: Weight = 0.5,
    imitation: Weight = 1.0,
    steady: Weight = 1.0,
    begin: Annotated[
        Path | None, typer.Option(help="A graft that is begun with; its channels are kept.")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda, ...")] = "cpu",
    threads: Annotated[int, typer.Option(min=0, help="Of the CPU; 0 leaves it to PyTorch.")] = 0,
    minutes: Annotated[float, typer.Option(min=0, help="Stop after so long; run it again to go on.")] = 0,
    home: Home = FOLDER,
    as_json: Json = False,
) -> None:
    """Teach a borrowed network to do with fewer pixels; goes on where it was cut off."""
    torch = _torch()
    from models.graft import channels_of
    from models.graft import read as learnt
    from models.pictures import folder
    from models.portrait import listing
    from models.portrait.grafted import Mattes, Size
    from models.portrait.make import held_out, read
    from models.portrait.part import Guide, some
    from models.portrait.train import Plan
    from models.portrait.train import train as learn
    from models.training.kept import begun
    from models.training.part import Whole

    if threads:
        torch.set_num_threads(threads)
    given, size = learnt(begin) if begin else {}, (height, width)
    shape = Size(network, height, width, rank, channels_of(given))
    if price < 1 and (given or rank):
        raise ValueError("--price below 1 needs --rank 0, and nothing to --begin with.")
    plan = Plan(
        epochs=epochs,
        batch=batch,
        seed=seed,
        rate=rate,
        device=device,
        seconds=60 * minutes,
        boundary=boundary,
        imitation=imitation,
        steady=steady,
    )
    torch.manual_seed(seed)
    entries, guide, whole = listing.read(home / "pictures.json"), None, None
    with bar() as progress:
        held, taught = (
            held_out(folder("train"), entries, home, size, role) for role in (listing.DRAWN, listing.TAUGHT)
        )
        pictures = read(home, size, count, seed)
        graph = _shrunken(network, size)
        if price < 1:
            whole = Whole(graph, some(pictures, seed))
            kept = begun(home / run).get("channels") or whole.choose(price, progress)
            shape = replace(shape, channels=kept)
        if shape.channels:
            guide = Guide(graph, shape)
        learning = Mattes(shape, _shrunken(network, size, shape.channels))
        if whole:
            whole.begin(learning, shape.channels)
        elif given:
            learning.take(given)
        log = learn(learning, plan, pictures, held, taught, home / run, progress, _teacher(network), guide)
    say_log(home / run, log, epochs, as_json)


@app.command()
def export(
    run: Run = "graft",
    home: Home = FOLDER,
    to: Annotated[
        Path | None, typer.Option(help="The file, from the project's folder; models/portrait/ by its name.")
    ] = None,
) -> None:
    """Write what a borrowed network has learnt to the file that is committed; say what the manifest needs."""
    _torch()
    from models import build, recipes
    from models.graft import graft as put
    from models.graft import unpacked
    from models.pictures import folder
    from models.portrait import listing
    from models.portrait.grafted import load, parity, size_of_run
    from models.portrait.make import held_out
    from models.portrait.peers import file_of
    from models.quantize import store
    from models.wasm import hurry

    shape = size_of_run(home / run)
    size = shape.height, shape.width
    learnt = load(home / run, _shrunken(shape.name, size, shape.channels))
    data = learnt.stored(shape.channels)
    held = held_out(folder("train"), listing.read(home / "pictures.json"), home, size, listing.DRAWN)
    far = parity(learnt, _shrunken(shape.name, size, shape.channels), data, held[..., :3])
    whole = _shrunken(shape.name, size, shape.channels)
    put(whole, unpacked(data))
    shown = home / run / file_of(size)
    hurry(whole)
    shown.write_bytes(store(whole, _listed(shape.name).weights, "int8").bytes())
    file = to or Path(f"models/portrait/{shape.name}.npz")
    build.write(recipes.ROOT / file, data)
    print(f"{file}: {len(data)} bytes; with it mattes are {far:.2f} of 255 from PyTorch's at most.")
    print(f"{shown}: for `oivis eval portrait-network --run {run}`.")
    print(f'models/manifest.toml needs:\n[models.{shape.name}.graft]\nfile = "{file}"')
    print(f'sha256 = "{sha256(data).hexdigest()}"\nbytes = {len(data)}\ndata = {json.dumps(DATA)}')


def _listed(name: str) -> Borrowed:
    from models import manifest

    listed = manifest.read()
    if name not in listed.borrowed or listed.borrowed[name].task != "portrait":
        known = ", ".join(each.name for each in listed.borrowed.values() if each.task == "portrait")
        raise ValueError(f"--network is {name!r}; it should be one of {known}.")
    return listed.borrowed[name]


def _source(name: str) -> bytes:
    from models import build, fetch, manifest

    return fetch.sources(manifest.read(), build.CACHE, lambda *_: None)[name]


def _shrunken(name: str, size: tuple[int, int], channels: Sequence[int] = ()) -> Graph:
    from models import recipes

    return recipes.shrunken(_listed(name), _source(name), size, channels=channels)


def _teacher(name: str) -> Mattes:
    """The network as it was borrowed."""
    from models import recipes
    from models.portrait.grafted import Mattes, Size

    graph = recipes.exact(_listed(name), _source(name))
    _, height, width, _ = graph.shapes()["pixels"]
    return Mattes(Size(name, height, width), graph)
