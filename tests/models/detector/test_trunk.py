"""What the detector looks with: the palm network up to its maps, thinned, for another input."""

import numpy as np
import pytest

from models import build, fetch, manifest
from models.detector.shape import CHANNELS, STRIDES, Shape
from models.detector.trunk import BOXES, LEVELS, SCORES, trunk
from models.graft import layers, shrink
from models.pixels import take_pixels
from models.recipes import converted, exact
from models.reference import Session


@pytest.fixture(scope="module")
def palm():
    listed = manifest.read()
    return listed.borrowed["palm"], fetch.sources(listed, build.CACHE, lambda *_: None)["palm"]


def deep(graph):
    return [layer.weights.shape[-1] for layer in layers(graph) if layer.is_deep]


def test_maps_come_out_at_three_strides(palm):
    shape = Shape(size=96)
    pixels = np.random.default_rng(0).integers(0, 256, (1, 96, 96, 4), np.uint8)
    found = Session(trunk(*palm, shape).bytes())(pixels)
    sides = [
        (1, channels, 96 // stride, 96 // stride) for channels, stride in zip(CHANNELS, STRIDES, strict=True)
    ]
    assert [found[name].shape for name in LEVELS] == sides
    assert all(np.ptp(found[name]) > 0 for name in LEVELS)


def test_maps_have_the_channels_that_are_kept(palm):
    shape = Shape(size=64, channels=(0, 3, 31, 40, 100, 127, 200))
    pixels = np.zeros((1, 64, 64, 4), np.uint8)
    found = Session(trunk(*palm, shape).bytes())(pixels)
    assert shape.widths == (6, 7, 7)
    assert tuple(found[name].shape[1] for name in LEVELS) == shape.widths
    assert [found[name].shape[1] for name in (*BOXES, *SCORES)] == [36, 108, 2, 6]


def test_layers_have_the_numbers_that_they_have_in_the_network_that_ships(palm):
    mine = [layer.weights.shape for layer in layers(trunk(*palm, Shape(narrowed=28)))]
    whole = converted(*palm)
    shrink(whole, 128, 128)
    assert mine[1:] == [layer.weights.shape for layer in layers(whole)][1:]


def test_the_borrowed_heads_say_what_they_say_in_the_whole_network(palm):
    pixels = np.random.default_rng(0).integers(0, 256, (1, 192, 192, 4), np.uint8)
    mine = Session(trunk(*palm, Shape(size=192, narrowed=0)).bytes())(pixels)
    theirs = Session(exact(*palm).bytes())(pixels)
    for names, of, numbers in ((BOXES, "boxes", 18), (SCORES, "scores", 1)):
        listed = [mine[name].transpose(0, 2, 3, 1).reshape(1, -1, numbers) for name in names]
        np.testing.assert_allclose(np.concatenate(listed, axis=1).ravel(), theirs[of].ravel(), atol=2e-3)


def test_kernels_are_narrowed_from_the_first_on(palm):
    found = deep(trunk(*palm, Shape(narrowed=3)))
    assert found[:3] == [3, 3, 3] and set(found[3:]) == {5}


def test_unshrunken_it_sees_what_the_borrowed_network_sees(palm):
    # What follows a sum of a block; nothing else in the network is called so.
    graph = converted(*palm)
    maps = {128: [], 256: []}
    for node in graph.nodes:
        if node.op_type == "PRelu":
            maps.get(len(graph.constants[node.input[1]]), []).append(node.output[0])
    # Down to the coarsest map, up a step, up another: the last three that lead on.
    middle, fine = maps[256][-1], maps[128][-1]
    for name, value, channels, stride in (("middle", middle, 256, 16), ("fine", fine, 128, 8)):
        graph.output(name, value, np.float32, (1, channels, 192 // stride, 192 // stride))
    pixels = np.random.default_rng(0).integers(0, 256, (1, 192, 192, 4), np.uint8)
    mine = Session(trunk(*palm, Shape(size=192)).bytes())(pixels)
    take_pixels(graph, np.uint8)
    theirs = Session(graph.bytes())(pixels)
    for name in ("middle", "fine"):
        np.testing.assert_allclose(mine[name], theirs[name], atol=2e-3)
