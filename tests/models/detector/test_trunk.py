"""What the detector looks with: the palm network up to its maps, thinned, for another input."""

from dataclasses import replace

import numpy as np
import pytest

from models import build, fetch, manifest
from models.detector.shape import CHANNELS, STRIDES, Shape
from models.detector.trunk import BOXES, LEVELS, SCORES, chains, trunk
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


def test_the_borrowed_network_has_seven_chains_of_blocks(palm):
    assert [len(chain) - 1 for chain in chains(converted(*palm))] == [4, 4, 4, 4, 4, 2, 2]


def test_maps_come_out_at_three_strides(palm):
    shape = Shape(size=96)
    pixels = np.random.default_rng(0).integers(0, 256, (1, 96, 96, 4), np.uint8)
    found = Session(trunk(*palm, shape).bytes())(pixels)
    sides = [
        (1, channels, 96 // stride, 96 // stride) for channels, stride in zip(CHANNELS, STRIDES, strict=True)
    ]
    assert [found[name].shape for name in LEVELS] == sides
    assert all(np.ptp(found[name]) > 0 for name in LEVELS)


def test_blocks_that_are_not_kept_are_no_layers(palm):
    whole = trunk(*palm, Shape())
    less = trunk(*palm, replace(Shape(), kept=(4, 4, 1, 4, 2, 2, 2)))
    # Of each block two layers.
    assert len(list(layers(whole))) - len(list(layers(less))) == 2 * (3 + 2)


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
    shape = Shape(size=192, narrowed=0)
    graph = converted(*palm)
    *_, coarse, middle, fine = [chain[-1] for chain in chains(graph)]
    for name, value, channels, stride in zip(LEVELS, (fine, middle, coarse), CHANNELS, STRIDES, strict=True):
        graph.output(name, value, np.float32, (1, channels, 192 // stride, 192 // stride))
    pixels = np.random.default_rng(0).integers(0, 256, (1, 192, 192, 4), np.uint8)
    mine = Session(trunk(*palm, shape).bytes())(pixels)
    take_pixels(graph, np.uint8)
    theirs = Session(graph.bytes())(pixels)
    for name in LEVELS:
        np.testing.assert_allclose(mine[name], theirs[name], atol=2e-3)
