"""What the detector looks with: the borrowed palm network for fewer pixels, up to the maps its heads read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models import recipes
from models.graft import shrink
from models.graph import Graph, attribute
from models.pixels import take_pixels
from models.rows import Borrowed

from .shape import CHANNELS, STRIDES, Shape

LEVELS = ("fine", "middle", "coarse")
# What the borrowed heads say on the finest two levels, as maps: 18 numbers for each anchor, and one.
BOXES, SCORES = ("boxes-fine", "boxes-middle"), ("scores-fine", "scores-middle")


def trunk(palm: Borrowed, source: bytes, shape: Shape) -> Graph:
    """The palm network with its maps laid open, before it has learnt to see at another size.

    Parameters
    ----------
    palm : Borrowed
        Its row in the manifest.
    source : bytes
        The .tflite file that the row names.
    shape : Shape

    Returns
    -------
    Graph
        `pixels` uint8 [1, size, size, 4] in; `LEVELS` out, maps at strides 8, 16 and 32, then `BOXES` and
        `SCORES`. Its layers have the numbers that they have in the whole network, unless blocks are left out.
    """
    graph = recipes.converted(palm, source)
    shrink(graph, shape.size, shape.size, shape.narrowed)
    maps = []
    for chain, kept in zip(list(chains(graph)), shape.kept, strict=True):
        _skip(graph, chain[kept], chain[-1])
        maps.append(chain[kept])
    *_, coarse, middle, fine = maps
    heads = {of: _heads(graph, graph.withdraw(of)) for of in ("boxes", "scores")}
    for name, value, channels, stride in zip(LEVELS, (fine, middle, coarse), CHANNELS, STRIDES, strict=True):
        side = shape.size // stride
        graph.output(name, value, np.float32, (1, channels, side, side))
    for names, of in ((BOXES, "boxes"), (SCORES, "scores")):
        for name, (value, channels), stride in zip(names, heads[of], STRIDES, strict=False):
            side = shape.size // stride
            graph.output(name, value, np.float32, (1, channels, side, side))
    take_pixels(graph, np.uint8)
    # Blocks that nothing reads any more are no layers.
    graph.prune()
    return graph


def chains(graph: Graph) -> Iterator[list[str]]:
    """Residual blocks that follow each other: the value that goes into the first, and what comes of each."""
    chain: list[str] = []
    for node in list(graph.nodes):
        if node.op_type != "PRelu":
            continue
        value = _entered(graph, node.input[0])
        if value is None:
            continue
        if chain and chain[-1] != value:
            yield chain
            chain = []
        chain = [*(chain or [value]), node.output[0]]
    if chain:
        yield chain


def _heads(graph: Graph, value: str) -> list[tuple[str, int]]:
    """The maps that a list of guesses is made of, finest first, and their channels."""
    found = []
    joined = graph.producer(value)
    assert joined is not None
    for part in joined.input:
        reshape = graph.producer(part)
        assert reshape is not None
        transpose = graph.producer(reshape.input[0])
        assert transpose is not None
        head = graph.producer(transpose.input[0])
        assert head is not None
        found.append((head.output[0], len(graph.constants[head.input[2]])))
    return found


def _entered(graph: Graph, value: str) -> str | None:
    """What a block adds its two convolutions to, where `value` is such a sum."""
    added = graph.producer(value)
    if added is None or added.op_type != "Add":
        return None
    for plain, bent in (added.input, added.input[::-1]):
        dense = graph.producer(bent)
        if dense is None or dense.op_type != "Conv":
            continue
        deep = graph.producer(dense.input[0])
        is_block = deep is not None and deep.input[0] == plain and attribute(deep, "group", 1) > 1
        if is_block:
            return str(plain)
    return None


def _skip(graph: Graph, value: str, later: str) -> None:
    """Let whoever reads `later` read `value`."""
    if value != later:
        for reader in graph.consumers(later):
            reader.input[:] = [value if name == later else name for name in reader.input]
