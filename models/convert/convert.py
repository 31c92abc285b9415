"""Walks a .tflite file and makes the ONNX graph that computes the same."""

from __future__ import annotations

import numpy as np

from models.convert import ops
from models.convert.reader import Operator, Reader
from models.graph import Graph

TO_NCHW = (0, 3, 1, 2)
TO_NHWC = (0, 2, 3, 1)


class UnsupportedError(ValueError):
    """The file has an operator that the converter does not know."""


class Converter:
    """State of one conversion: which ONNX value or constant each TFLite tensor became.

    Tensors of rank 4 are NCHW in the graph; others keep their TFLite shape.
    """

    def __init__(self, reader: Reader, graph: Graph) -> None:
        self.reader = reader
        self.graph = graph
        self.values: dict[int, str] = {}
        self.folded: dict[int, np.ndarray] = {}

    def constant(self, tensor: int) -> np.ndarray | None:
        """Value of a constant, in float32 where it is stored in float16; none if computed or absent."""
        if tensor in self.folded:
            return self.folded[tensor]
        value = self.reader.constant(tensor)
        return value.astype(np.float32) if value is not None and value.dtype == np.float16 else value

    def value(self, tensor: int) -> str:
        """Name of a tensor in the graph, NCHW if of rank 4."""
        if tensor in self.values:
            return self.values[tensor]
        array = self.constant(tensor)
        if array is None:
            raise ValueError(f"{self.graph.name}: tensor {tensor} is read before it is made")
        return self.graph.constant(array.transpose(TO_NCHW) if array.ndim == 4 else array)

    def flat(self, tensor: int) -> str:
        """Name of a value whose elements lie in TFLite's order (NHWC), ready for a Reshape."""
        shape = self.reader.shape(tensor)
        if len(shape) == 4 and shape[3] != 1 and shape[1] * shape[2] != 1:
            return self.graph.node("Transpose", [self.value(tensor)], perm=TO_NHWC)
        return self.value(tensor)


def convert(data: bytes, name: str, outputs: list[str]) -> Graph:
    """Convert a .tflite network to an ONNX graph.

    Parameters
    ----------
    data : bytes
        The .tflite file. Weights in float16 or float32, activations in float32.
    name : str
        Name of the graph.
    outputs : list of str
        Names for the outputs, in the file's order.

    Returns
    -------
    Graph
        Input `input`, float32, NCHW; outputs float32, NCHW where of rank 4.

    Raises
    ------
    UnsupportedError
        Naming the operator that is not known, and those that are.
    ValueError
        If the data is not a .tflite file with one input, or the names do not match its outputs.
    """
    reader = Reader(data)
    if len(reader.inputs) != 1 or len(reader.outputs) != len(outputs):
        raise ValueError(
            f"{name}: {len(reader.inputs)} inputs and {len(reader.outputs)} outputs in the file; "
            f"expected 1 input and the outputs {', '.join(outputs)}"
        )
    graph = Graph(name)
    converter = Converter(reader, graph)
    converter.values[reader.inputs[0]] = graph.input(
        "input", np.float32, nchw(reader.shape(reader.inputs[0]))
    )
    for operator in reader.operators():
        _convert(converter, operator)
    for tensor, output in zip(reader.outputs, outputs, strict=True):
        graph.output(output, converter.value(tensor), np.float32, nchw(reader.shape(tensor)))
    return graph


def nchw(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Shape of a tensor in the graph."""
    return tuple(shape[axis] for axis in TO_NCHW) if len(shape) == 4 else shape


def _convert(converter: Converter, operator: Operator) -> None:
    if operator.kind == "DEQUANTIZE":
        constant = converter.constant(operator.inputs[0])
        if constant is None or constant.dtype != np.float32:
            raise UnsupportedError("DEQUANTIZE of anything but a float16 constant is not known")
        converter.folded[operator.outputs[0]] = constant
        return
    make = ops.TABLE.get(operator.kind)
    if make is None:
        known = ", ".join(sorted([*ops.TABLE, "DEQUANTIZE"]))
        raise UnsupportedError(
            f"{converter.graph.name}: operator {operator.kind} is not known; known: {known}"
        )
    converter.values[operator.outputs[0]] = make(converter, operator)
