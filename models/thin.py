"""A network with fewer channels: which of them stand or fall together, and what is left without some."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from onnx import NodeProto

from models.graft import LAYERS, is_deep
from models.graph import Graph

# What gives the channels that it takes, each made of itself alone; where there are two, of both alike.
KEEPING = (
    *("Add", "Mul", "PRelu", "Relu", "Clip", "HardSwish", "Sigmoid"),
    *("MaxPool", "GlobalAveragePool", "Resize", "Flatten", "Identity"),
)
# Channels come before height and width.
AXIS = 1


def thin(graph: Graph, kept: np.ndarray) -> None:
    """Leave channels out. The network is not right any more.

    Parameters
    ----------
    graph : Graph
        As converted, NCHW; changed. What goes in stays as it is, and what comes out of layers that no other
        layer reads; a map that comes out has the channels that are left of it.
    kept : ndarray of int
        Numbers of the channels that stay, as `channels` gives them.

    Raises
    ------
    ValueError
        Where a node is of a kind that this does not know, or a map would be without any channel.
    """
    held = {value: np.isin(numbers, kept) for value, numbers in channels(graph).items()}
    for value, stays in held.items():
        if not stays.any():
            raise ValueError(f"No channel is left of {value}.")
    for node in graph.nodes:
        value, result = node.input[0], node.output[0]
        if node.op_type in LAYERS:
            _less(graph, node, held.get(value), held.get(result))
        elif value not in held:
            continue
        elif node.op_type == "Pad":
            pads = graph.constants[node.input[1]].copy()
            pads[pads.size // 2 + AXIS] = held[result].sum() - held[value].sum()
            node.input[1] = graph.constant(pads, np.int64, "pads")
        elif node.op_type == "PRelu":
            slopes = graph.constants[node.input[1]][held[value]]
            node.input[1] = graph.constant(slopes, np.float32, "slopes")
    for output in graph.outputs:
        if output.name in held:
            output.type.tensor_type.shape.dim[AXIS].dim_value = int(held[output.name].sum())


def channels(graph: Graph) -> dict[str, np.ndarray]:
    """The number of every channel of every map that a layer makes for another layer.

    Channels that are added, multiplied or looked at by a depthwise layer stand or fall together, and have one
    number (Fang et al., "DepGraph", CVPR 2023). They are numbered in the order in which they first appear.

    Parameters
    ----------
    graph : Graph
        As for `thin`; its nodes are sorted.

    Raises
    ------
    ValueError
        As for `thin`.
    """
    graph.prune()
    inner, owner = _inner(graph), list[int]()
    found: dict[str, np.ndarray] = {}

    def new(count: int) -> np.ndarray:
        owner.extend(range(len(owner), len(owner) + count))
        return np.arange(len(owner) - count, len(owner))

    for node in graph.nodes:
        value, result = node.input[0], node.output[0]
        if node.op_type in LAYERS:
            if is_deep(node):
                found[result] = found[value]
            elif node.name in inner:
                found[result] = new(len(graph.constants[node.input[2]]))
        elif value not in found:
            continue
        elif node.op_type == "Pad":
            more = int(graph.constants[node.input[1]][len(graph.constants[node.input[1]]) // 2 + AXIS])
            found[result] = np.concatenate([found[value], new(more)])
        elif node.op_type in KEEPING:
            found[result] = found[value]
            for other in node.input[1:]:
                if other in found:
                    _join(owner, found[value], found[other])
        else:
            raise ValueError(f"{node.name} is a {node.op_type}, of which it is not known how it is thinned.")
    first = [_root(owner, each) for each in range(len(owner))]
    numbers = np.unique(first, return_inverse=True)[1]
    return {value: numbers[mine] for value, mine in found.items()}


def _less(graph: Graph, node: NodeProto, taken: np.ndarray | None, given: np.ndarray | None) -> None:
    """A layer for those of its channels that stay; where nothing is said of them, all do."""
    weights, bias = (graph.constants[name] for name in node.input[1:3])
    # The other way round than in all other layers.
    outputs, inputs = (1, 0) if node.op_type == "ConvTranspose" else (0, 1)
    if taken is not None and not is_deep(node):
        weights = np.compress(taken, weights, axis=inputs)
    if given is not None:
        weights, bias = np.compress(given, weights, axis=outputs), bias[given]
    for each in node.attribute:
        if each.name == "group" and is_deep(node):
            each.i = len(bias)
    node.input[1] = graph.constant(weights, np.float32, "weights")
    node.input[2] = graph.constant(bias, np.float32, "bias")


def _inner(graph: Graph) -> set[str]:
    """Layers that another layer reads, whatever lies between."""
    return {maker for node in graph.nodes if node.op_type in LAYERS for maker in _makers(graph, node)}


def _makers(graph: Graph, node: NodeProto) -> Iterator[str]:
    waiting, seen = list(node.input[:1]), set[str]()
    while waiting:
        maker = graph.producer(waiting.pop())
        if maker is None or maker.name in seen:
            continue
        seen.add(maker.name)
        if maker.op_type in LAYERS:
            yield maker.name
        else:
            waiting += maker.input


def _join(owner: list[int], some: np.ndarray, others: np.ndarray) -> None:
    """Let channels be one, pair by pair; one of a single channel is shared by all."""
    for one, other in np.broadcast(some, others):
        low, high = sorted((_root(owner, int(one)), _root(owner, int(other))))
        owner[high] = low


def _root(owner: list[int], each: int) -> int:
    while owner[each] != each:
        each = owner[each]
    return each
