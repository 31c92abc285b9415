"""The shrunken network in PyTorch: its graph, walked; what may change of it, as a graft keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from onnx import NodeProto
from torch import Tensor, nn
from torch.nn import functional

from models.graph import Graph, attribute

from .graft import Layer, layers, taken

RANK = 8
BYTES = 255.0


class Learnt(nn.Module):
    """Weights and bias of a layer, as far as they may change.

    Every number that changes is counted in the borrowed weights' own mean size: one learning rate fits all.
    """

    borrowed: Tensor
    ground: Tensor

    def __init__(self, layer: Layer, rank: int) -> None:
        super().__init__()
        self.register_buffer("borrowed", torch.from_numpy(layer.weights.copy()), persistent=False)
        self.register_buffer("ground", torch.from_numpy(layer.bias.copy()), persistent=False)
        self.unit = _size(layer.weights)
        self.bias_unit = max(_size(layer.bias), self.unit)
        self.bias = nn.Parameter(torch.zeros(layer.bias.shape))
        self.is_dense = layer.is_dense
        if layer.is_dense:
            channels, inputs = layer.weights.shape[:2]
            self.gain = nn.Parameter(torch.zeros(channels))
            self.left = nn.Parameter(torch.zeros(channels, rank))
            self.right = nn.Parameter(torch.randn(rank, inputs) * rank**-0.5)
        else:
            self.change = nn.Parameter(torch.zeros(layer.weights.shape))

    def weights(self) -> Tensor:
        """As they are now."""
        if not self.is_dense:
            return self.borrowed + self.unit * self.change
        gain = (1 + self.gain)[:, None, None, None] * self.borrowed
        return gain + self.unit * (self.left @ self.right)[:, :, None, None]

    def offsets(self) -> Tensor:
        """The bias as it is now."""
        return self.ground + self.bias_unit * self.bias

    def take(self, number: int, learnt: Mapping[str, np.ndarray]) -> None:
        """Begin with what a graft holds of the layer of this number."""
        given = {
            name: torch.from_numpy(taken(learnt, name, number, value.shape))
            for name, value in self.kept().items()
        }
        with torch.no_grad():
            self.bias.copy_((given["bias"] - self.ground) / self.bias_unit)
            if self.is_dense:
                self.gain.copy_(given["gain"] - 1)
                self.left.copy_(given["left"] / self.unit)
                self.right.copy_(given["right"])
            else:
                self.change.copy_((given["weights"] - self.borrowed) / self.unit)

    def kept(self) -> dict[str, np.ndarray]:
        """As a graft keeps it, in float16."""
        if self.is_dense:
            found = {"gain": 1 + self.gain, "left": self.unit * self.left, "right": self.right}
        else:
            found = {"weights": self.weights()}
        found["bias"] = self.offsets()
        return {name: each.detach().cpu().numpy().astype(np.float16) for name, each in found.items()}


class Landmarks(nn.Module):
    """A shrunken landmark network.

    Parameters
    ----------
    graph : Graph
        After `graft.shrink`.
    rank : int
        Of what is added to dense layers.
    """

    def __init__(self, graph: Graph, rank: int = RANK) -> None:
        super().__init__()
        self._nodes = list(graph.model().graph.node)
        self._bounds = graph.constants
        self._outputs = [output.name for output in graph.outputs]
        self.layers = nn.ModuleList(Learnt(layer, rank) for layer in layers(graph))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """What is seen in crops.

        Parameters
        ----------
        x : Tensor of float32, shape (B, 3, side, side)
            RGB, 0..255.

        Returns
        -------
        landmarks : Tensor, shape (B, 21, 3)
            Pixels of the borrowed network's input.
        presence, handedness : Tensor, shape (B,)
            Logits.
        world : Tensor, shape (B, 21, 3)
            Metres.
        features : Tensor, shape (B, channels)
            What the last layers look at.
        """
        full = functional.pad(x, (0, 0, 0, 0, 0, 1), value=BYTES)
        values: dict[str, Tensor] = {"pixels": full}
        number, features = 0, x
        for node in self._nodes:
            value = values.get(node.input[0], full)
            if node.op_type in ("Conv", "Gemm"):
                layer = cast(Learnt, self.layers[number])
                number += 1
                found = _conv(node, value, layer) if node.op_type == "Conv" else _gemm(value, layer)
            elif node.op_type == "Clip":
                low, high = (float(self._bounds[name]) for name in node.input[1:])
                # Faster on the way back than `clamp`.
                found = functional.hardtanh(value, low, high)
            elif node.op_type == "Add":
                found = value + values[node.input[1]]
            elif node.op_type == "MaxPool":
                found = functional.max_pool2d(value, attribute(node, "kernel_shape"))
            elif node.op_type == "GlobalAveragePool":
                found = features = value.mean((2, 3))
            elif node.op_type == "Reshape" and value.shape[1] > 1:
                found = value.reshape(-1, 21, 3)
            elif node.op_type in ("Transpose", "Cast", "Flatten", "Sigmoid", "Reshape"):
                found = value
            else:
                raise ValueError(f"{node.op_type} is not known here; {node.name} needs it.")
            values[node.output[0]] = found
        landmarks, presence, right, world = (values[name] for name in self._outputs)
        return landmarks, presence[:, 0], right[:, 0], world, features.flatten(1)

    def take(self, learnt: Mapping[str, np.ndarray]) -> None:
        """Begin with a graft as `graft.read` gives it; `GraftError` where it has another rank."""
        for number, layer in enumerate(self.layers):
            cast(Learnt, layer).take(number, learnt)

    def kept(self) -> dict[str, np.ndarray]:
        """The graft: float16 by name."""
        return {
            f"{name}{number}": value
            for number, layer in enumerate(self.layers)
            for name, value in cast(Learnt, layer).kept().items()
        }


def _conv(node: NodeProto, value: Tensor, layer: Learnt) -> Tensor:
    top, left, bottom, right = attribute(node, "pads", [0] * 4)
    stride, group = attribute(node, "strides", [1, 1]), attribute(node, "group", 1)
    if (top, left) != (bottom, right):
        value, top, left = functional.pad(value, (left, right, top, bottom)), 0, 0
    return functional.conv2d(value, layer.weights(), layer.offsets(), stride, (top, left), 1, group)


def _gemm(value: Tensor, layer: Learnt) -> Tensor:
    return functional.linear(value, layer.weights(), layer.offsets())


def _size(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64)))) or 1.0
