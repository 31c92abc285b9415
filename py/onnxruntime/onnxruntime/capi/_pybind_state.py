"""onnxruntime's other name for the module beside it."""

# ruff: noqa: F401, F403

from .onnxruntime_pybind11_state import *
from .onnxruntime_pybind11_state import NotImplemented
