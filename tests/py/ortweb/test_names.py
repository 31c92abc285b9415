"""The names, parameters and defaults are onnxruntime's own, so that code for one runs on the other."""

import inspect
import re

import onnxruntime
import ortweb
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state as state
from ortweb import errors
from ortweb.enums import _Enum

# Python classes of onnxruntime, whose methods have signatures.
CLASSES = ("InferenceSession", "IOBinding", "OrtValue", "OrtDevice")
# Classes of its C library, of which it tells names and values.
NATIVE = ("SessionOptions", "RunOptions", "NodeArg", "ModelMetadata", "OrtMemoryInfo")

# Where the parameters cannot be the same, and why.
DIFFERENT = {
    "OrtValue.__init__": "it wraps a C object there, a tensor of JavaScript's here",
    "OrtDevice.__init__": "it wraps a C object there",
    "InferenceSession.run_async": "without a callback it is awaited; the names are the same",
    "OrtValue.__array__": "the same names and defaults, other annotations",
}


def public(owner):
    return [name for name in dir(owner) if not name.startswith("_")]


def parameters(function):
    return [
        (parameter.name, parameter.kind, parameter.default)
        for parameter in inspect.signature(function).parameters.values()
    ]


def methods():
    for name in CLASSES:
        theirs = getattr(onnxruntime, name)
        for method in [*public(theirs), "__init__", "__array__"]:
            if inspect.isfunction(inspect.unwrap(getattr(theirs, method, None))) or inspect.ismethod(
                getattr(theirs, method, None)
            ):
                yield f"{name}.{method}"


def test_the_package_has_every_name_of_onnxruntime():
    modules = {name for name in public(onnxruntime) if inspect.ismodule(getattr(onnxruntime, name))}
    inner = {"cuda_version", "import_capi_exception", "package_name", "version"}
    assert set(public(onnxruntime)) - modules - inner - set(public(ortweb)) == set()


@pytest.mark.parametrize("method", list(methods()))
def test_a_method_takes_what_that_of_onnxruntime_takes(method):
    owner, name = method.split(".")
    theirs = getattr(getattr(onnxruntime, owner), name)
    ours = getattr(getattr(ortweb, owner), name)
    if method in DIFFERENT:
        names = list(inspect.signature(theirs).parameters)
        assert name == "__init__" or list(inspect.signature(ours).parameters) == names
    else:
        assert parameters(ours) == parameters(theirs)


@pytest.mark.parametrize("name", NATIVE)
def test_a_class_of_the_c_library_has_its_names(name):
    assert set(public(getattr(onnxruntime, name))) - set(public(_made(name))) - {"create_v2"} == set()


@pytest.mark.parametrize("name", ["SessionOptions", "RunOptions"])
def test_options_have_the_defaults_of_onnxruntime(name):
    theirs, ours = getattr(onnxruntime, name)(), getattr(ortweb, name)()
    values = {
        option: (value, getattr(ours, option))
        for option in public(theirs)
        if not callable(value := getattr(theirs, option))
    }
    assert {option for option, (a, b) in values.items() if a != b and int(a) != int(b)} == set()


@pytest.mark.parametrize("method", [name for name in public(onnxruntime.SessionOptions) if "_" in name])
def test_a_method_of_session_options_takes_as_many_arguments(method):
    theirs = getattr(onnxruntime.SessionOptions, method)
    if not callable(theirs):
        return
    (count,) = {
        len(re.findall(r"\w+: ", line[line.index("(") :]))
        for line in theirs.__doc__.splitlines()
        if "(self" in line
    }
    assert len(inspect.signature(getattr(ortweb.SessionOptions, method)).parameters) == count


@pytest.mark.parametrize("level", _Enum.__subclasses__(), ids=lambda level: level.__name__)
def test_an_enumeration_has_the_members_of_onnxruntime(level):
    theirs = getattr(onnxruntime, level.__name__)
    assert {name: int(value) for name, value in level.__members__.items()} == {
        name: int(value) for name, value in theirs.__members__.items()
    }
    member = next(iter(level))
    their_member = getattr(theirs, member.name)
    assert (str(member), repr(member)) == (str(their_member), repr(their_member))


def test_the_exceptions_are_those_of_onnxruntime():
    theirs = {
        name
        for name in public(state)
        if inspect.isclass(getattr(state, name)) and issubclass(getattr(state, name), Exception)
    }
    ours = {kind.__name__ for kind in errors.OrtError.__subclasses__()}
    assert ours == theirs
    # Whoever catches RuntimeError or ValueError does not catch them, there or here.
    assert not issubclass(errors.OrtError, (RuntimeError, ValueError))


def test_every_name_of_the_package_is_there():
    assert [name for name in ortweb.__all__ if not hasattr(ortweb, name)] == []


def _made(name):
    made = {
        "NodeArg": lambda: ortweb.NodeArg("x", "tensor(float)", []),
        "ModelMetadata": ortweb.ModelMetadata,
        "OrtMemoryInfo": ortweb.OrtMemoryInfo,
    }
    return made.get(name, getattr(ortweb, name))()
