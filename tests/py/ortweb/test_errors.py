from types import SimpleNamespace

import onnxruntime
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state as state
from ortweb import errors
from ortweb.errors import from_js


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("model-corrupt", errors.InvalidProtobuf),
        ("model-missing", errors.NoSuchFile),
        ("model-failed", errors.Fail),
        ("feed-invalid", errors.InvalidArgument),
        ("runtime-died", errors.EngineError),
        (None, errors.Fail),
    ],
)
def test_a_code_of_javascript_gives_the_exception_of_onnxruntime(code, kind):
    error = from_js(SimpleNamespace(code=code, message="a sentence"))
    assert type(error) is kind
    assert str(error).endswith(" : a sentence")


def test_an_input_that_is_not_fed_is_a_value_error_as_in_onnxruntime():
    error = from_js(SimpleNamespace(code="feed-missing", message="fed a, takes b"))
    assert type(error) is ValueError
    assert str(error) == "fed a, takes b"


def test_a_status_of_the_runtime_reads_as_onnxruntime_writes_it():
    error = from_js(SimpleNamespace(code="model-failed", status=7, message="no protobuf"))
    with pytest.raises(state.InvalidProtobuf) as theirs:
        onnxruntime.InferenceSession(b"junk")
    assert type(error).__name__ == type(theirs.value).__name__
    assert str(error).split(" : ")[:3] == str(theirs.value).split(" : ")[:3]


@pytest.mark.parametrize("status", [0, -1, 99, None, "7"])
def test_a_status_that_onnxruntime_has_not_is_a_failure(status):
    assert type(from_js(SimpleNamespace(code="model-failed", status=status, message="?"))) is errors.Fail
