"""What needs no page does and raises what it does in onnxruntime: the same calls on both, side by side."""

import warnings

import numpy as np
import onnxruntime
import ortweb
import pytest

X = np.arange(6, dtype=np.float32).reshape(2, 3)
ASKED = (
    "shape",
    "data_type",
    "element_type",
    "device_name",
    "has_value",
    "is_tensor",
    "is_sparse_tensor",
    "is_tensor_sequence",
    "tensor_size_in_bytes",
)
ARRAYS = {
    "plain": X,
    "scalar": np.array(3, np.int64),
    "empty": np.zeros((0, 3), np.uint8),
    "bool": np.array([True]),
    "half": X.astype(np.float16),
    "turned": X.T,
    "fortran": np.asfortranarray(X),
    "complex": X.astype(complex),
    "list": [1, 2],
}


def of(ort, array=X, *place):
    return ort.OrtValue.ortvalue_from_numpy(array, *place)


def updated(ort, data):
    value = of(ort, X.copy())
    value.update_inplace(data)
    return value.numpy().tolist()


def shared(ort):
    array = X.copy()
    value = of(ort, array)
    array[0, 0] = 9
    return float(value.numpy()[0, 0])


def kept(options, add, get, *entry):
    getattr(options, add)(*entry)
    return getattr(options, get)(entry[0])


def session_entry(ort, *entry):
    return kept(ort.SessionOptions(), "add_session_config_entry", "get_session_config_entry", *entry)


def run_entry(ort, *entry):
    return kept(ort.RunOptions(), "add_run_config_entry", "get_run_config_entry", *entry)


# Each takes one of the two packages.
CALLS = {
    "the values of an array": lambda ort: of(ort).numpy().tolist(),
    "an array of numpy's": lambda ort: np.asarray(of(ort)).tolist(),
    "an array of another dtype": lambda ort: np.array(of(ort), np.int32).tolist(),
    "the array is shared": shared,
    "a device that there is not": lambda ort: of(ort, X, "foo", 0),
    "dlpack": lambda ort: of(ort).__dlpack_device__(),
    "its truth": lambda ort: bool(of(ort)),
    "its length": lambda ort: len(of(ort)),
    "a shape and a dtype": lambda ort: ort.OrtValue.ortvalue_from_shape_and_type([2, 3], np.float32).shape(),
    "a shape and a number": lambda ort: ort.OrtValue.ortvalue_from_shape_and_type([2], 1).data_type(),
    "a negative size": lambda ort: ort.OrtValue.ortvalue_from_shape_and_type([-2], np.float32),
    "a dtype that there is not": lambda ort: ort.OrtValue.ortvalue_from_shape_and_type([2], "nonsense"),
    "new values": lambda ort: updated(ort, X * 2),
    "new values of another shape": lambda ort: updated(ort, X.reshape(3, 2)),
    "too few new values": lambda ort: updated(ort, X[:1]),
    "new values that are none": lambda ort: updated(ort, [1]),
    "as many sources as targets": lambda ort: ort.copy_tensors([of(ort)], [], None),
    "an entry": lambda ort: session_entry(ort, "a.b", "1"),
    "an entry that is no text": lambda ort: session_entry(ort, "a", 1),
    "an entry without a name": lambda ort: session_entry(ort, "", "1"),
    "an entry with a long name": lambda ort: session_entry(ort, "a" * 1025, "1"),
    "an entry with a name that just fits": lambda ort: session_entry(ort, "a" * 1024, "1"),
    "an entry with a long value": lambda ort: session_entry(ort, "a", "1" * 8193),
    "an entry that was not set": lambda ort: ort.SessionOptions().get_session_config_entry("a"),
    "a run's entry": lambda ort: run_entry(ort, "a", "b"),
    "a run's entry without a name": lambda ort: run_entry(ort, "", "b"),
    "a run's entry that was not set": lambda ort: ort.RunOptions().get_run_config_entry("a"),
    "a size": lambda ort: ort.SessionOptions().add_free_dimension_override_by_name("n", 2),
    "a size that is text": lambda ort: ort.SessionOptions().add_free_dimension_override_by_name("n", "2"),
    "a level as text": lambda ort: setattr(ort.SessionOptions(), "graph_optimization_level", "all"),
    "threads as text": lambda ort: setattr(ort.SessionOptions(), "intra_op_num_threads", "1"),
    "a name that is a number": lambda ort: setattr(ort.SessionOptions(), "logid", 3),
    "an option that there is not": lambda ort: setattr(ort.SessionOptions(), "foo", 1),
    "a run's option that there is not": lambda ort: setattr(ort.RunOptions(), "foo", 1),
    "whether there are providers": lambda ort: ort.SessionOptions().has_providers(),
    "a provider that there is not": lambda ort: ort.SessionOptions().add_provider("FooExecutionProvider", {}),
    "a severity that there is not": lambda ort: ort.set_default_logger_severity(9),
    "a severity as text": lambda ort: ort.set_default_logger_severity("x"),
    "a mode by its number": lambda ort: ort.ExecutionMode(1).name,
    "a mode beside a number": lambda ort: ort.ExecutionMode.ORT_SEQUENTIAL == 0,
    "a device's type": lambda ort: ort.OrtDevice.make("cpu", 0).device_type(),
    "whether it runs on several machines": lambda ort: ort.has_collective_ops(),
}

# Where the two are not alike, and why.
DIFFERENT = {
    "strings in an OrtValue": (
        lambda ort: of(ort, np.array(["a"])).data_type(),
        "onnxruntime has no OrtValue of strings from Python; here it costs nothing",
    ),
    "new values of another dtype": (
        lambda ort: updated(ort, X.astype(np.float64)),
        "onnxruntime copies the bytes, which makes other numbers of them",
    ),
    "a second cpu": (lambda ort: of(ort, X, "cpu", 3).device_name(), "a page has one device of each"),
    "a mode that there is not": (
        lambda ort: ort.ExecutionMode(9),
        "onnxruntime makes a member without a name, which nothing takes",
    ),
    "a seed": (lambda ort: ort.set_seed(1), "onnxruntime-web has none; to ignore it would not be noticed"),
    "copies on the cpu": (
        lambda ort: ort.copy_tensors([of(ort)], [of(ort, X.copy())], None),
        "onnxruntime copies between devices alone",
    ),
    "a value as an initializer": (
        lambda ort: ort.SessionOptions().add_initializer("a", of(ort)),
        "onnxruntime-web takes weights from files",
    ),
}


def outcome(call, ort):
    """What came of a call: its result, or the exception's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(call(ort))
        except Exception as error:
            return type(error).__name__


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_does_what_it_does_in_onnxruntime(call):
    assert outcome(call, ortweb) == outcome(call, onnxruntime)


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
@pytest.mark.parametrize("name", ASKED)
def test_a_value_tells_what_it_tells_in_onnxruntime(name, array):
    ours, theirs = (
        outcome(lambda ort: getattr(of(ort, array), name)(), ort) for ort in (ortweb, onnxruntime)
    )
    assert ours == theirs


@pytest.mark.parametrize(("call", "why"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_said_to_be_different_still_is(call, why):
    assert why
    assert outcome(call, ortweb) != outcome(call, onnxruntime)
