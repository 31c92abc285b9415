"""Moves the work on pixels into the graph: bytes in as the GPU reads them back, bytes out for its texture."""

from __future__ import annotations

import numpy as np
import onnx

from models.graph import Graph

FULL = np.float32(255)


def take_pixels(graph: Graph, dtype: type[np.generic]) -> None:
    """Replace the input `input`, float RGB 0..1 NCHW, by `pixels`, RGBA 0..255 NHWC.

    The scale goes into the first convolutions, where alpha gets weights of zero. Their padding stays right:
    it is zero in either scale.

    Parameters
    ----------
    graph : Graph
        Changed in place.
    dtype : type
        `numpy.uint8`, or `numpy.float32` for the WebGL provider, which has no integer tensors.

    Raises
    ------
    ValueError
        If anything but a convolution reads the input, or the input has not three channels.
    """
    value = graph.inputs.pop()
    _, channels, height, width = size_of(value)
    readers = graph.consumers(value.name)
    if channels != 3 or any(node.op_type != "Conv" for node in readers):
        kinds = ", ".join(sorted({node.op_type for node in readers}))
        raise ValueError(f"{graph.name}: {channels} channels read by {kinds}; expected 3, read by Conv")
    pixels = graph.input("pixels", dtype, (1, height, width, 4))
    planes = graph.node("Transpose", [pixels], perm=(0, 3, 1, 2))
    if dtype is not np.float32:
        planes = graph.node("Cast", [planes], to=onnx.TensorProto.FLOAT)
    for conv in readers:
        weights = graph.constants[conv.input[1]]
        rgba = np.concatenate([weights / FULL, np.zeros_like(weights[:, :1])], axis=1)
        conv.input[0], conv.input[1] = planes, graph.constant(rgba, label="weights")


def give_matte(graph: Graph, dtype: type[np.generic]) -> None:
    """Replace the output `matte`, float 0..1 [1, 1, H, W], by 0..255 [1, H, W], rounded, as `dtype`."""
    shape = size_of(graph.outputs[0])[1:]
    mask = graph.node("Reshape", [graph.withdraw("matte"), graph.constant(shape, np.int64)])
    scaled = graph.node("Mul", [mask, graph.constant([255], np.float32)])
    # Half a step up makes the cast, which cuts off, round: no GPU provider has an operator for rounding.
    raised = graph.node("Add", [scaled, graph.constant([0.5], np.float32)])
    if dtype is np.float32:
        matte = graph.node("Floor", [raised])
    else:
        matte = graph.node("Cast", [raised], to=onnx.TensorProto.UINT8)
    graph.output("matte", matte, dtype, shape)


def shape_output(graph: Graph, name: str, shape: tuple[int, ...]) -> None:
    """Give a float output this shape, the order of its elements unchanged."""
    flat = graph.withdraw(name)
    graph.output(name, graph.node("Reshape", [flat, graph.constant(shape, np.int64)]), np.float32, shape)


def size_of(value: onnx.ValueInfoProto) -> tuple[int, ...]:
    """Shape of an input or output."""
    return tuple(d.dim_value for d in value.type.tensor_type.shape.dim)
