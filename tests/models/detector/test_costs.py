"""Graphs of single layers: each runs, and does as much work as the table says."""

import numpy as np
import onnxruntime
import pytest

from models.detector.costs import KINDS, TIMES, Layer, graph, layers


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_runs_and_keeps_its_form(kind):
    layer = Layer(kind, 10, 16)
    session = onnxruntime.InferenceSession(graph(layer).bytes(), providers=["CPUExecutionProvider"])
    pixels = np.random.default_rng(0).integers(0, 255, (1, 16, 10, 10), np.uint8)
    (mean,) = session.run(["mean"], {"pixels": pixels})
    assert mean.shape == (1, 16) and np.isfinite(mean).all() and mean.std() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_multiply_adds_are_those_of_the_weights(kind):
    layer = Layer(kind, 10, 16)
    weights = [value for value in graph(layer).constants.values() if value.ndim == 4]
    assert layer.macs * TIMES == 100 * sum(value.size for value in weights)


def test_every_place_has_its_empty_graph():
    every = layers()
    assert {(e.side, e.channels) for e in every if e.kind == "nothing"} == {
        (e.side, e.channels) for e in every
    }
    assert len({each.name for each in every}) == len(every)
