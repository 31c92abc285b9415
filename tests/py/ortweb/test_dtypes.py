import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays
from ortweb.dtypes import NAMES, NUMPY, js_dtype, js_from_element, onnx_type

NUMERIC = [word for word in NUMPY if word != "string"]


@pytest.mark.parametrize("word", NUMERIC)
def test_a_dtype_is_called_and_numbered_as_in_onnxruntime(word):
    theirs = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros(1, NUMPY[word]))
    assert onnx_type(word) == theirs.data_type()
    assert NAMES[theirs.element_type()] == word


@pytest.mark.parametrize("word", NUMERIC)
@pytest.mark.parametrize("order", "<>")
def test_a_dtype_has_one_word_in_either_byte_order(word, order):
    assert js_dtype(NUMPY[word].newbyteorder(order)) == word


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([b"a"]), np.array(["a"], object)])
def test_text_is_a_string_however_numpy_holds_it(array):
    assert js_dtype(array.dtype) == "string"


@given(arrays.scalar_dtypes() | arrays.complex_number_dtypes())
def test_any_dtype_is_either_held_or_refused_with_the_list(dtype):
    try:
        assert NUMPY[js_dtype(dtype)] == dtype.newbyteorder("=")
    except RuntimeError as error:
        assert str(dtype) in str(error)
        assert "float32" in str(error)


@pytest.mark.parametrize("element", [1, np.float32, "float32", np.dtype(">f4")])
def test_an_element_type_is_a_number_or_what_numpy_takes(element):
    assert js_from_element(element) == "float32"


@pytest.mark.parametrize("element", [0, 14, 16, 99])
def test_an_element_type_that_tensors_cannot_hold_is_refused(element):
    with pytest.raises(RuntimeError, match="float32"):
        js_from_element(element)


def test_a_type_not_known_is_empty_and_a_rare_one_keeps_its_word():
    assert onnx_type(None) == ""
    assert onnx_type("int4") == "tensor(int4)"
