"""What is learnt of a borrowed network, apart from what is borrowed, and how the two become one graph.

A network that looks at fewer pixels than it was trained for is wrong until it has learnt anew. What it learns
is kept as a graft: each depthwise kernel, each bias, the first and the last layers as they are now, and of
each dense layer a gain for every channel and a correction of low rank (Hu et al., "LoRA", arXiv:2106.09685),
or by how much each weight has changed. The dense weights themselves, most of the network, stay those of the
file that set-up fetches.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from models.graph import Graph, attribute
from models.pixels import size_of

# At 0.7 of the resolution three taps look about as far as five did, and onnxruntime-web has a kernel of its
# own for three: with five the landmark network takes a third longer. At more of it five stay five, as what
# looks less far has forgotten much: portrait at 224 of 256 pixels has mIoU 0.93 before it learns anything,
# and 0.87 with three.
SIDE, NARROW = 3, 0.75
# Depthwise kernels of a graft are one or the other, whatever the borrowed one's.
SIDES = (SIDE, 5)
# Nodes with weights.
LAYERS = ("Conv", "ConvTranspose", "Gemm")
# Axes of a list of guesses.
LISTED = 3


class GraftError(ValueError):
    """A graft does not fit the network; the message says where."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with weights.

    Attributes
    ----------
    node : onnx.NodeProto
        `Conv`, `ConvTranspose` or `Gemm`, as it is in the graph.
    weights : ndarray of float32
        Borrowed.
    bias : ndarray of float32, shape (channels,)
    """

    node: onnx.NodeProto
    weights: np.ndarray
    bias: np.ndarray

    @property
    def is_deep(self) -> bool:
        """Whether it is depthwise."""
        return is_deep(self.node)

    @property
    def is_dense(self) -> bool:
        """Whether its weights stay the borrowed ones, but for a gain and a correction."""
        return self.node.op_type == "Conv" and not self.is_deep and self.weights.shape[2] == 1


def is_deep(node: onnx.NodeProto) -> bool:
    """Whether a layer looks at each channel alone."""
    return attribute(node, "group", 1) > 1


def layers(graph: Graph) -> Iterator[Layer]:
    """The layers with weights, in the graph's order."""
    for node in graph.nodes:
        if node.op_type in LAYERS:
            yield Layer(node, *(graph.constants[name] for name in node.input[1:3]))


def narrow(kernel: np.ndarray, scale: float) -> np.ndarray:
    """A depthwise kernel for fewer pixels: what the borrowed one sees at so many times the resolution.

    Parameters
    ----------
    kernel : ndarray of float32, shape (channels, 1, side, side)
    scale : float
        Of the resolution, below 1: taps move nearer to the middle, and are shared by the two beside them.

    Returns
    -------
    ndarray of float32, shape (channels, 1, SIDE, SIDE)
        Its sums are those of the kernel.
    """
    half = kernel.shape[-1] // 2
    at = np.clip(np.arange(-half, half + 1) * scale, -1, 1)
    shares = np.maximum(0, 1 - np.abs(np.arange(-1, 2)[:, None] - at))
    return np.einsum("ai,bj,ckij->ckab", shares, shares, kernel).astype(np.float32)


def shrink(graph: Graph, height: int, width: int, narrowed: int | None = None) -> None:
    """Let a network take fewer pixels. It is not right yet.

    Parameters
    ----------
    graph : Graph
        As converted, NCHW; changed. Maps that come out of it shrink with what goes in, and so do lists that
        are made of maps, [1, n, numbers].
    height, width : int
    narrowed : int, optional
        How many depthwise layers, from the first on, get kernels `SIDE` wide; all below `NARROW` of the
        resolution and none above where it is not said.
    """
    (taken,) = graph.inputs
    before = size_of(taken)[2:]
    for value in [taken, *graph.outputs]:
        dims = value.type.tensor_type.shape.dim
        if [each.dim_value for each in dims][2:] == list(before):
            dims[2].dim_value, dims[3].dim_value = height, width
        elif len(dims) == LISTED:
            dims[1].dim_value = dims[1].dim_value * height * width // (before[0] * before[1])
    for node in graph.nodes:
        if node.op_type == "Reshape" and len(graph.constants[node.input[1]]) == LISTED:
            first, _, numbers = graph.constants[node.input[1]].tolist()
            node.input[1] = graph.constant([first, -1, numbers], np.int64, "shape")
    scale = height / before[0]
    deep = [layer for layer in layers(graph) if layer.is_deep]
    if narrowed is None:
        narrowed = len(deep) if scale < NARROW else 0
    for layer in deep[:narrowed]:
        _put(graph, layer, narrow(layer.weights, scale), layer.bias)


def graft(graph: Graph, learnt: Mapping[str, np.ndarray]) -> None:
    """Give a shrunken network what it has learnt.

    Parameters
    ----------
    graph : Graph
        After `shrink`; changed.
    learnt : mapping of str to ndarray
        As `read` gives it.

    Raises
    ------
    GraftError
        Where something is missing, or has another shape; names it.
    """
    for number, layer in enumerate(list(layers(graph))):
        if layer.is_dense and f"change{number}" in learnt:
            weights = layer.weights + taken(learnt, "change", number, layer.weights.shape)
        elif layer.is_dense:
            channels, inputs = layer.weights.shape[:2]
            left, right = taken(learnt, "left", number), taken(learnt, "right", number)
            gain = taken(learnt, "gain", number, (channels,))
            if left.shape != (channels, len(right)) or right.shape != (len(left[0]), inputs):
                raise GraftError(
                    f"left and right of layer {number} are {left.shape} and {right.shape}; "
                    f"they should be ({channels}, rank) and (rank, {inputs})."
                )
            weights = _sum(gain[:, None] * layer.weights[:, :, 0, 0], left, right)
            weights = weights.reshape(layer.weights.shape)
        elif layer.is_deep:
            weights = _kernel(learnt, number, layer.weights.shape[0])
        else:
            weights = taken(learnt, "weights", number, layer.weights.shape)
        _put(graph, layer, weights, taken(learnt, "bias", number, layer.bias.shape))


def read(path: Path) -> dict[str, np.ndarray]:
    """The file of a graft: `gain`, `left`, `right`, `change`, `weights`, `bias`, each with a layer's number.

    Where channels are left out, `channels` says which ones stay, see `thin.thin`.

    Returns
    -------
    dict of str to ndarray of float32
    """
    return unpacked(path.read_bytes())


def channels_of(learnt: Mapping[str, np.ndarray]) -> tuple[int, ...]:
    """Numbers of the channels that stay, as a graft has them; none where all do."""
    return tuple(int(each) for each in learnt.get("channels", ()))


def unpacked(data: bytes) -> dict[str, np.ndarray]:
    """The bytes of such a file, as `read` gives them."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        return {name: held[name].astype(np.float32) for name in held.files}


def taken(
    learnt: Mapping[str, np.ndarray], what: str, number: int, shape: tuple[int, ...] | None = None
) -> np.ndarray:
    """One array of a graft; `GraftError` where it is missing or of another shape."""
    name = f"{what}{number}"
    if name not in learnt:
        raise GraftError(f"{name} is missing; there are {', '.join(sorted(learnt)) or 'none'}.")
    found = learnt[name]
    if shape is not None and found.shape != shape:
        raise GraftError(f"{name} is {found.shape}; it should be {shape}.")
    return found


def _kernel(learnt: Mapping[str, np.ndarray], number: int, channels: int) -> np.ndarray:
    found = taken(learnt, "weights", number)
    if found.shape not in [(channels, 1, side, side) for side in SIDES]:
        raise GraftError(
            f"weights{number} is {found.shape}; it should be ({channels}, 1, side, side), "
            f"{SIDES[0]} or {SIDES[1]} a side."
        )
    return found


def _sum(weights: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    # One rank after the other, not by `@`: each processor's BLAS adds in an order of its own, and the files
    # that come of this have one sha256 on all machines.
    whole = weights.astype(np.float64)
    for column, row in zip(left.T, right, strict=True):
        whole += np.multiply.outer(column, row, dtype=np.float64)
    return whole.astype(np.float32)


def _put(graph: Graph, layer: Layer, weights: np.ndarray, bias: np.ndarray) -> None:
    node = layer.node
    node.input[1] = graph.constant(weights, np.float32, "weights")
    node.input[2] = graph.constant(bias, np.float32, "bias")
    if layer.is_deep:
        less = (layer.weights.shape[-1] - weights.shape[-1]) // 2
        for each in node.attribute:
            if each.name == "pads":
                each.ints[:] = [pad - less for pad in each.ints]
            if each.name == "kernel_shape":
                each.ints[:] = weights.shape[2:]
