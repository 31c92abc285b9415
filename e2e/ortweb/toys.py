"""Models of a few nodes, and what they give."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime
from onnx import TensorProto, helper, parser

from setup.examples import models

SIZE = 8
THUMB = np.arange(4 * 4 * 3, dtype=np.uint8).reshape(4, 4, 3) * 5

# dtype of onnxruntime-web -> (of ONNX, an operator that WebAssembly has for it)
DTYPES = {
    "float32": TensorProto.FLOAT,
    "float16": TensorProto.FLOAT16,
    "float64": TensorProto.DOUBLE,
    "uint8": TensorProto.UINT8,
    "int8": TensorProto.INT8,
    "uint16": TensorProto.UINT16,
    "int16": TensorProto.INT16,
    "uint32": TensorProto.UINT32,
    "int32": TensorProto.INT32,
    "uint64": TensorProto.UINT64,
    "int64": TensorProto.INT64,
    "bool": TensorProto.BOOL,
}


def reverse(dtype: int) -> bytes:
    """`y` is `x`, shape [rows, 3], with the columns in reverse."""
    x, y = (helper.make_tensor_value_info(name, dtype, ["rows", 3]) for name in "xy")
    columns = helper.make_tensor("columns", TensorProto.INT64, [3], [2, 1, 0])
    graph = helper.make_graph(
        [helper.make_node("Gather", ["x", "columns"], ["y"], axis=1)], "g", [x], [y], [columns]
    )
    return _bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8))


def arithmetic() -> bytes:
    """Two inputs, two outputs: `sum` and `difference` of `a` and `b`, float32 [2]."""
    return models()["arithmetic.onnx"]


def sentences() -> bytes:
    """`y` is `x` backwards, strings of any number."""
    return models()["sentences.onnx"]


def scalar() -> bytes:
    """`y` is `x` times the scalar `factor`; `echo` is `factor`."""
    return models()["scalar.onnx"]


def optional() -> bytes:
    """`y` says whether `x`, which may be left out, is there."""
    return models()["optional.onnx"]


def sequence() -> bytes:
    """`pair` is a sequence of `x` and `x`, `y` is -`x`."""
    return _text(
        """g (float[2] x) => (seq(float[2]) pair, float[2] y) {
          pair = SequenceConstruct (x, x)
          y = Neg (x)
        }"""
    )


def nibbles() -> bytes:
    """`y` is `x`, three integers of 4 bits, as float32."""
    return _bytes(
        parser.parse_model(
            """<ir_version: 10, opset_import: ["" : 21]>
            g (int4[3] x) => (float[3] y) { y = Cast <to = 1> (x) }"""
        )
    )


def described() -> bytes:
    """A model with metadata, an initializer with a default, and sizes of every kind: `y` is `x` times `w`."""
    return models()["described.onnx"]


def external(folder: Path, name: str, location: str | None = None) -> None:
    """Write a model whose weights, 0 to 999, are in a file beside it: `y` is `x` plus them.

    With a `location`, it asks for another file, which is not written.
    """
    weights = np.arange(1000, dtype=np.float32)
    model = parser.parse_model(
        """<ir_version: 8, opset_import: ["" : 18]>
        g (float[1000] x) => (float[1000] y) { y = Add (x, w) }"""
    )
    model.graph.initializer.append(onnx.numpy_helper.from_array(weights, "w"))
    onnx.save(model, folder / name, save_as_external_data=True, location=f"{name}.data", size_threshold=100)
    if location is not None:
        model = onnx.load(folder / name, load_external_data=False)
        (place,) = (entry for entry in model.graph.initializer[0].external_data if entry.key == "location")
        place.value = location
        (folder / name).write_bytes(model.SerializeToString())


def matte(dtype: str = "uint8", scale: float = 1) -> bytes:
    """A portrait model: red / 2 + green / 4 + blue / 4 of RGBA pixels. Of float32, it is the WebGL twin."""
    word = {"uint8": "uint8", "float32": "float"}[dtype]
    weights = ", ".join(str(scale * weight) for weight in (0.5, 0.25, 0.25, 0.0))
    model = parser.parse_model(
        f"""<ir_version: 8, opset_import: ["" : 13]>
        g ({word}[1, {SIZE}, {SIZE}, 4] pixels) => ({word}[1, {SIZE}, {SIZE}] matte)
        <float[1, 4, 1, 1] w = {{{weights}}}, int64[3] shape = {{1, {SIZE}, {SIZE}}}> {{
          floats = {"Cast<to = 1>" if dtype == "uint8" else "Abs"} (pixels)
          planes = Transpose<perm = [0, 3, 1, 2]> (floats)
          sum = Conv (planes, w)
          flat = Reshape (sum, shape)
          matte = {"Cast<to = 2>" if dtype == "uint8" else "Floor"} (flat)
        }}"""
    )
    return _bytes(model)


def undefined() -> bytes:
    """`matte` is 0 / 0, float32 of the pixels' shape."""
    return _bytes(
        parser.parse_model(
            f"""<ir_version: 8, opset_import: ["" : 13]>
            g (uint8[1, {SIZE}, {SIZE}, 4] pixels) => (float[1, {SIZE}, {SIZE}, 4] matte) {{
              floats = Cast<to = 1> (pixels)
              zero = Sub (floats, floats)
              matte = Div (zero, zero)
            }}"""
        )
    )


def reference(content: bytes, offset: int = 0) -> dict:
    """The reference of a matte model, from onnxruntime in CPython; `offset` makes a wrong one."""
    each = np.arange(SIZE) * len(THUMB) // SIZE
    pixels = np.full((1, SIZE, SIZE, 4), 255, np.uint8)
    pixels[0, :, :, :3] = THUMB[each][:, each]
    (output,) = onnxruntime.InferenceSession(content).run(None, {"pixels": pixels})
    values = [int(value) + offset for value in output.reshape(-1)[::5]]
    return {
        "thumb": {"rgb": base64.b64encode(THUMB.tobytes()).decode(), "height": 4, "width": 4},
        "outputs": {"matte": {"stride": 5, "values": values, "tolerance": 1}},
    }


def write(folder: Path) -> dict[str, dict]:
    """Write the matte models; give the entry of each provider's file, as `open` takes it."""
    contents = {"wasm": matte(), "webgpu": matte(), "webgl": matte("float32"), "wrong": matte(scale=0.8)}
    return {name: entry(folder, f"matte.{name}.onnx", content) for name, content in contents.items()}


def entry(folder: Path, name: str, content: bytes) -> dict:
    """Write a file; give its url, sha256 and size."""
    (folder / name).write_bytes(content)
    return {"url": f"/models/{name}", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _text(graph: str) -> bytes:
    return _bytes(parser.parse_model(f'<ir_version: 8, opset_import: ["" : 18]> {graph}'))


def _bytes(model: onnx.ModelProto) -> bytes:
    onnx.checker.check_model(model)
    return model.SerializeToString()
