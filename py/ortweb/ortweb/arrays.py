"""Copies between arrays of NumPy's and tensors of onnxruntime-web: one each way."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _page
from .dtypes import NUMPY, js_dtype, onnx_type
from .errors import NotImplemented, from_js, said


def tensor_from(array: np.ndarray, runtime: Any, dtype: str | None = None, shape: Any = None) -> Any:
    """Copy an array, once, into a new tensor of onnxruntime-web.

    Parameters
    ----------
    array : ndarray
    runtime : JsProxy
        The tensor is for its sessions.
    dtype, shape : optional
        Where the array holds the bytes of another dtype.
    """
    dtype = dtype or js_dtype(array.dtype)
    dims = _page.to_js(array.shape if shape is None else shape)
    if dtype == "string":
        return runtime.tensor(dtype, _page.to_js(_texts(array)), dims)
    return runtime.tensor(dtype, _page.buffer(bytes_of(array)), dims)


def array_from(tensor: Any, runtime: Any) -> np.ndarray:
    """Copy a tensor of onnxruntime-web, once, into a new array; one on a GPU has to be downloaded before."""
    try:
        data = tensor.data if tensor.type == "string" else runtime.bytes(tensor)
    except _page.JsException as error:
        raise from_js(error) from None
    return array_of(tensor, data)


def array_of(tensor: Any, data: Any) -> np.ndarray:
    """Copy a tensor's values, which JavaScript has as `data`, into a new array."""
    dtype = NUMPY.get(tensor.type)
    if dtype is None:
        raise said(NotImplemented, f"NumPy has no dtype for {onnx_type(tensor.type)}.")
    array = np.empty(tuple(tensor.dims), dtype)
    if array.size == 0:
        return array
    if tensor.type == "string":
        array.reshape(-1)[:] = data.to_py()
    else:
        data.assign_to(array.reshape(-1).view(np.uint8))
    return array


def bytes_of(array: np.ndarray) -> np.ndarray:
    """Give an array's bytes in C order and native byte order; copied only where they are not so."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("=")).reshape(-1).view(np.uint8)


def _texts(array: np.ndarray) -> list[str]:
    texts = [text.decode() if isinstance(text, bytes) else text for text in array.reshape(-1).tolist()]
    wrong = next((text for text in texts if not isinstance(text, str)), None)
    if wrong is not None:
        raise RuntimeError(f"A tensor of strings cannot hold {wrong!r}; convert it with str().")
    return texts
