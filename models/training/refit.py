"""A thinner network's layers, made to give what the whole one's do, before it learns.

After He, Zhang, Sun: "Channel pruning for accelerating very deep neural networks", ICCV 2017.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from onnx import NodeProto
from torch import Tensor
from torch.nn import functional

from models.graph import attribute

from .graft import Grafted, Learnt

# Of the squares of what a layer takes, on their mean: weights that little depends on stay as they are.
RIDGE = 1e-3


def refit(
    pupil: Grafted,
    wanted: Mapping[str, Tensor],
    kept: Mapping[str, Tensor],
    x: Tensor,
    known: Mapping[str, Tensor] | None = None,
) -> None:
    """Fit one layer after the other, by least squares, to what the whole network's layer gives.

    Each takes what the layers before it, as they are fitted, make of the pictures. Dense layers that look at
    more than one pixel stay as they are: they take pictures, of which no channel is left out.

    Parameters
    ----------
    pupil : Grafted
        Changed; of rank 0.
    wanted : mapping of str to Tensor
        What `walk` gives of the whole network for those pictures.
    kept : mapping of str to Tensor of int
        By map, which channels of the whole one's the pupil has; all of a map that is not named.
    x : Tensor of float32, shape (B, 3, height, width)
        RGB, 0..255.
    known : mapping of str to Tensor, optional
        What the pupil's first layers give, which are those of the whole: they stay as they are.
    """
    with torch.no_grad():
        sums = pupil.sums()

        def part(name: str) -> Tensor:
            return wanted[name][:, kept[name]] if name in kept else wanted[name]

        def fit(node: NodeProto, layer: Learnt, values: Mapping[str, Tensor]) -> None:
            name, value = node.output[0], values[node.input[0]]
            target = part(name)
            if name in sums:
                # What is added to it is wrong already: it is made up for.
                target = target + part(sums[name]) - values[sums[name]]
            if attribute(node, "group", 1) > 1:
                _fit_deep(node, layer, value, target)
            elif node.op_type == "ConvTranspose":
                _fit_double(layer, value, target)
            elif node.op_type == "Gemm" or attribute(node, "kernel_shape") == [1, 1]:
                _fit_dense(layer, value, target)

        pupil.walk(x, fit, known)


def _fit_dense(layer: Learnt, value: Tensor, target: Tensor) -> None:
    old = layer.weights().flatten(1)
    found = _solved(_rows(value), _rows(target), torch.cat([old.T, layer.offsets()[None]]))
    layer.become(found[:-1].T.reshape(layer.borrowed.shape), found[-1])


def _fit_double(layer: Learnt, value: Tensor, target: Tensor) -> None:
    """A layer that makes four pixels of each."""
    side = layer.borrowed.shape[-1]
    old = layer.weights().flatten(1)
    bias = layer.offsets().repeat_interleave(side * side)
    found = _solved(
        _rows(value), _rows(functional.pixel_unshuffle(target, side)), torch.cat([old, bias[None]])
    )
    layer.become(found[:-1].reshape(layer.borrowed.shape), found[-1].reshape(-1, side * side).mean(1))


def _fit_deep(node: NodeProto, layer: Learnt, value: Tensor, target: Tensor) -> None:
    top, left, bottom, right = attribute(node, "pads", [0] * 4)
    padded = functional.pad(value, (left, right, top, bottom))
    side, stride = layer.borrowed.shape[-1], attribute(node, "strides", [1, 1])
    weights, bias = [], []
    old = torch.cat([layer.weights().flatten(1), layer.offsets()[:, None]], dim=1)
    for channel, its in enumerate(old):
        taps = functional.unfold(padded[:, channel : channel + 1], side, stride=stride)
        found = _solved(taps.movedim(1, -1).flatten(0, 1), target[:, channel].reshape(-1, 1), its[:, None])
        weights.append(found[:-1, 0])
        bias.append(found[-1, 0])
    layer.become(torch.stack(weights).reshape(layer.borrowed.shape), torch.stack(bias))


def _rows(value: Tensor) -> Tensor:
    """A map, or a list, as a row of channels for each of its pixels."""
    return value.movedim(1, -1).flatten(0, -2)


def _solved(taken: Tensor, given: Tensor, old: Tensor) -> Tensor:
    """Weights with which `taken` comes nearest to `given`, the last for a constant; not far from the old."""
    taken = torch.cat([taken, torch.ones_like(taken[:, :1])], dim=1)
    missed = given - taken @ old
    squares = (taken.T @ taken).double()
    ridge = RIDGE * squares.diagonal().mean() * torch.eye(len(squares), dtype=torch.float64)
    return old + torch.linalg.solve(squares + ridge, (taken.T @ missed).double()).float()
