"""A network with fewer channels: the same ones are left out of every map that holds them."""

from __future__ import annotations

import numpy as np

from models.graft import LAYERS
from models.graph import Graph, attribute

# What gives as many channels as it takes, each made of itself alone.
KEEPING = ("MaxPool", "Resize", "Add", "PRelu", "Relu", "Clip", "Identity")


def thin(graph: Graph, kept: np.ndarray) -> None:
    """Leave channels out of all maps inside a network of residual blocks. It is not right any more.

    Blocks hand their channels on under the same numbers, and where there come to be more, the new ones follow
    the old: so one list says it for all maps, wide or narrow.

    Parameters
    ----------
    graph : Graph
        As converted, NCHW; changed. What goes in stays as it is, and what comes out of layers that no other
        layer reads.
    kept : ndarray of int
        Numbers of the channels that stay, rising; of the widest map.

    Raises
    ------
    ValueError
        Where a node is of a kind that this does not know.
    """
    graph.prune()
    inner = _inner(graph)
    # How many channels each thinned value had.
    whole: dict[str, int] = {}
    for node in graph.nodes:
        value, result = node.input[0], node.output[0]
        stays = kept[kept < whole[value]] if value in whole else None
        if node.op_type in LAYERS:
            weights, bias = (graph.constants[name] for name in node.input[1:3])
            if attribute(node, "group", 1) > 1:
                assert stays is not None
                weights, bias, whole[result] = weights[stays], bias[stays], whole[value]
                for each in node.attribute:
                    if each.name == "group":
                        each.i = len(stays)
            else:
                if stays is not None:
                    weights = weights[:, stays]
                if node.name in inner:
                    whole[result] = len(bias)
                    mine = kept[kept < len(bias)]
                    weights, bias = weights[mine], bias[mine]
            node.input[1] = graph.constant(weights, np.float32, "weights")
            node.input[2] = graph.constant(bias, np.float32, "bias")
        elif stays is None:
            continue
        elif node.op_type == "Pad":
            pads = graph.constants[node.input[1]].copy()
            whole[result] = whole[value] + int(pads[5])
            pads[5] = len(kept[kept < whole[result]]) - len(stays)
            node.input[1] = graph.constant(pads, np.int64, "pads")
        elif node.op_type in KEEPING:
            whole[result] = whole[value]
            if node.op_type == "PRelu":
                node.input[1] = graph.constant(graph.constants[node.input[1]][stays], np.float32, "slopes")
        else:
            raise ValueError(f"{node.name} is a {node.op_type}, of which it is not known how it is thinned.")


def _inner(graph: Graph) -> set[str]:
    """Layers that another layer reads, whatever lies between."""
    found: set[str] = set()
    for node in graph.nodes:
        if node.op_type not in LAYERS:
            continue
        waiting = list(node.input[:1])
        while waiting:
            maker = graph.producer(waiting.pop())
            if maker is None or maker.name in found:
                continue
            if maker.op_type in LAYERS:
                found.add(maker.name)
            else:
                waiting += maker.input
    return found
