"""Inputs and outputs that are bound to a session, and where they lie."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _page
from .device import is_gpu
from .dtypes import NUMPY, js_from_element
from .value import OrtValue

if TYPE_CHECKING:
    from .session import Session


class IOBinding:
    """What a session runs on, and where its results go; made by `session.io_binding()`.

    An output that is bound to `webgpu` stays on the GPU, and can be bound as the input of the next model.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inputs: dict[str, Any] = {}
        # Whether the output is to stay on the GPU, and the value that is to take it.
        self._outputs: dict[str, tuple[bool, OrtValue | None]] = {}
        self._results: list[OrtValue] = []

    def bind_cpu_input(self, name: str, arr_on_cpu: np.ndarray) -> None:
        """Bind an input to an array, which is kept and copied for each run.

        Raises
        ------
        RuntimeError
            If the model has no such input, or it is no array.
        """
        if not isinstance(arr_on_cpu, np.ndarray):
            raise RuntimeError(f"An input is bound to a numpy array, not to {type(arr_on_cpu).__name__}.")
        self._inputs[self._known(name)] = arr_on_cpu

    def bind_input(
        self,
        name: str,
        device_type: str,
        device_id: int,
        element_type: Any,
        shape: Sequence[int],
        buffer_ptr: int,
    ) -> None:
        """Bind an input to values in Python's memory.

        Parameters
        ----------
        name : str
        device_type, device_id
            `cpu`, 0: values on a GPU have no address, bind them as an `OrtValue`.
        element_type : dtype-like or int
            What NumPy takes, or a number of `TensorProto.DataType`.
        shape : sequence of int
        buffer_ptr : int
            Address of the first value, such as `array.ctypes.data`. The memory must outlive the binding.
        """
        if is_gpu(device_type, device_id):
            raise RuntimeError("Values on a GPU have no address: use bind_ortvalue_input.")
        self._inputs[self._known(name)] = _at(buffer_ptr, element_type, shape)

    def bind_ortvalue_input(self, name: str, ortvalue: OrtValue) -> None:
        """Bind an input to a value."""
        self._inputs[self._known(name)] = ortvalue

    def bind_output(
        self,
        name: str,
        device_type: str = "cpu",
        device_id: int = 0,
        element_type: Any = None,
        shape: Sequence[int] | None = None,
        buffer_ptr: int | None = None,
    ) -> None:
        """Ask for an output, and say where it is to lie.

        Parameters
        ----------
        name : str
        device_type, device_id
            `cpu` or `webgpu`, 0.
        element_type, shape, buffer_ptr : optional
            Memory that is to take the values, as for `bind_input`; `cpu` alone.
        """
        on_gpu = is_gpu(device_type, device_id)
        value = None
        if buffer_ptr is not None:
            if element_type is None or shape is None:
                raise ValueError(
                    "`element_type` and `shape` are to be provided if pre-allocated memory is provided"
                )
            if on_gpu:
                raise RuntimeError("Values on a GPU have no address: use bind_ortvalue_output.")
            value = OrtValue(array=_at(buffer_ptr, element_type, shape))
        self._outputs[name] = (on_gpu, value)

    def bind_ortvalue_output(self, name: str, ortvalue: OrtValue) -> None:
        """Ask for an output, and name the value that is to take it."""
        self._outputs[name] = (ortvalue.device_name() == "webgpu", ortvalue)

    def synchronize_inputs(self) -> None:
        """Do nothing: the runtime keeps the order."""

    def synchronize_outputs(self) -> None:
        """Do nothing: the runtime keeps the order."""

    def get_outputs(self) -> list[OrtValue]:
        """Give the results of the last run, in the order in which they were bound."""
        return list(self._results)

    def get_outputs_as_ortvaluevector(self) -> list[OrtValue]:
        """Give the results of the last run; a list, as there are no vectors of the C library here."""
        return list(self._results)

    def copy_outputs_to_cpu(self) -> list[np.ndarray]:
        """Give the results of the last run as arrays, and wait for those on the GPU."""
        if any(value._lies_on_gpu for value in self._results):
            return _page.block("await binding.copy_outputs_to_cpu_async()", self.copy_outputs_to_cpu_async)
        return [value.numpy() for value in self._results]

    async def copy_outputs_to_cpu_async(self) -> list[np.ndarray]:
        """Give the results of the last run as arrays."""
        return [await value.numpy_async() for value in self._results]

    def clear_binding_inputs(self) -> None:
        """Forget the inputs."""
        self._inputs.clear()

    def clear_binding_outputs(self) -> None:
        """Forget the outputs, and the results."""
        self._outputs.clear()
        self._results = []

    def _known(self, name: str) -> str:
        if not any(arg.name == name for arg in self._session.get_inputs()):
            raise RuntimeError(f"Failed to find NodeArg with name: {name} in the def list")
        return name

    def _wanted(self) -> tuple[list[str], list[str], list[Any]]:
        """Give the names of the outputs, their places, and the tensors that are to take them."""
        if not self._outputs:
            raise RuntimeError("No output is bound: call bind_output first.")
        places = ["gpu-buffer" if on_gpu else "cpu" for on_gpu, _ in self._outputs.values()]
        # onnxruntime-web 1.30 fills no tensor of the CPU; _keep copies.
        fetches = [value.tensor if on_gpu and value else None for on_gpu, value in self._outputs.values()]
        return list(self._outputs), places, fetches

    def _keep(self, results: list[OrtValue]) -> None:
        self._results = []
        for result, (on_gpu, value) in zip(results, self._outputs.values(), strict=True):
            if value is not None:
                if on_gpu:
                    # It is the same tensor, and the value's to free.
                    result._tensor = None
                else:
                    value.update_inplace(result)
            self._results.append(result if value is None else value)


def _at(address: int, element_type: Any, shape: Sequence[int]) -> np.ndarray:
    dtype = NUMPY[js_from_element(element_type)]
    sizes = tuple(int(size) for size in shape)
    if dtype.hasobject or not address:
        raise RuntimeError("Strings have no address, nor has 0 any values.")
    count = int(np.prod(sizes, dtype=np.int64)) * dtype.itemsize
    memory = (ctypes.c_ubyte * count).from_address(address)
    return np.ctypeslib.as_array(memory).view(dtype).reshape(sizes)
