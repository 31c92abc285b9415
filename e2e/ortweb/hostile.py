"""Models that are none, that lie about their sizes, or that want more memory than there is."""

import onnx
from onnx import TensorProto, parser

HEAD = '<ir_version: 8, opset_import: ["" : 18]>'


def _model(graph: str) -> onnx.ModelProto:
    return parser.parse_model(f"{HEAD} g {graph}")


def _weighing(*dims: int) -> bytes:
    """A model whose weights have eight bytes, whatever their sizes say."""
    model = _model("(float[2] a) => (float[2] y) { y = Add(a, w) }")
    model.graph.initializer.append(
        TensorProto(name="w", data_type=TensorProto.FLOAT, dims=dims, raw_data=b"\0" * 8)
    )
    return model.SerializeToString()


def models() -> dict[str, bytes]:
    """Give the models, by what is wrong with them; each takes `a`, float32 [2]."""
    good = _model("(float[2] a) => (float[2] y) { y = Abs(a) }").SerializeToString()
    huge = (
        "(float[2] a) => (float[n] y) <int64[1] s = {1099511627776}> { z = ConstantOfShape(s) y = Add(z, z) }"
    )
    return {
        "empty": b"",
        "truncated": good[: len(good) // 2],
        "a page": b"<!doctype html><title>404</title>",
        "zeros": bytes(100),
        "more weights than bytes": _weighing(1 << 40),
        "weights of a negative size": _weighing(-3),
        "a circle": _model("(float[2] a) => (float[2] y) { y = Abs(z) z = Neg(y) }").SerializeToString(),
        "no such operator": _model("(float[2] a) => (float[2] y) { y = Nonsense(a) }").SerializeToString(),
        "four terabytes": _model(huge).SerializeToString(),
    }
