"""Layers of PyTorch as nodes of a graph, their normalisation folded in."""

from __future__ import annotations

from typing import cast

import numpy as np
from torch import nn

from models.graph import Graph

from .layers import Conv


def conv(graph: Graph, layer: Conv, value: str) -> str:
    """A convolution with its normalisation folded in."""
    weights, bias, _ = folded(layer)
    found = plain(graph, value, weights, bias, layer.conv.stride[0], layer.conv.dilation[0])
    return graph.node("Relu", [found]) if layer.is_bent else found


def folded(layer: Conv) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights and bias of a convolution with its normalisation, and what each channel was multiplied by."""
    norm = layer.norm
    assert norm.running_mean is not None and norm.running_var is not None
    mean, spread = array(norm.running_mean), np.sqrt(array(norm.running_var) + norm.eps)
    gain = array(norm.weight) / spread
    return array(layer.conv.weight) * gain[:, None, None, None], array(norm.bias) - mean * gain, gain


def plain(
    graph: Graph, value: str, weights: np.ndarray, bias: np.ndarray, stride: int = 1, dilation: int = 1
) -> str:
    """A convolution that keeps the form of the map, or its `stride`-th part."""
    names = [
        value,
        graph.constant(weights, np.float32, "weights"),
        graph.constant(bias, np.float32, "bias"),
    ]
    pad = weights.shape[-1] // 2 * dilation
    return graph.node("Conv", names, pads=[pad] * 4, strides=[stride] * 2, dilations=[dilation] * 2)


def double(graph: Graph, value: str) -> str:
    """Twice as high and wide, pixels repeated."""
    scales = graph.constant([1, 1, 2, 2], np.float32)
    # Nearest and asymmetric: each pixel four times, as PyTorch does it.
    return graph.node(
        "Resize",
        [value, "", scales],
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def array(tensor: object) -> np.ndarray:
    """The numbers of a parameter, float64."""
    return cast("nn.Parameter", tensor).detach().cpu().numpy().astype(np.float64)
