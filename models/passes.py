"""Changes to a graph that leave what it computes as it is, up to rounding."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import onnx

from models.graph import Graph, attribute

POINTWISE = {"kernel_shape": [1, 1], "strides": [1, 1], "dilations": [1, 1], "pads": [0, 0, 0, 0]}


def resize_last(graph: Graph) -> None:
    """Let a 1x1 convolution run before the bilinear enlargement that feeds it.

    The two commute: one acts on each pixel alone, the other mixes pixels with weights that sum to 1. The
    convolution then sees a quarter of the pixels: 8 % of the time of portrait in WASM, 4 % of palm.
    """
    for resize in [node for node in graph.nodes if node.op_type == "Resize"]:
        readers = graph.consumers(resize.output[0])
        if len(readers) != 1 or not is_pointwise(readers[0]):
            continue
        conv = readers[0]
        small, large = graph.fresh("conv"), conv.output[0]
        conv.input[0], resize.input[0] = resize.input[0], small
        conv.output[0], resize.output[0] = small, large


def clip_hard_swish(graph: Graph) -> None:
    """Write HardSwish as x * clip(x + 3, 0, 6) / 6: the WebGL provider has no HardSwish."""
    for swish in [node for node in graph.nodes if node.op_type == "HardSwish"]:
        x, result = swish.input[0], swish.output[0]
        graph.nodes.remove(swish)
        shifted = graph.node("Add", [x, graph.constant([3], np.float32)])
        gate = graph.node("Clip", [shifted, graph.constant(0, np.float32), graph.constant(6, np.float32)])
        sixth = graph.node("Mul", [x, graph.constant([1 / 6], np.float32)])
        graph.node("Mul", [sixth, gate])
        graph.nodes[-1].output[0] = result


def part_activations(graph: Graph) -> None:
    """Keep the WebGL provider from giving two pointwise convolutions one shader by mistake.

    onnxruntime-web 1.30 fuses an activation into the convolution before it, but leaves it out of the key of
    its shader cache: two 1x1 convolutions of equal shapes with different activations then run one shader.
    Where that would happen, write the activation so that it is not fused.
    """
    shapes = graph.shapes()
    kinds: dict[tuple[tuple[int, ...], ...], set[str]] = defaultdict(set)
    convs = [node for node in graph.nodes if is_pointwise(node)]
    for conv in convs:
        kinds[_shader_key(graph, conv, shapes)].add(_activation(graph, conv))
    for conv in convs:
        if len(kinds[_shader_key(graph, conv, shapes)]) < 2:
            continue
        for node in graph.consumers(conv.output[0]):
            if node.op_type == "Relu":
                node.op_type = "LeakyRelu"
                node.attribute.append(onnx.helper.make_attribute("alpha", 0.0))
            elif node.op_type in ("Sigmoid", "Clip"):
                node.input[0] = graph.node("Add", [conv.output[0], graph.constant([0], np.float32)])


def is_pointwise(node: onnx.NodeProto) -> bool:
    """Whether this is a convolution that looks at one pixel at a time, all channels at once."""
    if node.op_type != "Conv" or attribute(node, "group", 1) != 1:
        return False
    return all(list(attribute(node, name, value)) == value for name, value in POINTWISE.items())


def _shader_key(
    graph: Graph, conv: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    return shapes[conv.input[0]], graph.constants[conv.input[1]].shape


def _activation(graph: Graph, conv: onnx.NodeProto) -> str:
    readers = graph.consumers(conv.output[0])
    fused = len(readers) == 1 and readers[0].op_type in ("Relu", "Sigmoid", "Clip")
    return readers[0].op_type if fused else ""
