"""Values from arrays need no page. What they say is compared with onnxruntime's."""

import numpy as np
import onnxruntime
import ortweb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from ortweb.dtypes import NUMPY

DTYPES = st.sampled_from([dtype for word, dtype in NUMPY.items() if word != "string"])
ARRAYS = DTYPES.flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0)))


def told(value):
    return [
        value.shape(),
        value.data_type(),
        value.element_type(),
        value.device_name(),
        value.tensor_size_in_bytes(),
        value.has_value(),
        value.is_tensor(),
        value.is_sparse_tensor(),
        value.is_tensor_sequence(),
        value.numpy().tobytes(),
        str(value.numpy().dtype),
        np.asarray(value).shape,
    ]


@given(ARRAYS)
def test_a_value_says_of_an_array_what_onnxruntime_says(array):
    ours, theirs = (ort.OrtValue.ortvalue_from_numpy(array) for ort in (ortweb, onnxruntime))
    assert told(ours) == told(theirs)


@given(DTYPES, st.lists(st.integers(0, 4), max_size=4))
def test_a_value_of_a_shape_has_room_for_as_much_as_onnxruntimes(dtype, shape):
    ours, theirs = (ort.OrtValue.ortvalue_from_shape_and_type(shape, dtype) for ort in (ortweb, onnxruntime))
    assert told(ours)[:9] == told(theirs)[:9]


def test_the_memory_is_shared_as_in_onnxruntime():
    for ort in (ortweb, onnxruntime):
        array = np.arange(4, dtype=np.float32)
        value = ort.OrtValue.ortvalue_from_numpy(array)
        value.update_inplace(np.float32([5, 6, 7, 8]))
        assert array.tolist() == [5, 6, 7, 8]
        array[0] = 9
        assert value.numpy()[0] == 9
        assert value.data_ptr() == array.ctypes.data
        assert np.shares_memory(np.from_dlpack(value), array)


@pytest.mark.parametrize("data", [np.zeros(3, np.float32), np.zeros(4, np.int32), np.zeros(8, np.float16)])
def test_values_that_do_not_fit_are_refused(data):
    value = ortweb.OrtValue.ortvalue_from_numpy(np.ones(4, np.float32))
    with pytest.raises(RuntimeError):
        value.update_inplace(data)
    assert value.numpy().tolist() == [1, 1, 1, 1]


def test_bytes_may_be_taken_for_another_type_of_their_size():
    for ort in (ortweb, onnxruntime):
        value = ort.OrtValue.ortvalue_from_numpy_with_onnx_type(np.zeros(3, np.uint16), 10)
        assert [value.data_type(), value.shape()] == ["tensor(float16)", [3]]
        with pytest.raises(RuntimeError):
            ort.OrtValue.ortvalue_from_numpy_with_onnx_type(np.zeros(3, np.uint8), 10)
