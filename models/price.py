"""What a network costs in WebAssembly with fewer channels, reckoned from its layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from onnx import NodeProto

from models.graft import LAYERS, is_deep
from models.graph import Graph
from models.wasm import SIDE, has_low_rows

# Microseconds of a million: by least squares of what the layers of the four networks that ship take in
# onnxruntime-web 1.30 on one thread (its own profile; half of the layers lie within a tenth).
# Multiply-adds of dense layers, what they give, what is gathered for each of their taps.
MULTIPLIED, GIVEN, GATHERED = 54.0, 236.0, 231.0
# What is gathered and multiplied for each tap of depthwise layers, and the rows that it is gathered in.
TAPPED, ROWS = 108.0, 4355.0
# For each channel of those whose rows are channels (`wasm.rows_as_channels`), beside what dense ones take.
GROUPED = 0.2e6
ENLARGED, TOUCHED = 1430.0, 230.0
# What only names a map anew.
FREE = ("Reshape", "Flatten", "Identity")
HEIGHT = 2


@dataclass(frozen=True, slots=True)
class Band:
    """Channels that are in the same maps.

    Attributes
    ----------
    numbers : ndarray of int
        As `thin.channels` gives them.
    values : frozenset of str
        The maps.
    """

    numbers: np.ndarray
    values: frozenset[str]


def bands(numbers: Mapping[str, np.ndarray]) -> list[Band]:
    """All channels, each in one band, in the order of their first."""
    places: dict[int, set[str]] = {}
    for value, mine in numbers.items():
        for number in mine.tolist():
            places.setdefault(number, set()).add(value)
    found: dict[frozenset[str], list[int]] = {}
    for number, values in sorted(places.items()):
        found.setdefault(frozenset(values), []).append(number)
    return [Band(np.array(mine), values) for values, mine in found.items()]


class Price:
    """Microseconds of a graph by how many channels are left of each band.

    Every layer costs so much for each pair of a channel that it takes and one that it gives, and so much for
    each of them alone.

    Parameters
    ----------
    graph : Graph
        As converted, NCHW.
    known : sequence of Band
        Of its channels; those of maps that are in none always stay.
    """

    def __init__(self, graph: Graph, known: Sequence[Band]) -> None:
        self._shapes, self._known = graph.shapes(), known
        # As it is written: without copies at the outputs.
        terms = [term for node in graph.model().graph.node for term in self._terms(graph, node)]
        self._cost, self._one, self._other = (np.array(each) for each in zip(*terms, strict=True))

    def __call__(self, counts: np.ndarray) -> float:
        """The price where so many channels are left of each band."""
        some = np.append(counts, 1)
        return float((self._cost * (self._one @ some) * (self._other @ some)).sum())

    def _terms(self, graph: Graph, node: NodeProto) -> list[tuple[float, np.ndarray, np.ndarray]]:
        """Microseconds for each pair of channels, and how many there are of the one and of the other."""
        shape = self._shapes.get(node.output[0], ())
        if len(shape) <= HEIGHT or node.op_type in FREE:
            return []
        area, given, one = prod(shape[HEIGHT:]) / 1e6, self._count(node.output[0]), self._constant(1)
        if node.op_type not in LAYERS:
            each = ENLARGED if node.op_type == "Resize" else TOUCHED
            # Of a pool, what it takes.
            taken = prod(self._shapes.get(node.input[0], ())[HEIGHT:]) / 1e6
            return [(each * max(area, taken), given, one)]
        taps = prod(graph.constants[node.input[1]].shape[HEIGHT:])
        if has_low_rows(graph, node, self._shapes):
            each = MULTIPLIED * shape[HEIGHT] * SIDE + GATHERED * SIDE + GIVEN
            return [(each * area + GROUPED / 1e6, given, one)]
        if is_deep(node):
            return [(taps * (TAPPED * area + ROWS * shape[HEIGHT] / 1e6), given, one)]
        inputs = self._count(node.input[0])
        gathered = GATHERED * taps * area if taps > 1 else 0.0
        if node.op_type == "ConvTranspose":
            taps, gathered = 1, 0.0
        return [
            (MULTIPLIED * taps * area, inputs, given),
            (GIVEN * area, given, one),
            (gathered, inputs, one),
        ]

    def _count(self, value: str) -> np.ndarray:
        """How many channels a map has: for each band whether it is in it, and then what always stays."""
        row = np.array([float(value in band.values) for band in self._known] + [0.0])
        if not row.any():
            row[-1] = self._shapes[value][1]
        return row

    def _constant(self, count: int) -> np.ndarray:
        return np.array([0.0] * len(self._known) + [float(count)])
