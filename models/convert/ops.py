"""One function per TFLite operator: adds its ONNX nodes and returns the name of what they make.

Numbers in `operator.inputs` follow the TFLite schema: data, weights, bias for convolutions, and so on.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import tflite

from models.convert.reader import Operator

if TYPE_CHECKING:
    from models.convert.convert import Converter

SAME = tflite.Padding.SAME
# In a custom operator's options padding is the C API's enum, which starts at 1, not the schema's.
CUSTOM_SAME = 1


def conv(c: Converter, operator: Operator) -> str:
    """CONV_2D; more input channels than the weights have makes it grouped."""
    options = operator.options(tflite.Conv2DOptions)
    weights = _weights(c, operator)
    groups = c.reader.shape(operator.inputs[0])[3] // weights.shape[3]
    return _conv(c, operator, options, weights.transpose(0, 3, 1, 2), groups)


def depthwise(c: Converter, operator: Operator) -> str:
    """DEPTHWISE_CONV_2D: a convolution with as many groups as channels."""
    options = operator.options(tflite.DepthwiseConv2DOptions)
    channels = c.reader.shape(operator.inputs[0])[3]
    return _conv(c, operator, options, _weights(c, operator).transpose(3, 0, 1, 2), channels)


def transposed_conv(c: Converter, operator: Operator) -> str:
    """MediaPipe's Convolution2DTransposeBias: a transposed convolution that has a bias."""
    padding, stride_w, stride_h = struct.unpack_from("<3i", operator.custom())
    weights = _weights(c, operator)
    if padding == CUSTOM_SAME and weights.shape[1:3] != (stride_h, stride_w):
        raise ValueError("Convolution2DTransposeBias with overlapping kernels is not known")
    inputs = [
        c.value(operator.inputs[0]),
        c.graph.constant(weights.transpose(3, 0, 1, 2), label="weights"),
        c.graph.constant(c.constant(operator.inputs[2]), label="bias"),
    ]
    return c.graph.node(
        "ConvTranspose", inputs, kernel_shape=weights.shape[1:3], strides=[stride_h, stride_w]
    )


def dense(c: Converter, operator: Operator) -> str:
    """FULLY_CONNECTED; what is not a matrix is laid flat first."""
    options = operator.options(tflite.FullyConnectedOptions)
    weights = _weights(c, operator)
    data = c.flat(operator.inputs[0])
    if len(c.reader.shape(operator.inputs[0])) != 2:
        data = c.graph.node("Reshape", [data, c.graph.constant([-1, weights.shape[1]], np.int64)])
    inputs = [data, c.graph.constant(weights, label="weights"), *_bias(c, operator)]
    return _activated(c, c.graph.node("Gemm", inputs, transB=1), options)


def add(c: Converter, operator: Operator) -> str:
    """ADD with its fused activation."""
    return _binary(c, operator, "Add", tflite.AddOptions)


def multiply(c: Converter, operator: Operator) -> str:
    """MUL with its fused activation."""
    return _binary(c, operator, "Mul", tflite.MulOptions)


def relu(c: Converter, operator: Operator) -> str:
    """RELU."""
    return c.graph.node("Relu", [c.value(operator.inputs[0])])


def logistic(c: Converter, operator: Operator) -> str:
    """LOGISTIC."""
    return c.graph.node("Sigmoid", [c.value(operator.inputs[0])])


def hard_swish(c: Converter, operator: Operator) -> str:
    """HARD_SWISH."""
    return c.graph.node("HardSwish", [c.value(operator.inputs[0])])


def prelu(c: Converter, operator: Operator) -> str:
    """PRELU with one slope per channel; a slope of zero everywhere is RELU."""
    slope = c.constant(operator.inputs[1])
    if slope is None:
        raise ValueError("PRELU with a computed slope is not known")
    slope = slope.reshape(-1, 1, 1)
    if not slope.any():
        return relu(c, operator)
    return c.graph.node("PRelu", [c.value(operator.inputs[0]), c.graph.constant(slope, label="slope")])


def max_pool(c: Converter, operator: Operator) -> str:
    """MAX_POOL_2D."""
    options = operator.options(tflite.Pool2DOptions)
    kernel = (options.FilterHeight(), options.FilterWidth())
    pooled = c.graph.node(
        "MaxPool",
        [c.value(operator.inputs[0])],
        kernel_shape=kernel,
        strides=[options.StrideH(), options.StrideW()],
        pads=_pads(c, operator, options, kernel, (1, 1)),
    )
    return _activated(c, pooled, options)


def average_pool(c: Converter, operator: Operator) -> str:
    """AVERAGE_POOL_2D over the whole map."""
    options = operator.options(tflite.Pool2DOptions)
    if (options.FilterHeight(), options.FilterWidth()) != c.reader.shape(operator.inputs[0])[1:3]:
        raise ValueError("AVERAGE_POOL_2D over less than the whole map is not known")
    return c.graph.node("GlobalAveragePool", [c.value(operator.inputs[0])])


def mean(c: Converter, operator: Operator) -> str:
    """MEAN over height and width, which are kept or dropped."""
    axes = c.constant(operator.inputs[1])
    if axes is None or sorted(int(axis) % 4 for axis in np.atleast_1d(axes)) != [1, 2]:
        raise ValueError("MEAN over axes other than height and width is not known")
    pooled = c.graph.node("GlobalAveragePool", [c.value(operator.inputs[0])])
    if len(c.reader.shape(operator.outputs[0])) == 2:
        return c.graph.node("Flatten", [pooled], axis=1)
    return pooled


def pad(c: Converter, operator: Operator) -> str:
    """PAD of a map with zeros, in any of its axes."""
    before_after = c.constant(operator.inputs[1])
    if before_after is None or before_after.shape != (4, 2):
        raise ValueError("PAD of anything but a map is not known")
    amounts = before_after[[0, 3, 1, 2]].T.reshape(-1)
    return c.graph.node("Pad", [c.value(operator.inputs[0]), c.graph.constant(amounts, np.int64)])


def resize(c: Converter, operator: Operator) -> str:
    """RESIZE_BILINEAR in its three ways to place the pixels."""
    options = operator.options(tflite.ResizeBilinearOptions)
    source, target = c.reader.shape(operator.inputs[0]), c.reader.shape(operator.outputs[0])
    mode = "asymmetric"
    if options.AlignCorners():
        mode = "align_corners"
    elif options.HalfPixelCenters():
        mode = "half_pixel"
    scales = c.graph.constant([1, 1, target[1] / source[1], target[2] / source[2]], np.float32, "scales")
    return c.graph.node(
        "Resize",
        [c.value(operator.inputs[0]), "", scales],
        mode="linear",
        coordinate_transformation_mode=mode,
    )


def concatenate(c: Converter, operator: Operator) -> str:
    """CONCATENATION."""
    rank = len(c.reader.shape(operator.outputs[0]))
    axis = operator.options(tflite.ConcatenationOptions).Axis() % rank
    if rank == 4:
        axis = (0, 2, 3, 1)[axis]
    return c.graph.node("Concat", [c.value(tensor) for tensor in operator.inputs], axis=axis)


def reshape(c: Converter, operator: Operator) -> str:
    """RESHAPE to anything but a map."""
    shape = c.reader.shape(operator.outputs[0])
    if len(shape) == 4:
        raise ValueError("RESHAPE to a map is not known")
    return c.graph.node("Reshape", [c.flat(operator.inputs[0]), c.graph.constant(shape, np.int64)])


TABLE: dict[str, Callable[[Converter, Operator], str]] = {
    "ADD": add,
    "AVERAGE_POOL_2D": average_pool,
    "CONCATENATION": concatenate,
    "CONV_2D": conv,
    "Convolution2DTransposeBias": transposed_conv,
    "DEPTHWISE_CONV_2D": depthwise,
    "FULLY_CONNECTED": dense,
    "HARD_SWISH": hard_swish,
    "LOGISTIC": logistic,
    "MAX_POOL_2D": max_pool,
    "MEAN": mean,
    "MUL": multiply,
    "PAD": pad,
    "PRELU": prelu,
    "RELU": relu,
    "RESHAPE": reshape,
    "RESIZE_BILINEAR": resize,
}


def _weights(c: Converter, operator: Operator) -> np.ndarray:
    weights = c.constant(operator.inputs[1])
    if weights is None or weights.dtype != np.float32:
        raise ValueError(f"{operator.kind}: only constant float weights are known")
    return weights


def _bias(c: Converter, operator: Operator) -> list[str]:
    bias = c.constant(operator.inputs[2]) if len(operator.inputs) > 2 else None
    return [] if bias is None else [c.graph.constant(bias, label="bias")]


def _conv(c: Converter, operator: Operator, options: Any, weights: np.ndarray, groups: int) -> str:
    kernel = weights.shape[2:]
    dilations = (options.DilationHFactor(), options.DilationWFactor())
    convolved = c.graph.node(
        "Conv",
        [c.value(operator.inputs[0]), c.graph.constant(weights, label="weights"), *_bias(c, operator)],
        kernel_shape=kernel,
        strides=[options.StrideH(), options.StrideW()],
        pads=_pads(c, operator, options, kernel, dilations),
        dilations=dilations,
        group=groups,
    )
    return _activated(c, convolved, options)


def _binary(c: Converter, operator: Operator, op: str, schema: type) -> str:
    result = c.graph.node(op, [c.value(tensor) for tensor in operator.inputs])
    return _activated(c, result, operator.options(schema))


def _activated(c: Converter, value: str, options: Any) -> str:
    kind = options.FusedActivationFunction()
    if kind == tflite.ActivationFunctionType.NONE:
        return value
    if kind == tflite.ActivationFunctionType.RELU:
        return c.graph.node("Relu", [value])
    if kind == tflite.ActivationFunctionType.RELU6:
        return c.graph.node("Clip", [value, c.graph.constant(0, np.float32), c.graph.constant(6, np.float32)])
    raise ValueError(f"fused activation {kind} is not known; known: none (0), relu (1), relu6 (3)")


def _pads(
    c: Converter, operator: Operator, options: Any, kernel: tuple[int, ...], dilations: tuple[int, int]
) -> list[int]:
    """TFLite's padding as ONNX's: top, left, bottom, right. Where it is odd, the larger part comes last."""
    if options.Padding() != SAME:
        return [0, 0, 0, 0]
    sizes = c.reader.shape(operator.inputs[0])[1:3]
    strides = (options.StrideH(), options.StrideW())
    totals = [
        max((-(-size // stride) - 1) * stride + (k - 1) * dilation + 1 - size, 0)
        for size, stride, k, dilation in zip(sizes, strides, kernel, dilations, strict=True)
    ]
    return [total // 2 for total in totals] + [total - total // 2 for total in totals]
