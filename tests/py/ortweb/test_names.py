"""The names are onnxruntime's own, so that code for one reads like code for the other."""

import inspect

import onnxruntime
import ortweb
import pytest


@pytest.mark.parametrize("name", ["get_inputs", "get_outputs", "get_providers", "run", "run_async"])
def test_a_session_has_the_method_of_onnxruntime(name):
    assert hasattr(onnxruntime.InferenceSession, name)
    assert hasattr(ortweb.InferenceSession, name)


@pytest.mark.parametrize("name", ["ortvalue_from_numpy", "numpy", "shape", "data_type"])
def test_a_value_has_the_method_of_onnxruntime(name):
    assert hasattr(onnxruntime.OrtValue, name)
    assert hasattr(ortweb.OrtValue, name)


def test_create_takes_what_the_constructor_of_onnxruntime_takes():
    theirs = list(inspect.signature(onnxruntime.InferenceSession.__init__).parameters)[1:]
    ours = list(inspect.signature(ortweb.InferenceSession.create).parameters)
    assert ours == [name for name in theirs if name != "kwargs"]


def test_run_takes_the_names_of_onnxruntime():
    theirs = list(inspect.signature(onnxruntime.InferenceSession.run).parameters)
    assert list(inspect.signature(ortweb.InferenceSession.run).parameters) == theirs[:3]


def test_optimization_levels_are_those_of_onnxruntime():
    ours = {level.name for level in ortweb.GraphOptimizationLevel}
    assert ours == set(onnxruntime.GraphOptimizationLevel.__members__)


@pytest.mark.parametrize("name", ["enable_cpu_mem_arena", "enable_mem_pattern", "log_severity_level"])
def test_session_options_have_the_names_of_onnxruntime(name):
    assert hasattr(onnxruntime.SessionOptions(), name)
    assert hasattr(ortweb.SessionOptions(), name)
