"""Fewer channels: one list says which stay in maps of any width."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import recipes
from models.graft import layers
from models.graph import Graph
from models.reference import Session
from models.thin import thin

# Channels before a map becomes wider, and after.
NARROW, WIDE = 4, 8


def network(silent=()):
    """Two blocks, the second twice as wide, and a head; nothing that `silent` channels hold is read."""
    random = np.random.default_rng(0)
    made = Graph("small")
    value = made.input("pixels", np.float32, (1, 3, 8, 8))

    def conv(value, shape, **more):
        weights = random.normal(0, 0.5, shape)
        if shape[1] > 3:
            weights[:, [channel for channel in silent if channel < shape[1]]] = 0
        names = [made.constant(weights, np.float32), made.constant(random.normal(size=shape[0]), np.float32)]
        return made.node("Conv", [value, *names], **more)

    def block(value, inputs, channels):
        deep = conv(value, (inputs, 1, 3, 3), group=inputs, pads=[1] * 4)
        bent = conv(deep, (channels, inputs, 1, 1))
        if channels > inputs:
            ends = made.constant([0, 0, 0, 0, 0, channels - inputs, 0, 0], np.int64)
            value = made.node("Pad", [value, ends])
        slopes = made.constant(random.uniform(0, 1, (channels, 1, 1)), np.float32)
        return made.node("PRelu", [made.node("Add", [value, bent]), slopes])

    value = conv(value, (NARROW, 3, 1, 1))
    value = block(block(value, NARROW, NARROW), NARROW, WIDE)
    made.output("map", value, np.float32, (1, WIDE, 8, 8))
    made.output("head", conv(value, (5, WIDE, 1, 1)), np.float32, (1, 5, 8, 8))
    return made


def answers(graph):
    pixels = np.random.default_rng(1).normal(size=(1, 3, 8, 8)).astype(np.float32)
    return Session(graph.bytes())(pixels)


@given(st.sets(st.integers(0, WIDE - 1)).filter(lambda kept: {0, 1, 2, 3} & kept))
def test_channels_that_nobody_reads_can_be_left_out(kept):
    channels = np.array(sorted(kept))
    whole = answers(network(set(range(WIDE)) - kept))
    graph = network(set(range(WIDE)) - kept)
    thin(graph, channels)
    assert np.allclose(answers(graph)["head"], whole["head"], atol=1e-4)


def test_what_stays_of_a_map_is_named_by_the_list():
    kept = [1, 2, 6]
    graph = network(set(range(WIDE)) - set(kept))
    whole = answers(graph)["map"]
    thin(graph, np.array(kept))
    assert np.allclose(answers(graph)["map"], whole[:, kept], atol=1e-4)


def test_all_channels_are_the_network_as_it_was():
    graph = network()
    before = graph.bytes()
    thin(graph, np.arange(WIDE))
    assert graph.bytes() == before


def test_a_map_without_any_channel_is_named():
    with pytest.raises(ValueError, match=r"No channel is left of conv_\d+"):
        thin(network(), np.array([WIDE - 1]))


def test_a_node_that_is_not_known_is_named():
    graph = network()
    value = graph.withdraw("map")
    (head,) = graph.consumers(value)
    head.input[0] = graph.node("Softmax", [value])
    with pytest.raises(ValueError, match=r"softmax_\d+ is a Softmax"):
        thin(graph, np.arange(2))


def test_the_palm_network_keeps_what_its_heads_say(listed, sources):
    palm = listed.borrowed["palm"]
    graph = recipes.shrunken(palm, sources["palm"], (64, 64), channels=np.arange(0, 256, 2, np.uint16))
    shapes = graph.shapes()
    assert shapes["boxes"] == (1, 224, 18) and shapes["scores"] == (1, 224)
    assert [len(layer.bias) for layer in layers(graph)][:3] == [16, 16, 16]
