"""Copies between arrays of NumPy's and tensors of onnxruntime-web: one each way."""

from __future__ import annotations

import json
from functools import lru_cache
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
        (array,) = arrays_of(runtime.values(tensor))
    except _page.JsException as error:
        raise from_js(error) from None
    return array


def arrays_of(given: Any) -> list[np.ndarray]:
    """Copy what `valuesOf` of tensor.js gives into new arrays."""
    kinds, *values = given.to_py()
    return [_array(dtype, shape, value) for (dtype, shape), value in zip(_kinds(kinds), values, strict=True)]


# A model gives the same shapes over and over.
@lru_cache(maxsize=64)
def _kinds(told: str) -> list[tuple[np.dtype, tuple[int, ...]]]:
    kinds = []
    for word, dims in json.loads(told):
        if word not in NUMPY:
            raise said(NotImplemented, f"NumPy has no dtype for {onnx_type(word)}.")
        kinds.append((NUMPY[word], tuple(dims)))
    return kinds


def _array(dtype: np.dtype, shape: tuple[int, ...], value: Any) -> np.ndarray:
    if not dtype.hasobject:
        return np.ndarray(shape, dtype, value)
    array = np.empty(shape, dtype)
    array.reshape(-1)[:] = value
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
