"""Graphs of one kind of layer each, to be timed in Chromium: what a shape is chosen by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx

from models.graph import Graph

# So many of a layer follow each other, few enough that a run is seldom disturbed; what a run costs
# without any is measured too, and taken off.
TIMES = 2
SIDES_AND_CHANNELS = ((80, 16), (40, 24), (40, 48), (20, 48), (20, 96), (10, 72), (10, 144), (5, 96))
KINDS = ("3x3", "1x1", "depthwise 3x3", "depthwise 5x5", "inverted residual", "resize", "nothing")
# Of MobileNetV2's blocks: 1x1 to so many times the channels, depthwise 3x3, 1x1 back.
WIDER = 4


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of layer at one place.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    side, channels : int
        Of what it takes and gives.
    """

    kind: str
    side: int
    channels: int

    @property
    def name(self) -> str:
        """Also that of its file."""
        return f"{self.kind} {self.side} {self.channels}".replace(" ", "-")

    @property
    def macs(self) -> int:
        """Multiply-adds of one such layer."""
        area, channels = self.side**2, self.channels
        dense = area * channels * channels
        return {
            "3x3": 9 * dense,
            "1x1": dense,
            "depthwise 3x3": 9 * area * channels,
            "depthwise 5x5": 25 * area * channels,
            "inverted residual": 2 * WIDER * dense + 9 * area * WIDER * channels,
        }.get(self.kind, 0)


def layers() -> list[Layer]:
    """All that are timed; the first of each place, `nothing`, is what the others are held against."""
    return [Layer(kind, side, channels) for side, channels in SIDES_AND_CHANNELS for kind in KINDS[::-1]]


def graph(layer: Layer) -> Graph:
    """`TIMES` of a layer, weights drawn at random: uint8 [1, channels, side, side] in, their means out."""
    random = np.random.default_rng(0)
    made = Graph("layer")
    shape = (1, layer.channels, layer.side, layer.side)
    value = made.node("Cast", [made.input("pixels", np.uint8, shape)], to=onnx.TensorProto.FLOAT)

    def conv(x: str, channels: int, inputs: int, side: int, is_deep: bool = False) -> str:
        fan = side * side * (1 if is_deep else inputs)
        size = (channels, 1 if is_deep else inputs, side, side)
        weights = random.normal(0, fan**-0.5, size)
        bias = made.constant(random.normal(0, 0.1, channels), np.float32)
        group = channels if is_deep else 1
        names = [x, made.constant(weights, np.float32), bias]
        return made.node("Conv", names, pads=[side // 2] * 4, group=group)

    for _ in range(0 if layer.kind == "nothing" else TIMES):
        if layer.kind == "resize":
            # There and back, so that the layers can follow each other: the way back is nearly nothing.
            large = _resize(made, value, 2.0)
            value = made.node("MaxPool", [large], kernel_shape=[1, 1], strides=[2, 2])
            continue
        if layer.kind == "inverted residual":
            wide = WIDER * layer.channels
            inner = made.node("Relu", [conv(value, wide, layer.channels, 1)])
            inner = made.node("Relu", [conv(inner, wide, wide, 3, is_deep=True)])
            value = made.node("Add", [value, conv(inner, layer.channels, wide, 1)])
            continue
        side = int(layer.kind[-1])
        found = conv(value, layer.channels, layer.channels, side, is_deep=layer.kind.startswith("depthwise"))
        value = made.node("Relu", [found])
    mean = made.node("GlobalAveragePool", [value])
    flat = made.node("Reshape", [mean, made.constant([1, layer.channels], np.int64)])
    made.output("mean", flat, np.float32, (1, layer.channels))
    return made


def _resize(graph: Graph, value: str, scale: float) -> str:
    scales = graph.constant([1, 1, scale, scale], np.float32)
    return graph.node(
        "Resize", [value, "", scales], mode="linear", coordinate_transformation_mode="half_pixel"
    )
