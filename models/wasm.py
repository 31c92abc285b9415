"""Changes that leave the answers as they are and that onnxruntime-web's WebAssembly is quicker with."""

from __future__ import annotations

import numpy as np
import onnx

from models.graft import is_deep
from models.graph import Graph, attribute

# Kernels of so many taps a side, of maps that are no taller, are quicker with rows as channels: 0.6 of the
# time at 16 rows, 0.45 at 8 (Node, one thread). Those of three have a kernel of their own: nothing is gained.
SIDE, MARGIN, TALLEST = 5, 2, 16
# The tallest map that is enlarged by products: 0.5 to 0.7 of the time, more above.
PRODUCT = 32
# Shares of the pixels before, at and behind, that pixels of a map twice as large have.
SHARES = np.array([[0.25, 0.75, 0], [0, 0.75, 0.25]], np.float32)
COLOURS = 3


def hurry(graph: Graph) -> None:
    """All of them, of a graph that takes pixels, before its weights are stored."""
    leave_alpha(graph)
    rows_as_channels(graph)
    enlarge(graph)


def leave_alpha(graph: Graph) -> None:
    """Take alpha, where it has no weight, out of the pixels before they become numbers.

    That is a quarter of what the first convolution gathers. What was grafted has learnt to tell pixels from
    their margin by alpha, and keeps it.
    """
    (pixels,) = graph.inputs
    (transpose,) = graph.consumers(pixels.name)
    (cast,) = graph.consumers(transpose.output[0])
    readers = graph.consumers(cast.output[0])
    if any(graph.constants[conv.input[1]][:, COLOURS:].any() for conv in readers):
        return
    ends = [graph.constant([each], np.int64) for each in (0, COLOURS, 1)]
    cast.input[0] = graph.node("Slice", [transpose.output[0], *ends])
    for conv in readers:
        conv.input[1] = graph.constant(graph.constants[conv.input[1]][:, :COLOURS], label="weights")


def rows_as_channels(graph: Graph) -> None:
    """Let a depthwise convolution of a low map look along its rows alone, each of them a channel.

    What it costs there are rows, for each of its taps one, whatever their length. So for each channel all
    rows become channels of a group of their own, and a kernel of one dimension says of each row what it gives
    each other one. The file holds the weights as they were; a session makes larger ones when it is opened.
    """
    shapes = graph.shapes()
    for conv in [node for node in graph.nodes if has_low_rows(graph, node, shapes)]:
        _, channels, rows, width = shapes[conv.input[0]]
        from_to = np.arange(rows) - np.arange(rows)[:, None] + MARGIN
        # Rows that do not see each other see a row of zeros, which comes last.
        taps = np.where((from_to >= 0) & (from_to < SIDE), from_to, SIDE).reshape(-1)
        raised = graph.node("Pad", [conv.input[1], graph.constant([0] * 6 + [1, 0], np.int64)])
        chosen = graph.node("Gather", [raised, graph.constant(taps, np.int32)], axis=2)
        shape = graph.constant([channels * rows, rows, 1, SIDE], np.int64)
        weights = graph.node("Reshape", [chosen, shape])
        bias = _repeated(graph, conv.input[2], channels, rows)
        lines = graph.node(
            "Reshape", [conv.input[0], graph.constant([1, channels * rows, 1, width], np.int64)]
        )
        looked = graph.node(
            "Conv",
            [lines, weights, bias],
            group=channels,
            kernel_shape=[1, SIDE],
            pads=[0, MARGIN, 0, MARGIN],
        )
        _become(graph, conv, "Reshape", [looked, graph.constant([1, channels, rows, width], np.int64)])


def has_low_rows(graph: Graph, node: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]) -> bool:
    """Whether `rows_as_channels` is for this node; `shapes` are the graph's."""
    if node.op_type != "Conv" or not is_deep(node):
        return False
    return (
        graph.constants[node.input[1]].shape[-1] == SIDE
        and shapes[node.input[0]][2] <= TALLEST
        and list(attribute(node, "strides", [1, 1])) == [1, 1]
        and list(attribute(node, "pads", [0] * 4)) == [MARGIN] * 4
    )


def enlarge(graph: Graph) -> None:
    """Write bilinear enlargements as products with matrices or, of larger maps, as a convolution."""
    shapes = graph.shapes()
    for resize in [node for node in graph.nodes if node.op_type == "Resize"]:
        _, channels, height, width = shapes[resize.input[0]]
        if height <= PRODUCT:
            tall = graph.node("MatMul", [graph.constant(_doubling(height), np.float32), resize.input[0]])
            wide = graph.constant(_doubling(width).T, np.float32)
            _become(graph, resize, "MatMul", [tall, wide])
            continue
        kernels = np.einsum("ai,bj->abij", SHARES, SHARES).reshape(-1, 1, 3, 3)
        weights = graph.constant(np.tile(kernels, (channels, 1, 1, 1)), np.float32)
        edged = graph.node("Pad", [resize.input[0], graph.constant([0, 0, 1, 1] * 2, np.int64)], mode="edge")
        quarters = graph.node("Conv", [edged, weights], group=channels, kernel_shape=[3, 3])
        _become(graph, resize, "DepthToSpace", [quarters], blocksize=2, mode="CRD")


def _repeated(graph: Graph, value: str, channels: int, rows: int) -> str:
    """A number for each channel, for each of its rows."""
    column = graph.node("Reshape", [value, graph.constant([channels, 1], np.int64)])
    spread = graph.node("Expand", [column, graph.constant([channels, rows], np.int64)])
    return graph.node("Reshape", [spread, graph.constant([channels * rows], np.int64)])


def _doubling(side: int) -> np.ndarray:
    """What makes twice as many of so many pixels: (2 * side, side)."""
    found = np.zeros((side, 2, side), np.float32)
    for at in range(side):
        for step, shares in enumerate(SHARES.T, -1):
            found[at, :, min(max(at + step, 0), side - 1)] += shares
    return found.reshape(2 * side, side)


def _become(graph: Graph, node: onnx.NodeProto, op: str, inputs: list[str], **attributes: object) -> None:
    """Another node in the place of one: whoever reads it reads this."""
    graph.nodes.remove(node)
    graph.node(op, inputs, **attributes)
    graph.nodes[-1].output[0] = node.output[0]
