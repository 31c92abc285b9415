"""Each operator of the converter against LiteRT, on files of one operator."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.convert import UnsupportedError, convert
from models.reference import open_graph
from tests.models import flat

litert = pytest.importorskip(
    "ai_edge_litert.interpreter", reason="LiteRT is what the converter is held against"
)

SAME, VALID = 0, 1
NONE, RELU, RELU6 = 0, 1, 3


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).uniform(-4, 4, shape).astype(np.float32)


def assert_alike(data, shape):
    x = numbers(*shape, seed=1)
    interpreter = litert.Interpreter(model_content=data, num_threads=1)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    expected = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
    fed = x.transpose(0, 3, 1, 2) if x.ndim == 4 else x
    (found,) = open_graph(convert(data, "tiny", ["y"]).bytes()).run(
        ["y"], {"input": np.ascontiguousarray(fed)}
    )
    found = found.transpose(0, 2, 3, 1) if found.ndim == 4 else found
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=2e-5, rtol=1e-5)


def out(size, kernel, stride, padding, dilation=1):
    return -(-size // stride) if padding == SAME else (size - (kernel - 1) * dilation - 1) // stride + 1


@settings(max_examples=25)
@given(
    size=st.tuples(st.integers(5, 9), st.integers(5, 9)),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 2),
    padding=st.sampled_from([SAME, VALID]),
    activation=st.sampled_from([NONE, RELU, RELU6]),
    is_depthwise=st.booleans(),
)
def test_convolutions_pad_stride_and_activate_as_litert_does(
    size, kernel, stride, padding, activation, is_depthwise
):
    shape = (1, *size, 4)
    weights = numbers(1, kernel, kernel, 4) if is_depthwise else numbers(3, kernel, kernel, 4)
    channels = 4 if is_depthwise else 3
    made = flat.options(
        "DepthwiseConv2D" if is_depthwise else "Conv2D",
        padding=padding,
        strideH=stride,
        strideW=stride,
        dilationHFactor=1,
        dilationWFactor=1,
        fusedActivationFunction=activation,
    )
    if is_depthwise:
        made.depthMultiplier = 1
    output = (1, *(out(s, kernel, stride, padding) for s in size), channels)
    kind = "DEPTHWISE_CONV_2D" if is_depthwise else "CONV_2D"
    assert_alike(flat.file(kind, [shape], output, made, [weights, numbers(channels)]), shape)


@pytest.mark.parametrize(("align", "half"), [(False, False), (True, False), (False, True)])
def test_bilinear_enlargement_places_pixels_as_litert_does(align, half):
    made = flat.options("ResizeBilinear", alignCorners=align, halfPixelCenters=half)
    size = np.array([10, 14], np.int32)
    assert_alike(flat.file("RESIZE_BILINEAR", [(1, 5, 7, 2)], (1, 10, 14, 2), made, [size]), (1, 5, 7, 2))


@pytest.mark.parametrize("size", [(4, 4), (5, 3)])
def test_transposed_convolution_with_bias_is_litert_s(size):
    made = struct.pack("<3i", 1, 2, 2)
    shape, output = (1, *size, 3), (1, size[0] * 2, size[1] * 2, 2)
    data = flat.file("Convolution2DTransposeBias", [shape], output, made, [numbers(2, 2, 2, 3), numbers(2)])
    assert_alike(data, shape)


@pytest.mark.parametrize("padding", [SAME, VALID])
def test_max_pool_of_an_odd_map_is_litert_s(padding):
    made = flat.options("Pool2D", padding=padding, strideH=2, strideW=2, filterHeight=2, filterWidth=2)
    made.fusedActivationFunction = NONE
    output = (1, *(out(s, 2, 2, padding) for s in (7, 5)), 3)
    assert_alike(flat.file("MAX_POOL_2D", [(1, 7, 5, 3)], output, made), (1, 7, 5, 3))


def test_average_pool_over_the_whole_map_is_litert_s():
    made = flat.options("Pool2D", padding=VALID, strideH=1, strideW=1, filterHeight=7, filterWidth=5)
    made.fusedActivationFunction = NONE
    assert_alike(flat.file("AVERAGE_POOL_2D", [(1, 7, 5, 3)], (1, 1, 1, 3), made), (1, 7, 5, 3))


@pytest.mark.parametrize("keep", [True, False])
def test_mean_over_the_map_keeps_or_drops_its_axes(keep):
    axes = np.array([1, 2], np.int32)
    output = (1, 1, 1, 3) if keep else (1, 3)
    assert_alike(
        flat.file("MEAN", [(1, 4, 5, 3)], output, flat.options("Reducer", keepDims=keep), [axes]),
        (1, 4, 5, 3),
    )


@pytest.mark.parametrize("amounts", [[[0, 0], [1, 2], [3, 0], [0, 0]], [[0, 0], [0, 0], [0, 0], [0, 4]]])
def test_padding_goes_to_the_axis_it_is_meant_for(amounts):
    shape = (1, 4, 5, 3)
    output = tuple(size + sum(pair) for size, pair in zip(shape, amounts, strict=True))
    assert_alike(flat.file("PAD", [shape], output, flat.options("Pad"), [np.array(amounts, np.int32)]), shape)


@pytest.mark.parametrize("axis", [1, 2, 3, -1])
def test_maps_are_joined_along_the_same_axis(axis):
    shape = [1, 3, 4, 2]
    output = list(shape)
    output[axis] *= 2
    made = flat.options("Concatenation", axis=axis, fusedActivationFunction=NONE)
    assert_alike(flat.file("CONCATENATION", [shape, shape], output, made), shape)


def test_a_map_is_laid_flat_with_channels_last():
    made = flat.options("Reshape", newShape=[1, 6, 4])
    assert_alike(
        flat.file("RESHAPE", [(1, 2, 3, 4)], (1, 6, 4), made, [np.array([1, 6, 4], np.int32)]), (1, 2, 3, 4)
    )


def test_a_dense_layer_is_litert_s():
    made = flat.options("FullyConnected", fusedActivationFunction=RELU)
    assert_alike(flat.file("FULLY_CONNECTED", [(1, 6)], (1, 4), made, [numbers(4, 6), numbers(4)]), (1, 6))


@pytest.mark.parametrize("kind", ["RELU", "LOGISTIC", "HARD_SWISH"])
def test_activations_are_litert_s(kind):
    made = flat.options("HardSwish") if kind == "HARD_SWISH" else None
    assert_alike(flat.file(kind, [(1, 4, 5, 3)], (1, 4, 5, 3), made), (1, 4, 5, 3))


@pytest.mark.parametrize("slope", [numbers(1, 1, 3), np.zeros((1, 1, 3), np.float32)])
def test_prelu_has_a_slope_for_each_channel(slope):
    assert_alike(flat.file("PRELU", [(1, 4, 5, 3)], (1, 4, 5, 3), None, [slope]), (1, 4, 5, 3))


@pytest.mark.parametrize(("kind", "name"), [("ADD", "Add"), ("MUL", "Mul")])
def test_sums_and_products_take_a_constant_in_nhwc(kind, name):
    made = flat.options(name, fusedActivationFunction=RELU6)
    assert_alike(flat.file(kind, [(1, 4, 5, 3)], (1, 4, 5, 3), made, [numbers(1, 1, 1, 3)]), (1, 4, 5, 3))


def test_an_unknown_operator_is_named_beside_the_known_ones():
    data = flat.file("COS", [(1, 4)], (1, 4))
    with pytest.raises(UnsupportedError, match=r"operator COS is not known; known: ADD, .*DEQUANTIZE"):
        convert(data, "tiny", ["y"])


def test_what_is_no_tflite_file_is_refused():
    with pytest.raises(ValueError, match=r"not a \.tflite file"):
        convert(b"<html>not found</html>", "tiny", ["y"])


def test_a_wrong_number_of_outputs_is_refused():
    with pytest.raises(ValueError, match="1 outputs in the file; expected 1 input and the outputs a, b"):
        convert(flat.file("RELU", [(1, 4)], (1, 4)), "tiny", ["a", "b"])
