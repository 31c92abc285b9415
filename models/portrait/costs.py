"""Shapes that were held against each other in Chromium, and what each of them computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from models.training.layers import count

from .export import export
from .network import Portrait
from .peers import BORROWED
from .shape import Shape


@dataclass(frozen=True, slots=True)
class Timed:
    """A network to be timed.

    Attributes
    ----------
    path : Path
    shape : tuple of int
        Of its input.
    peer : str
        The borrowed network that it is held against.
    million_macs : float
        Multiply-adds of its convolutions; not a number of what is borrowed.
    weights : int
        0 of what is borrowed.
    """

    path: Path
    shape: tuple[int, ...]
    peer: str
    million_macs: float = float("nan")
    weights: int = 0


def candidates() -> dict[str, Shape]:
    """Shapes from wide to slim, the one that is taken, and its variants."""
    taken = Shape()
    return {
        "wide at stride 8 and 16": Shape(widths=(8, 24, 64, 128), context=48, sides=(8, 16, 24)),
        "16 channels at stride 2": Shape(
            widths=(16, 24, 48, 96), depths=(0, 1, 2), context=32, sides=(16, 16, 24)
        ),
        "8 channels at stride 2": Shape(
            widths=(8, 24, 48, 96), depths=(0, 1, 2), context=32, sides=(8, 16, 24)
        ),
        "deeper at 16": Shape(widths=(8, 16, 40, 96), depths=(0, 1, 3), context=32, sides=(8, 12, 24)),
        "taken": taken,
        "taken, without what looks far": replace(taken, context=0),
        "taken, with the matte before": replace(taken, has_previous=True),
        "slim": Shape(widths=(8, 16, 32, 80), context=24, sides=(8, 8, 16)),
        "taken, square": replace(taken, height=256),
    }


def borrowed(target: Path) -> dict[str, Timed]:
    """What set-up built of the borrowed networks, by name."""
    return {name: Timed(target / f"{name}.int8.onnx", (1, *size, 4), name) for name, size in BORROWED.items()}


def files(shapes: Mapping[str, Shape], folder: Path) -> dict[str, Timed]:
    """A file of each shape, weights drawn at random: they take as long as any others."""
    found = {}
    for number, (name, shape) in enumerate(shapes.items()):
        network = Portrait(shape).eval()
        path = folder / f"{number}.onnx"
        path.write_bytes(export(network).bytes())
        peer = "portrait" if shape.height == shape.width else "portrait-wide"
        size = (1, shape.height, shape.width, 4)
        found[name] = Timed(path, size, peer, macs(network) / 1e6, count(network))
    return found


def macs(network: Portrait) -> int:
    """Multiply-adds of the convolutions for one picture."""
    total = 0

    def add(layer: nn.Module, _: object, found: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(layer, nn.Conv2d)
        total += layer.weight.numel() * found.shape[-2] * found.shape[-1]

    hooks = [each.register_forward_hook(add) for each in network.modules() if isinstance(each, nn.Conv2d)]
    shape = network.shape
    with torch.no_grad():
        plane = torch.zeros(1, 1, shape.height, shape.width)
        network(plane.expand(-1, 3, -1, -1), plane if shape.has_previous else None)
    for hook in hooks:
        hook.remove()
    return total
