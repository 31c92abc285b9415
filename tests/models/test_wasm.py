"""What WebAssembly is quicker with answers as before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import recipes
from models.graph import Graph
from models.pixels import take_pixels
from models.reference import Session, open_graph
from models.wasm import PRODUCT, TALLEST, enlarge, hurry, leave_alpha, rows_as_channels

random = np.random.default_rng(0)


def deep(side, rows, width, channels, stride=1, pads=None):
    """A depthwise convolution of a map."""
    graph = Graph("deep")
    x = graph.input("x", np.float32, (1, channels, rows, width))
    weights = graph.constant(random.normal(size=(channels, 1, side, side)), np.float32)
    bias = graph.constant(random.normal(size=channels), np.float32)
    shape = {"kernel_shape": [side] * 2, "strides": [stride] * 2, "pads": pads or [side // 2] * 4}
    conv = graph.node("Conv", [x, weights, bias], group=channels, **shape)
    high, wide = ((size - 1) // stride + 1 for size in (rows, width))
    graph.output("y", graph.node("Relu", [conv]), np.float32, (1, channels, high, wide))
    return graph


def enlarged(channels, height, width):
    graph = Graph("enlarged")
    x = graph.input("x", np.float32, (1, channels, height, width))
    scales = graph.constant([1, 1, 2, 2], np.float32)
    large = graph.node("Resize", [x, "", scales], mode="linear", coordinate_transformation_mode="half_pixel")
    graph.output("y", large, np.float32, (1, channels, 2 * height, 2 * width))
    return graph


def camera(alpha):
    """A convolution of pixels, with such weights for alpha."""
    graph = Graph("camera")
    x = graph.input("input", np.float32, (1, 3, 6, 6))
    weights = graph.constant(random.normal(size=(2, 3, 3, 3)), np.float32)
    graph.output("y", graph.node("Conv", [x, weights], pads=[1] * 4), np.float32, (1, 2, 6, 6))
    take_pixels(graph, np.uint8)
    (conv,) = [node for node in graph.nodes if node.op_type == "Conv"]
    rgba = graph.constants[conv.input[1]].copy()
    rgba[:, 3] = alpha
    conv.input[1] = graph.constant(rgba)
    return graph


def answer(graph):
    name, shape = next(iter((value.name, graph.shapes()[value.name]) for value in graph.inputs))
    x = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    return open_graph(graph.bytes()).run(["y"], {name: x})[0]


def kinds(graph):
    return [node.op_type for node in graph.model().graph.node]


@settings(deadline=None, max_examples=40)
@given(rows=st.integers(1, 17), width=st.integers(1, 20), channels=st.integers(2, 5))
def test_a_layer_whose_rows_are_channels_gives_what_it_gave(rows, width, channels):
    before = deep(5, rows, width, channels)
    after = before.copy()
    rows_as_channels(after)
    assert ("Gather" in kinds(after)) == (rows <= TALLEST)
    np.testing.assert_allclose(answer(after), answer(before), atol=1e-5)


@pytest.mark.parametrize(
    "graph",
    [deep(5, 8, 8, 4, stride=2), deep(5, 8, 8, 4, pads=[1, 1, 3, 3]), deep(3, 4, 4, 2)],
    ids=["a stride", "uneven margins", "other kernels"],
)
def test_other_layers_stay_as_they_are(graph):
    before = graph.bytes()
    rows_as_channels(graph)
    assert graph.bytes() == before


def test_a_file_holds_no_more_weights_than_before():
    graph = deep(5, 16, 16, 64)
    before = len(graph.bytes())
    rows_as_channels(graph)
    assert len(graph.bytes()) < before + 4096


@pytest.mark.parametrize("height", [1, 2, 9, PRODUCT, PRODUCT + 1])
def test_a_map_is_enlarged_as_before(height):
    before = enlarged(3, height, 7)
    after = before.copy()
    enlarge(after)
    assert "Resize" not in kinds(after)
    np.testing.assert_allclose(answer(after), answer(before), atol=2e-6)


@pytest.mark.parametrize(("alpha", "is_left"), [(0, True), (0.5, False)])
def test_alpha_is_left_where_it_has_no_weight(alpha, is_left):
    before = camera(alpha)
    after = before.copy()
    leave_alpha(after)
    assert ("Slice" in kinds(after)) == is_left
    pixels = random.integers(0, 256, (1, 6, 6, 4), np.uint8)
    wanted = Session(before.bytes())(pixels)["y"]
    np.testing.assert_allclose(Session(after.bytes())(pixels)["y"], wanted, atol=1e-4)


@pytest.mark.parametrize("name", ["portrait", "portrait-wide", "palm", "hand", "hand-fine"])
def test_networks_that_ship_answer_as_before(listed, sources, name):
    model = listed.borrowed[name]
    before = recipes.unrounded(model, sources[name])
    after = before.copy()
    hurry(after)
    pixels = random.integers(0, 256, model.input.shape, np.uint8)
    wanted = Session(before.bytes())(pixels)
    for output, found in Session(after.bytes())(pixels).items():
        far = np.abs(found.astype(float) - wanted[output]).max()
        assert far <= (1 if output == "matte" else 1e-3), output
