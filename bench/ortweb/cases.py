"""The backend node tests of ONNX, as a page takes them and as ONNX's own runner judges them."""

from __future__ import annotations

import base64
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases
from onnx.backend.test.runner import Runner

# ONNX's number of an element type -> onnxruntime-web's word for it.
WORDS: dict[int, str] = {
    TensorProto.FLOAT: "float32",
    TensorProto.UINT8: "uint8",
    TensorProto.INT8: "int8",
    TensorProto.UINT16: "uint16",
    TensorProto.INT16: "int16",
    TensorProto.INT32: "int32",
    TensorProto.INT64: "int64",
    TensorProto.STRING: "string",
    TensorProto.BOOL: "bool",
    TensorProto.FLOAT16: "float16",
    TensorProto.DOUBLE: "float64",
    TensorProto.UINT32: "uint32",
    TensorProto.UINT64: "uint64",
    TensorProto.UINT4: "uint4",
    TensorProto.INT4: "int4",
}
DTYPES = {word: onnx.helper.tensor_dtype_to_np_dtype(number) for number, word in WORDS.items()}

# The newest that onnxruntime-web 1.30 takes. Most operators are the same in the opsets after it.
OPSET, IR_VERSION = 26, 13


@dataclass(frozen=True)
class Case:
    """One node test.

    Attributes
    ----------
    name : str
        ONNX's, such as ``test_abs``.
    operator : str
        What it tests; with its domain where that is not ONNX's own.
    model : ModelProto
    is_stamped_back : bool
        Whether the model is marked as one of `OPSET` in place of a newer one, which the runtime refuses.
    inputs, outputs : list
        Arrays, NumPy scalars, `TensorProto`, lists for sequences, None for what is left out.
    rtol, atol : float
    """

    name: str
    operator: str
    model: onnx.ModelProto
    is_stamped_back: bool
    inputs: list[Any]
    outputs: list[Any]
    rtol: float
    atol: float

    def to_page(self) -> dict[str, Any] | None:
        """Give what a page needs to run it; None where an input is of no type that JavaScript has."""
        inputs = []
        for declared, value in zip(self.model.graph.input, self.inputs, strict=True):
            if value is None:
                continue
            packed = _packed(declared, value)
            if packed is None:
                return None
            inputs.append({"name": declared.name, **packed})
        outputs = [output.name for output in self.model.graph.output]
        model = base64.b64encode(self.model.SerializeToString()).decode()
        return {"name": self.name, "model": model, "inputs": inputs, "outputs": outputs}

    def difference(self, given: list[dict[str, Any]]) -> str:
        """Say how a page's outputs differ from what ONNX expects; empty where they do not."""
        expected = [_array(value) for value in self.outputs]
        try:
            Runner.assert_similar_outputs(expected, [_unpacked(one) for one in given], self.rtol, self.atol)
        except (AssertionError, TypeError, AttributeError) as error:
            return " ".join(str(error).split()) or type(error).__name__
        return ""


@cache
def cases() -> dict[str, Case]:
    """Make all node tests of the installed ONNX, by name."""
    with warnings.catch_warnings():
        # Reference implementations divide by zero on purpose.
        warnings.simplefilter("ignore")
        made = collect_testcases(None)
    models = {test.name: test.model for test in made if test.model is not None}
    found = {}
    for test in made:
        # An expanded case has the nodes of the operator's function in its place.
        node = models[test.name.split("_expanded")[0]].graph.node[0]
        operator = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
        ((inputs, outputs),) = test.data_sets or ()
        model = models[test.name]
        found[test.name] = Case(
            name=test.name,
            operator=operator,
            model=model,
            is_stamped_back=_stamp_back(model),
            inputs=list(inputs),
            outputs=list(outputs),
            rtol=test.rtol,
            atol=test.atol,
        )
    return found


def _stamp_back(model: onnx.ModelProto) -> bool:
    newer = [opset for opset in model.opset_import if not opset.domain and opset.version > OPSET]
    for opset in newer:
        opset.version = OPSET
    model.ir_version = min(model.ir_version, IR_VERSION)
    return bool(newer)


def _array(value: Any) -> Any:
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else value


def _packed(declared: onnx.ValueInfoProto, value: Any) -> dict[str, Any] | None:
    kind = declared.type.optional_type.elem_type if declared.type.HasField("optional_type") else declared.type
    word = WORDS.get(kind.tensor_type.elem_type)
    if word is None:
        return None
    array = np.asarray(_array(value))
    packed = {"type": word, "dims": list(array.shape)}
    if word == "string":
        texts = [text.decode() if isinstance(text, bytes) else str(text) for text in array.reshape(-1)]
        return {**packed, "texts": texts}
    # As ONNX lays it out: little-endian, two integers of 4 bits in a byte.
    raw = numpy_helper.from_array(array).raw_data
    return {**packed, "data": base64.b64encode(raw).decode()}


def _unpacked(given: dict[str, Any]) -> np.ndarray:
    if given["type"] == "string":
        return np.array(given["texts"], object).reshape(given["dims"])
    data = base64.b64decode(given["data"])
    return np.frombuffer(data, DTYPES[given["type"]]).reshape(given["dims"])
