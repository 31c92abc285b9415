"""Tensors: arrays of Python's, or tensors of JavaScript's that stay there until they are asked for."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _page, engine
from .arrays import array_from, arrays_of, bytes_of, tensor_from
from .device import is_gpu
from .dtypes import NUMBERS, NUMPY, PACKED, js_dtype, js_from_element, onnx_type
from .enums import OrtDeviceVendorId
from .errors import from_js
from .metadata import OrtMemoryInfo


class OrtValue:
    """A tensor: made from an array, or given by a run.

    One from an array shares its memory, as onnxruntime's does, and is copied for each run. One that a run
    gave stays in JavaScript, or on the GPU, until `numpy`.
    """

    __slots__ = ("_array", "_kind", "_lies_on_gpu", "_runtime", "_shape", "_tensor")

    def __init__(
        self,
        tensor: Any = None,
        runtime: Any = None,
        *,
        array: np.ndarray | None = None,
        lies_on_gpu: bool = False,
    ) -> None:
        self._tensor, self._runtime, self._array = tensor, runtime, array
        # Told by who makes it: each question to JavaScript takes microseconds, and most are never asked.
        self._lies_on_gpu = lies_on_gpu
        self._kind: str | None = None if array is None else js_dtype(array.dtype)
        self._shape: tuple[int, ...] | None = None if array is None else array.shape

    @property
    def _dtype(self) -> str:
        if self._kind is None:
            self._kind = str(self._tensor.type)
        return self._kind

    @classmethod
    def ortvalue_from_numpy(
        cls,
        numpy_obj: np.ndarray,
        /,
        device_type: str = "cpu",
        device_id: int = 0,
        vendor_id: int | OrtDeviceVendorId = -1,
    ) -> OrtValue:
        """Make a tensor from an array.

        Parameters
        ----------
        numpy_obj : ndarray
            Of a dtype that ONNX tensors have, any shape and strides. Kept and shared on the CPU, copied to
            a GPU.
        device_type : str
            `cpu`, or `webgpu` once a session has started it.
        device_id : int
            0: a page has one device of each.
        vendor_id : int
            Has no effect here.

        Raises
        ------
        RuntimeError
            If the dtype is another (complex numbers), or there is no such device.
        """
        if not isinstance(numpy_obj, np.ndarray):
            raise RuntimeError(
                f"An OrtValue is made from a numpy array, not from {type(numpy_obj).__name__}."
            )
        js_dtype(numpy_obj.dtype)
        if not is_gpu(device_type, device_id):
            return cls(array=numpy_obj)
        return cls._on_gpu(js_dtype(numpy_obj.dtype), numpy_obj, numpy_obj.shape)

    @classmethod
    def ortvalue_from_numpy_with_onnx_type(cls, data: np.ndarray, /, onnx_element_type: int) -> OrtValue:
        """Take an array's bytes for a tensor of another type of the same size.

        Parameters
        ----------
        data : ndarray
            Kept and shared.
        onnx_element_type : int
            A number of `TensorProto.DataType`.
        """
        dtype = js_from_element(onnx_element_type)
        if dtype in PACKED or dtype == "string" or NUMPY[dtype].itemsize != data.dtype.itemsize:
            raise RuntimeError(
                f"An item of the array has {data.dtype.itemsize} bytes, one of {onnx_type(dtype)} has not."
            )
        return cls(array=data.view(NUMPY[dtype]))

    @classmethod
    def ortvalue_from_shape_and_type(
        cls,
        shape: Sequence[int],
        element_type: Any,
        device_type: str = "cpu",
        device_id: int = 0,
        vendor_id: int | OrtDeviceVendorId = -1,
        memory_info: OrtMemoryInfo | None = None,
    ) -> OrtValue:
        """Make a tensor of zeros.

        Parameters
        ----------
        shape : sequence of int
        element_type : dtype-like or int
            What NumPy takes, or a number of `TensorProto.DataType`; the types of 4 bits (21, 22) have two
            values in each byte of `numpy()`, which is flat and of uint8.
        device_type, device_id, vendor_id
            See `ortvalue_from_numpy`.
        memory_info : OrtMemoryInfo, optional
            In place of the device.

        Raises
        ------
        RuntimeError
            If the shape or type cannot be had, or there is no such device.
        """
        if memory_info is not None:
            if (device_type, device_id, vendor_id) != ("cpu", 0, -1):
                warnings.warn(
                    "device_type, device_id, and vendor_id are ignored when memory_info is provided.",
                    stacklevel=2,
                )
            device_type, device_id = memory_info.name.lower(), memory_info.device_id
        dtype = js_from_element(element_type)
        sizes = tuple(int(size) for size in shape)
        if any(size < 0 for size in sizes):
            raise RuntimeError(f"A tensor has no negative sizes: {list(sizes)}.")
        if dtype in PACKED:
            value = cls(array=np.zeros((math.prod(sizes) + 1) // 2, np.uint8))
            value._kind, value._shape = dtype, sizes
            return value
        array = np.full(sizes, "", object) if dtype == "string" else np.zeros(sizes, NUMPY[dtype])
        return cls._on_gpu(dtype, array, sizes) if is_gpu(device_type, device_id) else cls(array=array)

    @classmethod
    def _on_gpu(cls, dtype: str, array: np.ndarray, shape: tuple[int, ...]) -> OrtValue:
        if dtype == "string":
            raise RuntimeError("A GPU holds no strings.")
        home = engine.current()
        runtime = None if home is None else home.gpu()
        if runtime is None:
            raise RuntimeError(
                "The GPU has not been started: make a session with WebGpuExecutionProvider first."
            )
        tensor = home.upload(runtime, dtype, _page.buffer(bytes_of(array)), _page.to_js(shape))
        return cls(tensor, runtime, lies_on_gpu=True)

    @property
    def tensor(self) -> Any:
        """The tensor of onnxruntime-web, to give to JavaScript; an array is copied into a new one."""
        return self._tensor if self._array is None else self._tensor_for(engine.current())

    def _tensor_for(self, runtime: Any) -> Any:
        if self._array is None:
            return self._tensor
        return tensor_from(self._array, runtime, self._dtype, self._shape)

    def numpy(self) -> np.ndarray:
        """Give the values.

        Returns
        -------
        ndarray
            The array that the value was made from, or a new one: copied from JavaScript, downloaded from a
            GPU. Strings are objects.

        Raises
        ------
        RuntimeError
            Where the values are on a GPU and the page cannot wait: use `await value.numpy_async()`.
        """
        if self._array is not None:
            return self._array.view()
        if self._lies_on_gpu:
            return _page.block("await value.numpy_async()", self.numpy_async)
        return array_from(self._tensor, self._runtime)

    async def numpy_async(self) -> np.ndarray:
        """Give the values, as `numpy` does, wherever they are."""
        if not self._lies_on_gpu:
            return self.numpy()
        try:
            return arrays_of(await _started_engine().download(self._runtime, self._tensor))[0]
        except _page.JsException as error:
            raise from_js(error) from None

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        return np.array(array, dtype, copy=copy) if copy is not None else np.asarray(array, dtype)

    def __dlpack__(self, *, stream: Any = None) -> Any:
        return self._shared().__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._shared().__dlpack_device__()

    @classmethod
    def from_dlpack(cls, data: Any, /) -> OrtValue:
        """Make a tensor that shares the memory of another library's, by the DLPack protocol."""
        return cls(array=np.from_dlpack(data))

    def update_inplace(self, data: np.ndarray | OrtValue) -> None:
        """Copy values into the tensor; they must have its dtype and as many items.

        Raises
        ------
        RuntimeError
            Where they have not.
        TypeError
            Where they are neither an array nor an `OrtValue`.
        """
        source = data.numpy() if isinstance(data, OrtValue) else data
        if not isinstance(source, np.ndarray):
            raise TypeError("data must be a numpy.ndarray or an OrtValue.")
        dtype = js_dtype(source.dtype)
        if dtype != ("uint8" if self._dtype in PACKED else self._dtype):
            raise RuntimeError(f"The data is {onnx_type(dtype)}, the OrtValue {self.data_type()}.")
        if source.size != self._items():
            raise RuntimeError(
                f"The data has {source.size} items, which does not fit an OrtValue of {self.shape()}."
            )
        if self._lies_on_gpu:
            _started_engine().write(self._runtime, self._tensor, _page.buffer(bytes_of(source)))
            return
        target = self._shared()
        target[...] = source.reshape(target.shape)

    def _items(self) -> int:
        """How many items its array has: two of 4 bits lie in one."""
        count = math.prod(self.shape())
        return (count + 1) // 2 if self._dtype in PACKED else count

    def _shared(self) -> np.ndarray:
        # From here on the array is what counts: whoever has its memory may write to it.
        if self._lies_on_gpu:
            raise RuntimeError("Values on a GPU have no address: copy them with numpy().")
        if self._array is None:
            self._kind, self._array = self._dtype, array_from(self._tensor, self._runtime)
            self._shape, self._tensor = self._array.shape, None
        return self._array

    def data_ptr(self) -> int:
        """Give the address of the values, which are brought to Python's memory; `RuntimeError` on a GPU."""
        return self._shared().ctypes.data

    def device_name(self) -> str:
        """Give `cpu` or `webgpu`."""
        return "webgpu" if self._lies_on_gpu else "cpu"

    def shape(self) -> list[int]:
        """Give the sizes."""
        return list(self._tensor.dims if self._shape is None else self._shape)

    def data_type(self) -> str:
        """Give onnxruntime's word for the type, such as `tensor(float)`."""
        return onnx_type(self._dtype)

    def element_type(self) -> int:
        """Give the type's number in `TensorProto.DataType`."""
        return NUMBERS[self._dtype]

    def tensor_size_in_bytes(self) -> int:
        """Give the size of the values; `RuntimeError` for strings, which have none."""
        if self._dtype == "string":
            raise RuntimeError("A tensor of strings has no size in bytes.")
        return self._items() * (1 if self._dtype in PACKED else NUMPY[self._dtype].itemsize)

    def has_value(self) -> bool:
        """Whether there is something in it: always."""
        return True

    def is_tensor(self) -> bool:
        """Whether it is a tensor: always."""
        return True

    def is_sparse_tensor(self) -> bool:
        """Whether it is a sparse tensor: onnxruntime-web has none."""
        return False

    def is_tensor_sequence(self) -> bool:
        """Whether it is a sequence: onnxruntime-web has none."""
        return False

    @classmethod
    def ort_value_from_sparse_tensor(cls, sparse_tensor: Any) -> OrtValue:
        """Refused: onnxruntime-web has no sparse tensors."""
        raise NotImplementedError("onnxruntime-web has no sparse tensors.")

    def as_sparse_tensor(self) -> Any:
        """Refused: onnxruntime-web has no sparse tensors."""
        raise NotImplementedError("onnxruntime-web has no sparse tensors.")

    def close(self) -> None:
        """Free what the tensor holds now, not when it is collected. It cannot be used afterwards."""
        if self._array is not None or self._tensor is None:
            return
        if self._lies_on_gpu:
            self._runtime.free(self._tensor)
        else:
            self._tensor.dispose()

    def __del__(self) -> None:
        # What is on a GPU is not JavaScript's to collect.
        if getattr(self, "_tensor", None) is not None and self._lies_on_gpu:
            self.close()


def copy_tensors(src: Sequence[OrtValue], dst: Sequence[OrtValue], stream: Any = None) -> None:
    """Copy the values of each of `src` into that of `dst`; `stream` has no effect here."""
    if len(src) != len(dst):
        raise RuntimeError(f"There are {len(src)} sources and {len(dst)} targets.")
    for source, target in zip(src, dst, strict=True):
        target.update_inplace(source)


def _started_engine() -> Any:
    home = engine.current()
    if home is None:
        raise RuntimeError("There is no engine: make a session first.")
    return home
