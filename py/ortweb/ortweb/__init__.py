"""onnxruntime's Python API over onnxruntime-web, for Pyodide.

The same names as in `onnxruntime`. A page cannot wait, so sessions
are made by `await InferenceSession.create(...)` and run by `await session.run_async(...)`.
"""

from .errors import OrtError
from .session import GraphOptimizationLevel, InferenceSession, NodeArg, SessionOptions
from .value import OrtValue

__all__ = [
    "GraphOptimizationLevel",
    "InferenceSession",
    "NodeArg",
    "OrtError",
    "OrtValue",
    "SessionOptions",
]
