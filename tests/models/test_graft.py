"""A graft: what is learnt apart from what is borrowed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import recipes, reference
from models.graft import SIDE, GraftError, graft, layers, narrow, read, shrink
from models.graph import Graph
from models.rows import Graft

FINE = {"allow_nan": False, "width": 32, "min_value": -8, "max_value": 8}


def network(side=32):
    """Dense, depthwise with five taps, dense again, and a last layer: two numbers, and a map as it was."""
    random = np.random.default_rng(0)
    made = Graph("small")
    value = made.input("pixels", np.float32, (1, 3, side, side))

    def conv(value, shape, **more):
        names = [made.constant(random.normal(0, 0.1, size), np.float32) for size in (shape, shape[:1])]
        return made.node("Conv", [value, *names], kernel_shape=shape[2:], **more)

    value = conv(value, (6, 3, 3, 3), strides=[2, 2], pads=[0, 0, 1, 1])
    value = conv(value, (6, 1, 5, 5), group=6, pads=[2, 2, 2, 2])
    value = conv(value, (8, 6, 1, 1))
    flat = made.node("Flatten", [made.node("GlobalAveragePool", [value])])
    names = [made.constant(random.normal(0, 0.1, size), np.float32) for size in ((2, 8), (2,))]
    made.output("found", made.node("Gemm", [flat, *names], transB=1), np.float32, (1, 2))
    made.output("map", made.node("Relu", ["pixels"]), np.float32, (1, 3, side, side))
    return made


def nothing_learnt(graph, rank=2):
    """The graft that leaves everything as it is."""
    learnt = {}
    for number, layer in enumerate(layers(graph)):
        learnt[f"bias{number}"] = layer.bias
        if layer.is_dense:
            channels, inputs = layer.weights.shape[:2]
            learnt[f"gain{number}"] = np.ones(channels, np.float32)
            learnt[f"left{number}"] = np.zeros((channels, rank), np.float32)
            learnt[f"right{number}"] = np.ones((rank, inputs), np.float32)
        else:
            learnt[f"weights{number}"] = layer.weights
    return learnt


def answer(graph, height=16, width=24):
    pixels = np.random.default_rng(1).uniform(0, 1, (1, 3, height, width)).astype(np.float32)
    answers = reference.Session(graph.bytes())(pixels)
    assert answers["map"].shape == (1, 3, height, width)
    return answers["found"]


@given(arrays(np.float32, (3, 1, 5, 5), elements=st.floats(**FINE)), st.floats(0.2, 0.95))
def test_a_narrower_kernel_has_the_sum_of_the_wide_one(kernel, scale):
    found = narrow(kernel, scale)
    assert found.shape == (3, 1, SIDE, SIDE)
    assert np.allclose(found.sum((1, 2, 3)), kernel.sum((1, 2, 3)), atol=1e-3)


def test_a_shrunken_network_takes_fewer_pixels_with_narrower_kernels():
    graph = network()
    shrink(graph, 16, 24)
    assert [layer.weights.shape for layer in layers(graph) if layer.is_deep] == [(6, 1, SIDE, SIDE)]
    assert answer(graph).shape == (1, 2)


def test_with_nearly_all_of_the_pixels_kernels_stay_as_wide_as_they_are():
    graph = network()
    shrink(graph, 26, 24)
    assert [layer.weights.shape for layer in layers(graph) if layer.is_deep] == [(6, 1, 5, 5)]
    assert answer(graph, 26, 24).shape == (1, 2)


def test_a_graft_that_has_learnt_nothing_changes_nothing():
    graph = network()
    shrink(graph, 16, 24)
    before = answer(graph)
    graft(graph, nothing_learnt(graph))
    assert answer(graph) == pytest.approx(before, abs=1e-6)


def test_dense_weights_are_the_borrowed_ones_with_a_gain_and_a_correction():
    graph = network()
    borrowed = [layer.weights for layer in layers(graph)]
    learnt = nothing_learnt(graph)
    learnt["gain2"] = np.full(8, 2, np.float32)
    learnt["left2"] = np.full((8, 2), 0.5, np.float32)
    graft(graph, learnt)
    (dense,) = [layer for layer in layers(graph) if layer.is_dense]
    assert np.allclose(dense.weights, 2 * borrowed[2] + 1)


def test_dense_weights_may_be_the_borrowed_ones_and_what_has_changed_of_each():
    graph = network()
    borrowed = [layer.weights for layer in layers(graph)]
    learnt = {**nothing_learnt(graph), "change2": np.full((8, 6, 1, 1), 0.25, np.float32)}
    graft(graph, learnt)
    (dense,) = [layer for layer in layers(graph) if layer.is_dense]
    assert np.allclose(dense.weights, borrowed[2] + 0.25)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("bias1", None, "bias1 is missing; there are"),
        ("gain2", np.ones(7), r"gain2 is \(7,\); it should be \(8,\)"),
        ("weights0", np.ones((6, 3, 5, 5)), r"weights0 is \(6, 3, 5, 5\); it should be \(6, 3, 3, 3\)"),
        ("right2", np.ones((2, 5)), r"layer 2 are \(8, 2\) and \(2, 5\); they should be \(8, rank\)"),
        ("left2", np.ones(8), r"left and right of layer 2"),
        ("change2", np.ones((8, 5, 1, 1)), r"change2 is \(8, 5, 1, 1\); it should be \(8, 6, 1, 1\)"),
    ],
)
def test_what_does_not_fit_is_named(name, value, says):
    graph = network()
    learnt = nothing_learnt(graph)
    learnt.pop(name) if value is None else learnt.update({name: value})
    with pytest.raises(GraftError, match=says):
        graft(graph, learnt)


def test_the_committed_graft_fits_its_network(listed, sources):
    file = recipes.ROOT / "models/hand/graft.npz"
    assert all(np.isfinite(value).all() for value in read(file).values())
    model = listed.borrowed["hand"]
    size = replace(model.input, shape=(1, 160, 160, 4))
    learnt = replace(model, graft=Graft("models/hand/graft.npz", "0" * 64, 1, ("hands",)), input=size)
    shapes = recipes.unrounded(learnt, sources["hand"]).shapes()
    assert shapes["pixels"] == size.shape and shapes["landmarks"] == (1, 21, 3)
