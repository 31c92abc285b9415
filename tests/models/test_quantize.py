"""Rounded weights: near enough, and the same however they are stored."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.graph import Graph
from models.quantize import BLOCKS, LARGEST, SMALLEST_SCALE, quantize, store
from models.reference import open_graph

weights = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=4, min_side=1, max_side=24),
    elements=st.floats(-8, 8, width=32),
)


@given(weights, st.sampled_from([32, 16, None]))
def test_float16_holds_every_rounded_weight_without_loss(values, block):
    integers, scales = quantize(values, block)
    exact = integers.astype(np.float64) * scales.astype(np.float64)
    assert np.array_equal(exact, exact.astype(np.float16).astype(np.float64))


@given(weights, st.sampled_from([32, 16, None]))
def test_no_weight_moves_by_more_than_the_cut_of_its_block_and_half_a_step(values, block):
    integers, scales = quantize(values, block)
    wide = scales.astype(np.float64)
    blocks = values.reshape(integers.shape).astype(np.float64)
    moved = np.abs(integers * wide - blocks)
    cut = np.maximum(np.abs(blocks) - LARGEST * wide, 0)
    assert np.all(moved <= cut + wide / 2 + 1e-7)
    assert np.all(np.abs(integers.astype(int)) <= LARGEST)


@given(weights)
def test_what_is_rounded_already_stays(values):
    integers, scales = quantize(values, 32)
    once = (integers * scales.astype(np.float32)).reshape(values.shape)
    integers, scales = quantize(once, 32)
    again = (integers * scales.astype(np.float32)).reshape(values.shape)
    assert np.abs(again - once).max(initial=0) <= np.abs(once).max(initial=0) / LARGEST + SMALLEST_SCALE


def test_weights_of_zero_stay_zero():
    integers, scales = quantize(np.zeros((2, 64), np.float32), 32)
    assert not integers.any()
    assert np.isfinite(scales).all() and (scales > 0).all()


@pytest.mark.parametrize(
    ("columns", "block", "size"), [(64, 32, 32), (48, 32, 24), (72, 32, 24), (31, 32, 31)]
)
def test_blocks_divide_a_channel_evenly(columns, block, size):
    integers, scales = quantize(np.ones((3, columns), np.float32), block)
    assert integers.shape == (3, columns // size, size)
    assert scales.shape == (3, columns // size, 1)


def test_a_channel_that_no_block_divides_is_one_block():
    assert quantize(np.ones((3, 37 * 2), np.float32), 32)[0].shape == (3, 1, 74)


def layer(groups=1):
    random = np.random.default_rng(0)
    graph = Graph("layer")
    x = graph.input("x", np.float32, (1, 64, 5, 5))
    kernel = graph.constant(
        random.normal(size=(64, 64 // groups, 3, 3)).astype(np.float16).astype(np.float32)
    )
    bias = graph.constant(random.normal(size=64), np.float32)
    graph.output("y", graph.node("Conv", [x, kernel, bias], group=groups), np.float32, (1, 64, 3, 3))
    return graph


def answer(graph):
    x = np.random.default_rng(1).normal(size=(1, 64, 5, 5)).astype(np.float32)
    return open_graph(graph.bytes()).run(["y"], {"x": x})[0]


@pytest.mark.parametrize("kind", BLOCKS)
def test_rounded_weights_answer_the_same_in_every_precision(kind):
    answers = [answer(store(layer(), kind, precision)) for precision in ("int8", "fp16", "fp32")]
    assert np.array_equal(answers[0], answers[1]) and np.array_equal(answers[0], answers[2])
    assert not np.array_equal(answers[0], answer(layer()))


def test_exact_weights_answer_as_before():
    assert np.array_equal(answer(store(layer(), "exact", "fp16")), answer(layer()))


def test_depthwise_weights_are_never_rounded():
    assert np.array_equal(answer(store(layer(groups=64), "int8-blocks", "int8")), answer(layer(groups=64)))


def test_int8_takes_about_half_the_bytes_of_fp16():
    small, large = (len(store(layer(), "int8-blocks", precision).bytes()) for precision in ("int8", "fp16"))
    assert 0.5 < small / large < 0.6


@pytest.mark.parametrize(
    ("kind", "precision", "says"),
    [
        ("int4", "int8", "known: exact, int8-blocks"),
        ("exact", "int4", "fp16, fp32"),
        ("exact", "int8", "fp16"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_what_can(kind, precision, says):
    with pytest.raises(ValueError, match=says):
        store(layer(), kind, precision)
