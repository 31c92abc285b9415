"""Fewer bits for weights. Computation stays in float32: a session expands them once, when it is made.

A model's *weights* say which network it is, the same for every provider:

`exact`          as borrowed; float16 holds them without loss
`int8-blocks`    dense convolutions rounded to int8, one scale for up to 32 weights
`int8-channels`  the same with one scale for each output channel

Its *precision* says how a file stores them, without loss: `int8` (only rounded ones), `fp16` or `fp32`.
"""

from __future__ import annotations

import numpy as np
import onnx

from models.graph import Graph, attribute
from models.manifest import PRECISIONS, WEIGHTS

# Most weights that share a scale; none is all those of a channel.
BLOCKS: dict[str, int | None] = {"int8-blocks": 32, "int8-channels": None}
SMALLEST_BLOCK = 8
LARGEST = 127
# Fewer weights than these are not worth their scales.
FEWEST = 1024
# A block's largest weight may be cut to gain resolution for the others: tried from none to a sixth off.
CUTS = (1.0, 0.97, 0.94, 0.9, 0.86, 0.82)
# Scales of four significant bits: times seven bits of weight, float16 holds the product without loss.
SCALE_STEPS = 16
SMALLEST_SCALE = 2.0**-21


def store(graph: Graph, weights: str, precision: str) -> Graph:
    """A copy of the graph with these weights, stored in this precision.

    Parameters
    ----------
    graph : Graph
        Exact weights, in float32.
    weights : str
        One of `WEIGHTS`.
    precision : str
        One of `PRECISIONS`.

    Raises
    ------
    ValueError
        If either is not known, or exact weights are to be stored in int8.
    """
    if weights not in WEIGHTS or precision not in PRECISIONS:
        known = f"{', '.join(WEIGHTS)} in {', '.join(PRECISIONS)}"
        raise ValueError(f"weights {weights!r} in {precision!r} are not known; known: {known}")
    if weights == "exact" and precision == "int8":
        raise ValueError("exact weights cannot be stored in int8: store them in fp16, or round them first")
    twin = graph.copy()
    for name, value in graph.constants.items():
        is_rounded = weights in BLOCKS and _is_dense(twin, name)
        if is_rounded:
            integers, scales = quantize(value, BLOCKS[weights])
            if precision == "int8":
                _replace(twin, name, _integers(twin, integers, scales, value.shape))
                continue
            value = (integers * scales.astype(np.float32)).reshape(value.shape)
        half = _halved(value) if precision != "fp32" else None
        if half is not None:
            _replace(twin, name, _widen(twin, half, "half"))
        elif is_rounded:
            _replace(twin, name, twin.constant(value, label="weights"))
    return twin


def quantize(weights: np.ndarray, block: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Weights as integers and scales, with the least squared error in each block.

    Parameters
    ----------
    weights : ndarray of float32, shape (M, ...)
    block : int or None
        Most weights that share a scale: the largest divisor of a channel's weights up to this is taken,
        unless that is under 8. None: one scale for each of the M channels.

    Returns
    -------
    integers : ndarray of int8, shape (M, blocks, size), -127..127
    scales : ndarray of float16, shape (M, blocks, 1)
        ``integers * scales`` are the weights, exactly so in float16 too.

    Notes
    -----
    Only element by element operations, sums included, so that every machine gets the same bytes.
    """
    rows, columns = len(weights), weights[0].size
    size = columns if block is None else _divisor(columns, block)
    blocks = weights.reshape(rows, columns // size, size)
    peaks = np.abs(blocks).max(axis=-1, keepdims=True)
    least = np.full(peaks.shape, np.inf, np.float32)
    best = np.zeros(blocks.shape, np.int8)
    best_scales = np.ones(peaks.shape, np.float16)
    for cut in CUTS:
        scales = _scales(peaks * np.float32(cut / LARGEST))
        integers = np.clip(np.round(blocks / scales), -LARGEST, LARGEST)
        errors = _sum_of_squares(integers * scales - blocks)
        better = errors < least
        least = np.where(better, errors, least)
        best = np.where(better, integers.astype(np.int8), best)
        best_scales = np.where(better, scales.astype(np.float16), best_scales)
    return best, best_scales


def _scales(wanted: np.ndarray) -> np.ndarray:
    """The next larger scale of few bits: float32."""
    mantissas, exponents = np.frexp(wanted)
    rounded = np.ldexp(np.ceil(mantissas * SCALE_STEPS) / SCALE_STEPS, exponents)
    return np.maximum(rounded, SMALLEST_SCALE).astype(np.float32)


def _is_dense(graph: Graph, name: str) -> bool:
    """Whether these are the weights of convolutions that mix channels, and many enough."""
    return graph.constants[name].size >= FEWEST and all(
        node.op_type in ("Conv", "Gemm") and node.input[1] == name and attribute(node, "group", 1) == 1
        for node in graph.consumers(name)
    )


def _halved(value: np.ndarray) -> np.ndarray | None:
    """The value in float16, where that is the same."""
    if value.dtype != np.float32 or value.size < 2:
        return None
    with np.errstate(over="ignore"):
        half = value.astype(np.float16)
    return half if np.array_equal(half.astype(np.float32), value) else None


def _integers(graph: Graph, integers: np.ndarray, scales: np.ndarray, shape: tuple[int, ...]) -> str:
    wide = _widen(graph, integers, "integers")
    product = graph.node("Mul", [wide, _widen(graph, scales, "scales")])
    return graph.node("Reshape", [product, graph.constant(shape, np.int64)])


def _widen(graph: Graph, value: np.ndarray, label: str) -> str:
    return graph.node("Cast", [graph.constant(value, label=label)], to=onnx.TensorProto.FLOAT)


def _replace(graph: Graph, old: str, new: str) -> None:
    for node in graph.consumers(old):
        for index, value in enumerate(node.input):
            if value == old:
                node.input[index] = new


def _divisor(columns: int, block: int) -> int:
    size = next(size for size in range(min(block, columns), 0, -1) if columns % size == 0)
    return size if size >= SMALLEST_BLOCK else columns


def _sum_of_squares(values: np.ndarray) -> np.ndarray:
    """Over the last axis, one after the other: a reduction's order may differ from machine to machine."""
    total = np.zeros((*values.shape[:-1], 1), np.float32)
    for index in range(values.shape[-1]):
        total[..., 0] += values[..., index] * values[..., index]
    return total
