"""What goes wrong: onnxruntime's own exceptions, under their own names."""

# ruff: noqa: N818

from __future__ import annotations

from typing import Any


class OrtError(Exception):
    """Any of onnxruntime's exceptions; onnxruntime itself has no name for that."""


class Fail(OrtError):
    """The runtime or the page let the caller down."""


class InvalidArgument(OrtError):
    """What was fed or asked for is not what the model takes or gives."""


class NoSuchFile(OrtError):
    """There is no such model file or address."""


class NoModel(OrtError):
    """There is no model."""


class EngineError(OrtError):
    """The runtime's WebAssembly has died; the next run starts another one."""


class RuntimeException(OrtError):
    """An operator failed."""


class InvalidProtobuf(OrtError):
    """The bytes are no ONNX file."""


class ModelLoaded(OrtError):
    """There is a model already."""


class NotImplemented(OrtError):
    """The runtime lacks an operator, a type or an option."""


class InvalidGraph(OrtError):
    """The model is not a valid one."""


class EPFail(OrtError):
    """A provider failed."""


class ModelLoadCanceled(OrtError):
    """Loading was called off."""


class ModelRequiresCompilation(OrtError):
    """The model has to be compiled first."""


class NotFound(OrtError):
    """There is no such thing."""


class DeviceReset(OrtError):
    """The GPU was lost."""


# In the order of onnxruntime's status numbers, from 1; onnxruntime's word for each.
_STATUS: tuple[tuple[type[OrtError], str], ...] = (
    (Fail, "FAIL"),
    (InvalidArgument, "INVALID_ARGUMENT"),
    (NoSuchFile, "NO_SUCHFILE"),
    (NoModel, "NO_MODEL"),
    (EngineError, "ENGINE_ERROR"),
    (RuntimeException, "RUNTIME_EXCEPTION"),
    (InvalidProtobuf, "INVALID_PROTOBUF"),
    (ModelLoaded, "MODEL_LOADED"),
    (NotImplemented, "NOT_IMPLEMENTED"),
    (InvalidGraph, "INVALID_GRAPH"),
    (EPFail, "EP_FAIL"),
    (ModelLoadCanceled, "MODEL_LOAD_CANCELED"),
    (ModelRequiresCompilation, "MODEL_REQUIRES_COMPILATION"),
    (NotFound, "NOT_FOUND"),
)
_CODES: dict[str, type[OrtError]] = {
    "feed-invalid": InvalidArgument,
    "model-corrupt": InvalidProtobuf,
    "model-missing": NoSuchFile,
    "runtime-died": EngineError,
    "runtime-lost": EngineError,
}


def said(kind: type[OrtError], message: str) -> OrtError:
    """Give an exception that reads as onnxruntime's own do: `[ONNXRuntimeError] : 1 : FAIL : message`."""
    for number, (other, word) in enumerate(_STATUS, 1):
        if other is kind:
            return kind(f"[ONNXRuntimeError] : {number} : {word} : {message}")
    return kind(message)


def from_js(error: Any) -> Exception:
    """Give the Python error for one that JavaScript threw.

    Parameters
    ----------
    error : JsException
        Of the bridge, with a `code` and a `status`, or any other.

    Returns
    -------
    Exception
        `ValueError` where an input was not fed, as onnxruntime has it; else one of onnxruntime's own.
    """
    code = getattr(error, "code", None)
    status = getattr(error, "status", 0)
    if code == "feed-missing":
        return ValueError(error.message)
    if isinstance(status, int) and 0 < status <= len(_STATUS):
        return said(_STATUS[status - 1][0], error.message)
    return said(_CODES.get(str(code), Fail), error.message)
