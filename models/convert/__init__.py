"""TFLite to ONNX, without TensorFlow: only the flat-buffer schema, NumPy and onnx."""

from models.convert.convert import UnsupportedError, convert

__all__ = ["UnsupportedError", "convert"]
