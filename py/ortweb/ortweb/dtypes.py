"""The dtypes that cross the bridge, and what each side calls them."""

from __future__ import annotations

from typing import Any

import numpy as np

# onnxruntime-web's word, NumPy's dtype, the word in onnxruntime's NodeArg.type, its number in
# TensorProto.DataType.
_WORDS: tuple[tuple[str, Any, str, int], ...] = (
    ("float32", np.float32, "float", 1),
    ("uint8", np.uint8, "uint8", 2),
    ("int8", np.int8, "int8", 3),
    ("uint16", np.uint16, "uint16", 4),
    ("int16", np.int16, "int16", 5),
    ("int32", np.int32, "int32", 6),
    ("int64", np.int64, "int64", 7),
    ("string", np.object_, "string", 8),
    ("bool", np.bool_, "bool", 9),
    ("float16", np.float16, "float16", 10),
    ("float64", np.float64, "double", 11),
    ("uint32", np.uint32, "uint32", 12),
    ("uint64", np.uint64, "uint64", 13),
)
# NumPy has no such dtypes: two values lie in a byte.
PACKED = {"uint4": 21, "int4": 22}

NUMPY: dict[str, np.dtype] = {js: np.dtype(dtype) for js, dtype, *_ in _WORDS}
NUMBERS: dict[str, int] = {js: number for js, *_, number in _WORDS} | PACKED
NAMES: dict[int, str] = {number: js for js, number in NUMBERS.items()}
_ONNX = {js: f"tensor({onnx})" for js, _, onnx, _ in _WORDS}
_JS = {dtype: js for js, dtype in NUMPY.items()}


def js_dtype(dtype: np.dtype) -> str:
    """Give onnxruntime-web's word for a NumPy dtype.

    Raises
    ------
    RuntimeError
        If tensors cannot hold the dtype; the message lists those that they can.
    """
    if dtype.kind in "SU":
        return "string"
    word = _JS.get(dtype.newbyteorder("="))
    if word is None:
        raise RuntimeError(f"A tensor cannot hold {dtype}; it can hold {', '.join(NUMPY)}.")
    return word


def onnx_type(js: str | None) -> str:
    """Give onnxruntime's word (`tensor(float)`) for onnxruntime-web's (`float32`); None: not known."""
    return "" if js is None else _ONNX.get(js, f"tensor({js})")


def js_from_element(element_type: Any) -> str:
    """Give onnxruntime-web's word for what onnxruntime takes as an element type.

    Parameters
    ----------
    element_type : int or dtype-like
        A number of `TensorProto.DataType`, or what `numpy.dtype` takes.

    Raises
    ------
    RuntimeError
        If tensors cannot hold it.
    """
    if isinstance(element_type, int):
        if element_type not in NAMES:
            raise RuntimeError(f"There is no tensor of ONNX type {element_type}; there are {NUMBERS}.")
        return NAMES[element_type]
    try:
        dtype = np.dtype(element_type)
    except TypeError as error:
        raise RuntimeError(f"NumPy knows no such dtype: {error}.") from None
    return js_dtype(dtype)
