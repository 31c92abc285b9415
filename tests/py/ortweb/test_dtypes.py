import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays
from ortweb.dtypes import NUMPY, js_dtype, onnx_type


@pytest.mark.parametrize("word", list(NUMPY))
def test_a_dtype_is_called_as_onnxruntime_calls_it(word):
    theirs = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(1, NUMPY[word])).data_type()
    assert onnx_type(word) == theirs


@pytest.mark.parametrize("word", list(NUMPY))
@pytest.mark.parametrize("order", "<>")
def test_a_dtype_has_one_word_in_either_byte_order(word, order):
    assert js_dtype(NUMPY[word].newbyteorder(order)) == word


@given(arrays.scalar_dtypes())
def test_any_dtype_is_either_held_or_refused_with_the_list(dtype):
    try:
        assert NUMPY[js_dtype(dtype)] == dtype.newbyteorder("=")
    except ValueError as error:
        assert str(dtype) in str(error)
        assert "float32" in str(error)


def test_a_type_not_known_is_empty_and_a_rare_one_keeps_its_word():
    assert onnx_type(None) == ""
    assert onnx_type("string") == "tensor(string)"
