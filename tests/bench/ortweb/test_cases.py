"""ONNX's node tests as they are sent to a page, and how its answers are judged."""

import base64

import numpy as np
import pytest

from bench.ortweb.cases import OPSET, cases


def packed(array):
    return {
        "type": array.dtype.name,
        "dims": list(array.shape),
        "data": base64.b64encode(array.tobytes()).decode(),
    }


def test_what_onnx_expects_is_no_difference():
    case = cases()["test_add"]
    assert case.difference([packed(case.outputs[0])]) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        lambda array: array * 1.01,
        lambda array: array.astype(np.float64),
        lambda array: array[..., None],
        lambda array: np.full_like(array, np.nan),
    ],
    ids=["values", "dtype", "shape", "nan"],
)
def test_another_answer_is_a_difference(wrong):
    case = cases()["test_add"]
    assert case.difference([packed(wrong(case.outputs[0]))])


def test_a_missing_output_is_a_difference():
    assert cases()["test_add"].difference([])


def test_strings_go_as_texts_and_are_compared():
    case = cases()["test_string_concat"]
    assert case.to_page()["inputs"][0]["texts"] == ["abc", "def"]
    right = {"type": "string", "dims": list(case.outputs[0].shape), "texts": list(case.outputs[0])}
    assert case.difference([right]) == ""
    assert case.difference([{**right, "texts": ["x", "y"]}])


def test_integers_of_four_bits_go_two_in_a_byte():
    (x, *_) = cases()["test_dequantizelinear_int4"].to_page()["inputs"]
    assert x["type"] == "int4"
    assert len(base64.b64decode(x["data"])) == (np.prod(x["dims"]) + 1) // 2


def test_a_type_that_javascript_has_not_is_not_sent():
    assert cases()["test_sequence_insert_at_back"].to_page() is None


def test_no_case_is_of_a_newer_opset_than_the_runtime():
    newest = [
        opset.version for case in cases().values() for opset in case.model.opset_import if not opset.domain
    ]
    assert max(newest) == OPSET
    assert any(case.is_stamped_back for case in cases().values())


def test_an_expanded_case_counts_for_its_operator():
    assert cases()["test_clip_expanded"].operator == "Clip"
