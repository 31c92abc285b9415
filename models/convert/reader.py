"""What a .tflite file holds: operators in order, shapes, constants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tflite

KINDS = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
DTYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.UINT8: np.uint8,
    tflite.TensorType.INT64: np.int64,
    tflite.TensorType.INT8: np.int8,
}


@dataclass(frozen=True)
class Operator:
    """One operator: its kind (a custom one's name), and the numbers of the tensors it reads and makes."""

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    raw: Any

    def options(self, schema: type) -> Any:
        """The built-in options, read as `schema` (a class of the `tflite` package)."""
        options = schema()
        table = self.raw.BuiltinOptions()
        options.Init(table.Bytes, table.Pos)
        return options

    def custom(self) -> bytes:
        """The options of a custom operator, as its author packed them."""
        return self.raw.CustomOptionsAsNumpy().tobytes()


class Reader:
    """The one subgraph of a .tflite file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    ValueError
        If this is not a .tflite file, or it does not hold exactly one subgraph.
    """

    def __init__(self, data: bytes) -> None:
        if data[4:8] != b"TFL3":
            raise ValueError(f"not a .tflite file: bytes 4 to 8 are {data[4:8]!r}, they should be b'TFL3'")
        self._model = tflite.Model.GetRootAs(data, 0)
        if self._model.SubgraphsLength() != 1:
            raise ValueError(f"{self._model.SubgraphsLength()} subgraphs; this converter takes exactly one")
        self._graph = self._model.Subgraphs(0)
        self.inputs = tuple(int(i) for i in self._graph.InputsAsNumpy())
        self.outputs = tuple(int(i) for i in self._graph.OutputsAsNumpy())

    def operators(self) -> Iterator[Operator]:
        """Every operator, in the order of running."""
        for number in range(self._graph.OperatorsLength()):
            raw = self._graph.Operators(number)
            code = self._model.OperatorCodes(raw.OpcodeIndex())
            # Files older than 2020 have the kind in the deprecated byte only.
            builtin = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            custom = builtin == tflite.BuiltinOperator.CUSTOM
            kind = code.CustomCode().decode() if custom else KINDS[builtin]
            yield Operator(
                kind,
                tuple(int(i) for i in raw.InputsAsNumpy()),
                tuple(int(i) for i in raw.OutputsAsNumpy()),
                raw,
            )

    def shape(self, tensor: int) -> tuple[int, ...]:
        """Shape of a tensor, as TFLite has it (NHWC)."""
        raw = self._graph.Tensors(tensor)
        return tuple(int(size) for size in raw.ShapeAsNumpy()) if raw.ShapeLength() else ()

    def constant(self, tensor: int) -> np.ndarray | None:
        """Value of a constant tensor; none if it is computed, or absent (number -1)."""
        if tensor < 0:
            return None
        raw = self._graph.Tensors(tensor)
        buffer = self._model.Buffers(raw.Buffer())
        if not buffer.DataLength():
            return None
        if raw.Sparsity() is not None:
            raise ValueError(f"tensor {tensor} is sparse; only dense constants are read")
        dtype = DTYPES.get(raw.Type())
        if dtype is None:
            raise ValueError(
                f"tensor {tensor} has element type {raw.Type()}; one of {sorted(DTYPES)} is read"
            )
        return np.frombuffer(buffer.DataAsNumpy().tobytes(), dtype).reshape(self.shape(tensor))
