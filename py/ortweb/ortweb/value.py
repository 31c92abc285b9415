"""Tensors that stay in JavaScript until they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _page
from .dtypes import NUMPY, js_dtype, onnx_type
from .errors import OrtError, from_js


def tensor_from(array: np.ndarray, runtime: Any) -> Any:
    """Copy an array, once, into a new tensor of onnxruntime-web."""
    dtype = js_dtype(array.dtype)
    # C order, native byte order; neither copies what is so already.
    flat = np.ascontiguousarray(array, NUMPY[dtype]).reshape(-1)
    data = _page.Uint8Array.new(flat.nbytes)
    data.assign(flat.view(np.uint8))
    return runtime.tensor(dtype, data, _page.to_js(array.shape))


def array_from(tensor: Any, runtime: Any) -> np.ndarray:
    """Copy a tensor of onnxruntime-web, once, into a new array."""
    dtype = NUMPY.get(tensor.type)
    if dtype is None:
        raise OrtError("model-failed", f"NumPy has no dtype for {tensor.type}; it has {', '.join(NUMPY)}.")
    array = np.empty(tuple(tensor.dims), dtype)
    try:
        data = runtime.bytes(tensor)
    except _page.JsException as error:
        raise from_js(error) from None
    if array.size:
        data.assign_to(array.reshape(-1).view(np.uint8))
    return array


class OrtValue:
    """A tensor in JavaScript's memory. Nothing is copied to Python before `numpy` is called.

    Made by `ortvalue_from_numpy` and by `InferenceSession.run_with_ort_values_async`.

    Attributes
    ----------
    tensor : JsProxy
        A tensor of onnxruntime-web, to give to JavaScript.
    """

    __slots__ = ("_runtime", "tensor")

    def __init__(self, tensor: Any, runtime: Any) -> None:
        self.tensor = tensor
        self._runtime = runtime

    @staticmethod
    def ortvalue_from_numpy(array: np.ndarray) -> OrtValue:
        """Copy an array into JavaScript's memory.

        Parameters
        ----------
        array : ndarray
            Of a dtype that ONNX tensors have, any shape and strides. Not kept.

        Raises
        ------
        ValueError
            If the dtype is another: text, objects, complex numbers.
        OrtError
            `unsupported` where the page has not given Python its engine.
        """
        engine = _page.engine()
        return OrtValue(tensor_from(array, engine), engine)

    def numpy(self) -> np.ndarray:
        """Copy the values into a new array of the tensor's dtype and shape; `OrtError` once it is closed."""
        return array_from(self.tensor, self._runtime)

    def shape(self) -> list[int]:
        """Give the sizes."""
        return list(self.tensor.dims)

    def data_type(self) -> str:
        """Give onnxruntime's word for the dtype, such as `tensor(float)`."""
        return onnx_type(self.tensor.type)

    def close(self) -> None:
        """Free what the tensor holds now, not when it is collected. It cannot be used afterwards."""
        self.tensor.dispose()
