"""Changes to a graph leave its answers as they are."""

import numpy as np
import pytest

from models.graph import Graph
from models.passes import clip_hard_swish, part_activations, resize_last
from models.pixels import give_matte, shape_output, take_pixels
from models.reference import Session, open_graph

random = np.random.default_rng(0)


def pointwise(graph, x, channels=(8, 8)):
    weights = graph.constant(random.normal(size=(*channels, 1, 1)), np.float32)
    return graph.node("Conv", [x, weights, graph.constant(random.normal(size=channels[0]), np.float32)])


def decoder():
    graph = Graph("decoder")
    x = graph.input("x", np.float32, (1, 8, 6, 6))
    scales = graph.constant([1, 1, 2, 2], np.float32)
    large = graph.node("Resize", [x, "", scales], mode="linear", coordinate_transformation_mode="half_pixel")
    left = graph.node("Relu", [pointwise(graph, large)])
    right = graph.node("Sigmoid", [pointwise(graph, left)])
    last = graph.node("HardSwish", [pointwise(graph, right)])
    graph.output("y", last, np.float32, (1, 8, 12, 12))
    return graph


def answer(graph):
    x = np.random.default_rng(1).normal(size=(1, 8, 6, 6)).astype(np.float32)
    return open_graph(graph.bytes()).run(["y"], {"x": x})[0]


@pytest.mark.parametrize("change", [resize_last, clip_hard_swish, part_activations])
def test_a_pass_leaves_the_answer_as_it_is(change):
    before = decoder()
    after = before.copy()
    change(after)
    assert after.bytes() != before.bytes()
    np.testing.assert_allclose(answer(after), answer(before), atol=2e-6)


def test_convolutions_run_before_the_enlargement():
    graph = decoder()
    resize_last(graph)
    resize = next(node for node in graph.nodes if node.op_type == "Resize")
    assert graph.producer(resize.input[0]).op_type == "Conv"


def test_no_activation_is_left_to_fuse_where_shapes_are_alike():
    graph = decoder()
    part_activations(graph)
    convs = [node for node in graph.model().graph.node if node.op_type == "Conv"]
    assert [node.op_type for conv in convs for node in graph.consumers(conv.output[0])] == [
        "LeakyRelu",
        "Add",
        "HardSwish",
    ]


def test_an_enlargement_with_two_readers_stays():
    graph = decoder()
    resize = next(node for node in graph.nodes if node.op_type == "Resize")
    graph.output("z", resize.output[0], np.float32, (1, 8, 12, 12))
    before = graph.bytes()
    resize_last(graph)
    assert len(graph.consumers(resize.output[0])) == 2 and graph.bytes() == before


def camera():
    graph = Graph("camera")
    x = graph.input("input", np.float32, (1, 3, 4, 4))
    weights = graph.constant(random.normal(size=(1, 3, 3, 3)), np.float32)
    mask = graph.node("Sigmoid", [graph.node("Conv", [x, weights], pads=[1, 1, 1, 1])])
    graph.output("matte", mask, np.float32, (1, 1, 4, 4))
    return graph


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_bytes_in_and_out_are_the_float_graph_rounded(dtype):
    plain = camera()
    pixels = random.integers(0, 256, (1, 4, 4, 4), dtype=np.uint8)
    rgb = pixels[..., :3].transpose(0, 3, 1, 2).astype(np.float32) / 255
    expected = open_graph(plain.bytes()).run(["matte"], {"input": rgb})[0][:, 0] * 255
    take_pixels(plain, dtype)
    give_matte(plain, dtype)
    matte = Session(plain.bytes())(pixels)["matte"]
    assert matte.dtype == dtype and matte.shape == (1, 4, 4)
    assert np.array_equal(matte, np.floor(matte))
    assert np.abs(matte - expected).max() <= 0.501


def test_alpha_changes_nothing():
    graph = camera()
    take_pixels(graph, np.uint8)
    give_matte(graph, np.uint8)
    session = Session(graph.bytes())
    pixels = random.integers(0, 256, (1, 4, 4, 4), dtype=np.uint8)
    before = session(pixels)["matte"]
    pixels[..., 3] = 0
    assert np.array_equal(session(pixels)["matte"], before)


def test_an_input_that_no_convolution_reads_is_refused():
    graph = Graph("odd")
    graph.output(
        "y", graph.node("Relu", [graph.input("input", np.float32, (1, 3, 2, 2))]), np.float32, (1, 3, 2, 2)
    )
    with pytest.raises(ValueError, match="3 channels read by Relu; expected 3, read by Conv"):
        take_pixels(graph, np.uint8)


def test_an_output_takes_its_shape_in_the_same_order():
    graph = Graph("flat")
    graph.output("y", graph.node("Relu", [graph.input("x", np.float32, (1, 6))]), np.float32, (1, 6))
    shape_output(graph, "y", (1, 2, 3))
    x = np.arange(6, dtype=np.float32)[None]
    assert open_graph(graph.bytes()).run(["y"], {"x": x})[0].tolist() == [[[0, 1, 2], [3, 4, 5]]]


def test_a_value_that_nothing_makes_is_named():
    graph = Graph("torn")
    graph.output("y", graph.node("Relu", ["nowhere"]), np.float32, (1,))
    with pytest.raises(ValueError, match="torn: relu_1 reads nowhere, which nothing makes"):
        graph.model()
