"""The portrait network as an ONNX graph, bytes in, bytes out: normalisation and pixels are folded in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from models.graph import Graph
from models.pixels import FULL, give_matte, take_pixels
from models.quantize import store
from models.training.folding import array, conv, double, folded, plain
from models.training.layers import Conv

from .network import Block, Context, Portrait

# Pictures on which every file is held against PyTorch.
COMPARED = 16
HALF = 127.5


def export(network: Portrait, weights: str = "exact", precision: str = "fp32") -> Graph:
    """The graph of one of the network's files.

    Parameters
    ----------
    network : Portrait
        Ready to look: its normalisation is folded into the convolutions.
    weights, precision : str
        As for `quantize.store`.

    Returns
    -------
    Graph
        `pixels` uint8 [1, height, width, 4] in, with a shape that has it `previous` uint8 [1, height, width];
        out `matte` uint8 [1, height, width], 0 background to 255 person.
    """
    shape = network.shape
    graph = Graph("portrait")
    value = _stem(graph, network)
    levels = []
    for down, blocks in zip(network.downs, network.blocks, strict=True):
        levels.append(value)
        value = conv(graph, cast(Conv, down), value)
        for block in cast(nn.Sequential, blocks):
            value = _block(graph, cast(Block, block), value)
    if network.context is not None:
        value = _context(graph, network.context, value)
    for at, (up, lateral) in enumerate(zip(network.ups, network.laterals, strict=True)):
        raised = double(graph, conv(graph, cast(Conv, up), value))
        beside = conv(graph, cast(Conv, lateral), levels[-1 - at])
        value = graph.node("Relu", [graph.node("Add", [raised, beside])])
        if at < len(network.joins):
            value = conv(graph, cast(Conv, network.joins[at]), value)
    assert network.last.bias is not None
    value = plain(graph, value, array(network.last.weight), array(network.last.bias))
    matte = graph.node("DepthToSpace", [graph.node("Sigmoid", [value])], blocksize=2, mode="CRD")
    graph.output("matte", matte, np.float32, (1, 1, shape.height, shape.width))
    _take(graph)
    give_matte(graph, np.uint8)
    return store(graph, weights, precision)


def _stem(graph: Graph, network: Portrait) -> str:
    shape = network.shape
    pixels = graph.input("input", np.float32, (1, 3, shape.height, shape.width))
    if network.before is None:
        return conv(graph, network.stem, pixels)
    weights, bias, gain = folded(network.stem)
    first = plain(graph, pixels, weights, bias, 2)
    matte = graph.input("previous", np.uint8, (1, shape.height, shape.width))
    wide = graph.node("Cast", [matte], to=onnx.TensorProto.FLOAT)
    plane = graph.node("Reshape", [wide, graph.constant([1, 1, shape.height, shape.width], np.int64)])
    mine = array(network.before.weight) * gain[:, None, None, None] / FULL
    second = plain(graph, plane, mine, np.zeros(len(mine)), 2)
    return graph.node("Relu", [graph.node("Add", [first, second])])


def _take(graph: Graph) -> None:
    """Bytes in; the matte of the frame before stays the second input."""
    others = [value for value in graph.inputs if value.name != "input"]
    graph.inputs = [value for value in graph.inputs if value.name == "input"]
    take_pixels(graph, np.uint8)
    graph.inputs += others


def _block(graph: Graph, block: Block, value: str) -> str:
    inner = value
    for part in block.parts:
        inner = conv(graph, cast(Conv, part), inner)
    return graph.node("Relu", [graph.node("Add", [value, inner])])


def _context(graph: Graph, context: Context, value: str) -> str:
    near = conv(graph, context.near, value)
    every = graph.node("Concat", [near, *(conv(graph, cast(Conv, f), near) for f in context.far)], axis=1)
    joined = conv(graph, context.join, every)
    assert context.whole.bias is not None
    mean = graph.node("GlobalAveragePool", [value])
    whole = plain(graph, mean, array(context.whole.weight), array(context.whole.bias))
    both = graph.node("Add", [graph.node("Add", [value, joined]), whole])
    return graph.node("Relu", [both])


@dataclass(frozen=True, slots=True)
class Parity:
    """How far a file's mattes are from those of PyTorch.

    Attributes
    ----------
    weights, precision : str
        Of the file.
    bytes : int
    most, mean : float
        Difference of the mattes, in steps of 255: the largest, and the mean.
    flipped : float
        Share of the pixels that one takes for a person and the other does not.
    """

    weights: str
    precision: str
    bytes: int
    most: float
    mean: float
    flipped: float


def parities(network: Portrait, pixels: np.ndarray) -> list[tuple[Parity, bytes]]:
    """Each way to store the weights, and how near it comes on pictures, uint8 (n, height, width, 3)."""
    found = []
    for weights, precision in (("exact", "fp32"), ("int8-blocks", "int8"), ("int8-channels", "int8")):
        data = export(network, weights, precision).bytes()
        found.append((Parity(weights, precision, len(data), *distances(network, data, pixels)), data))
    return found


def distances(network: Portrait, data: bytes, pixels: np.ndarray) -> tuple[float, float, float]:
    """How far a file is from PyTorch on pictures, uint8 (n, height, width, 3); as in `Parity`."""
    most, means, flips = 0.0, [], []
    before = np.zeros((1, *pixels.shape[1:3]), np.uint8)
    for picture in pixels:
        rgba = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])[None]
        feeds = {"pixels": rgba} | ({"previous": before} if network.shape.has_previous else {})
        (matte,) = _session(data).run(["matte"], feeds)
        with torch.no_grad():
            x = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
            past = torch.from_numpy(before)[None].float() / 255
            wanted = torch.sigmoid(network(x, past if network.shape.has_previous else None))[0].numpy() * 255
        far = np.abs(matte.astype(np.float64) - wanted)
        most, before = max(most, float(far.max())), matte
        means.append(float(far.mean()))
        flips.append(float(((matte > HALF) != (wanted > HALF)).mean()))
    return most, float(np.mean(means)), float(np.mean(flips))


@lru_cache(maxsize=2)
def _session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
