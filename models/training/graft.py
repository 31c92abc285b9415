"""A shrunken network in PyTorch: its graph, walked; what may change of it, as a graft keeps it."""

from __future__ import annotations

import io
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from onnx import NodeProto
from torch import Tensor, nn
from torch.nn import functional

from models.graft import Layer, layers, taken
from models.graph import Graph, attribute

RANK = 8
BYTES = 255.0


class Learnt(nn.Module):
    """Weights and bias of a layer, as far as they may change.

    Every number that changes is counted in the borrowed weights' own mean size: one learning rate fits all.

    Parameters
    ----------
    layer : Layer
    rank : int
        Of what is added to dense weights; 0 where each of them may change.
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
        self.is_dense, self.is_low = layer.is_dense, layer.is_dense and rank > 0
        if self.is_low:
            channels, inputs = layer.weights.shape[:2]
            self.gain = nn.Parameter(torch.zeros(channels))
            self.left = nn.Parameter(torch.zeros(channels, rank))
            self.right = nn.Parameter(torch.randn(rank, inputs) * rank**-0.5)
        else:
            self.change = nn.Parameter(torch.zeros(layer.weights.shape))

    def weights(self) -> Tensor:
        """As they are now."""
        if not self.is_low:
            return self.borrowed + self.unit * self.change
        gain = (1 + self.gain)[:, None, None, None] * self.borrowed
        return gain + self.unit * (self.left @ self.right)[:, :, None, None]

    def offsets(self) -> Tensor:
        """The bias as it is now."""
        return self.ground + self.bias_unit * self.bias

    def become(self, weights: Tensor, bias: Tensor) -> None:
        """Begin with other weights than the borrowed ones; `ValueError` where only some could be reached."""
        if self.is_low:
            raise ValueError("Weights that change by a rank cannot become any others.")
        with torch.no_grad():
            self.change.copy_((weights - self.borrowed) / self.unit)
            self.bias.copy_((bias - self.ground) / self.bias_unit)

    def take(self, number: int, learnt: Mapping[str, np.ndarray]) -> None:
        """Begin with what a graft holds of the layer of this number."""
        given = {
            name: torch.from_numpy(taken(learnt, name, number, value.shape))
            for name, value in self.kept().items()
        }
        with torch.no_grad():
            self.bias.copy_((given["bias"] - self.ground) / self.bias_unit)
            if self.is_low:
                self.gain.copy_(given["gain"] - 1)
                self.left.copy_(given["left"] / self.unit)
                self.right.copy_(given["right"])
            elif self.is_dense:
                self.change.copy_(given["change"] / self.unit)
            else:
                self.change.copy_((given["weights"] - self.borrowed) / self.unit)

    def kept(self) -> dict[str, np.ndarray]:
        """As a graft keeps it, in float16."""
        if self.is_low:
            found = {"gain": 1 + self.gain, "left": self.unit * self.left, "right": self.right}
        elif self.is_dense:
            found = {"change": self.unit * self.change}
        else:
            found = {"weights": self.weights()}
        found["bias"] = self.offsets()
        return {name: each.detach().cpu().numpy().astype(np.float16) for name, each in found.items()}


# A layer of a walk: its node, itself, and the values before it, by name.
Before = Callable[[NodeProto, Learnt, Mapping[str, Tensor]], None]


class Grafted(nn.Module):
    """A shrunken network that may learn what a graft can hold.

    Parameters
    ----------
    graph : Graph
        Bytes in, as `recipes.shrunken` gives it.
    rank : int
        Of what is added to dense layers, as for `Learnt`.
    """

    def __init__(self, graph: Graph, rank: int = RANK) -> None:
        super().__init__()
        self._nodes = list(graph.model().graph.node)
        self._constants = graph.constants
        self._multiplied = {name for node in self._nodes if node.op_type == "Mul" for name in node.input}
        self._input = graph.inputs[0].name
        self.outputs = [output.name for output in graph.outputs]
        found = list(layers(graph))
        self._numbers = {layer.node.name: number for number, layer in enumerate(found)}
        self.layers = nn.ModuleList(Learnt(layer, rank) for layer in found)
        self._slopes = {
            node.output[0]: torch.from_numpy(self._constants[node.input[1]].reshape(-1).copy())
            for node in self._nodes
            if node.op_type == "PRelu"
        }

    def walk(
        self, x: Tensor, before: Before | None = None, known: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Every value of the graph by its name; a sigmoid that ends it is left out, so that logits come out.

        Parameters
        ----------
        x : Tensor of float32, shape (B, 3, height, width)
            RGB, 0..255.
        before : callable, optional
            Told of each layer and of all values so far; it may change the layer.
        known : mapping of str to Tensor, optional
            Values that are taken as they are, and their layers are not told of.
        """
        values = {self._input: functional.pad(x, (0, 0, 0, 0, 0, 1), value=BYTES), **(known or {})}
        for node in self._nodes:
            if node.output[0] in values:
                continue
            if before and node.name in self._numbers:
                before(node, self._layer(node), values)
            values[node.output[0]] = self._value(node, values)
        return values

    def _layer(self, node: NodeProto) -> Learnt:
        return cast(Learnt, self.layers[self._numbers[node.name]])

    def _value(self, node: NodeProto, values: Mapping[str, Tensor]) -> Tensor:
        value = values[node.input[0]]
        match node.op_type:
            case "Conv" | "ConvTranspose" | "Gemm":
                return _layer(node, value, self._layer(node))
            case "Clip":
                low, high = (float(self._constants[name]) for name in node.input[1:])
                # Faster on the way back than `clamp`.
                return functional.hardtanh(value, low, high)
            case "HardSwish":
                return functional.hardswish(value)
            case "Relu":
                return functional.relu(value)
            case "PRelu":
                return functional.prelu(value, self._slopes[node.output[0]].to(value))
            case "Pad":
                # Channels alone: before and after of each axis, the last axis first.
                return functional.pad(value, _ends(self._constants[node.input[1]]))
            case "Add":
                return value + self._other(node, values)
            case "Mul":
                return value * self._other(node, values)
            case "MaxPool":
                return functional.max_pool2d(value, attribute(node, "kernel_shape"))
            case "GlobalAveragePool":
                return value.mean((2, 3), keepdim=True)
            case "Resize":
                return functional.interpolate(value, scale_factor=2, mode="bilinear", align_corners=False)
            case "Flatten":
                return value.flatten(1)
            case "Sigmoid" if node.output[0] in self._multiplied:
                return torch.sigmoid(value)
            case "Transpose" | "Cast" | "Reshape" | "Sigmoid" | "Identity":
                return value
        raise ValueError(f"{node.op_type} is not known here; {node.name} needs it.")

    def _other(self, node: NodeProto, values: Mapping[str, Tensor]) -> Tensor | float:
        name = node.input[1]
        return values[name] if name in values else float(self._constants[name].item())

    def sums(self) -> dict[str, str]:
        """By what is added first or second to another value, that other one, where it comes before."""
        order = {node.output[0]: number for number, node in enumerate(self._nodes)}
        pairs = [node.input[:2] for node in self._nodes if node.op_type == "Add"]
        both = [(a, b) for pair in pairs for a, b in (pair, pair[::-1]) if a in order and b in order]
        return {a: b for a, b in both if order[b] < order[a]}

    def outputs_of(self, op: str) -> list[str]:
        """Names of what all nodes of one kind give."""
        return [node.output[0] for node in self._nodes if node.op_type == op]

    def shift(self, outputs: Container[str], by: float) -> None:
        """Add a number to all that the layers which give these outputs say."""
        for node in self._nodes:
            if node.output[0] in outputs:
                layer = self._layer(node)
                with torch.no_grad():
                    layer.bias.add_(by / layer.bias_unit)

    def become(self, graph: Graph) -> None:
        """Begin with the weights of a graph of the same layers; `ValueError` where a rank would not do."""
        for mine, theirs in zip(self.layers, layers(graph), strict=True):
            cast(Learnt, mine).become(torch.from_numpy(theirs.weights), torch.from_numpy(theirs.bias))

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

    def stored(self, channels: Sequence[int] = ()) -> bytes:
        """The .npz that `graft.read` reads, of so many channels; the same bytes from the same weights."""
        kept = self.kept()
        if channels:
            kept["channels"] = np.array(channels, np.uint16)
        held = io.BytesIO()
        np.savez_compressed(held, allow_pickle=False, **cast(Any, kept))
        return held.getvalue()


def _layer(node: NodeProto, value: Tensor, layer: Learnt) -> Tensor:
    if node.op_type == "Gemm":
        return functional.linear(value, layer.weights(), layer.offsets())
    stride = attribute(node, "strides", [1, 1])
    if node.op_type == "ConvTranspose":
        return functional.conv_transpose2d(value, layer.weights(), layer.offsets(), stride)
    top, left, bottom, right = attribute(node, "pads", [0] * 4)
    if (top, left) != (bottom, right):
        value, top, left = functional.pad(value, (left, right, top, bottom)), 0, 0
    group = attribute(node, "group", 1)
    return functional.conv2d(value, layer.weights(), layer.offsets(), stride, (top, left), 1, group)


def _ends(pads: np.ndarray) -> list[int]:
    """What to add, as PyTorch wants it, of what ONNX says."""
    before, after = np.split(pads, 2)
    return np.stack([before, after], axis=1)[::-1].reshape(-1).tolist()


def _size(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64)))) or 1.0
