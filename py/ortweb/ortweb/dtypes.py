"""The dtypes that cross the bridge, and what each side calls them."""

from __future__ import annotations

from typing import Any

import numpy as np

# onnxruntime-web's word, NumPy's dtype, the word in onnxruntime's NodeArg.type.
_WORDS: tuple[tuple[str, Any, str], ...] = (
    ("float32", np.float32, "float"),
    ("float16", np.float16, "float16"),
    ("float64", np.float64, "double"),
    ("uint8", np.uint8, "uint8"),
    ("int8", np.int8, "int8"),
    ("uint16", np.uint16, "uint16"),
    ("int16", np.int16, "int16"),
    ("uint32", np.uint32, "uint32"),
    ("int32", np.int32, "int32"),
    ("uint64", np.uint64, "uint64"),
    ("int64", np.int64, "int64"),
    ("bool", np.bool_, "bool"),
)

NUMPY: dict[str, np.dtype] = {js: np.dtype(dtype) for js, dtype, _ in _WORDS}
_ONNX = {js: f"tensor({onnx})" for js, _, onnx in _WORDS}
_JS = {dtype: js for js, dtype in NUMPY.items()}


def js_dtype(dtype: np.dtype) -> str:
    """Give onnxruntime-web's word for a NumPy dtype.

    Raises
    ------
    ValueError
        If tensors cannot hold the dtype; the message lists those that they can.
    """
    word = _JS.get(dtype.newbyteorder("="))
    if word is None:
        raise ValueError(f"A tensor cannot hold {dtype}; it can hold {', '.join(NUMPY)}.")
    return word


def onnx_type(js: str | None) -> str:
    """Give onnxruntime's word (`tensor(float)`) for onnxruntime-web's (`float32`); None: not known."""
    return "" if js is None else _ONNX.get(js, f"tensor({js})")
