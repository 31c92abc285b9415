"""What the detector looks with: the borrowed palm network for fewer pixels, up to the maps its heads read."""

from __future__ import annotations

import numpy as np

from models import recipes
from models.graft import shrink
from models.graph import Graph
from models.pixels import take_pixels
from models.rows import Borrowed
from models.thin import thin

from .shape import STRIDES, Shape

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
        `SCORES`. Its layers have the numbers that they have in the whole network.
    """
    graph = recipes.converted(palm, source)
    shrink(graph, shape.size, shape.size, shape.narrowed)
    if shape.channels:
        thin(graph, np.array(shape.channels))
    heads = {of: _heads(graph, graph.withdraw(of)) for of in ("boxes", "scores")}
    fine, middle = (_read(graph, value) for value, _ in heads["boxes"])
    coarse = _enlarged(graph)
    for name, value, channels, stride in zip(
        LEVELS, (fine, middle, coarse), shape.widths, STRIDES, strict=True
    ):
        side = shape.size // stride
        graph.output(name, value, np.float32, (1, channels, side, side))
    for names, of in ((BOXES, "boxes"), (SCORES, "scores")):
        for name, (value, channels), stride in zip(names, heads[of], STRIDES, strict=False):
            side = shape.size // stride
            graph.output(name, value, np.float32, (1, channels, side, side))
    take_pixels(graph, np.uint8)
    return graph


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


def _read(graph: Graph, value: str) -> str:
    """What the node reads that makes `value`."""
    maker = graph.producer(value)
    assert maker is not None
    return str(maker.input[0])


def _enlarged(graph: Graph) -> str:
    """The coarsest map: the way up to the finer ones begins with it, a layer before it is enlarged."""
    first = next(node for node in graph.nodes if node.op_type == "Resize")
    return _read(graph, first.input[0])
