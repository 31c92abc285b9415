"""onnxruntime in a browser: the names of ortweb under onnxruntime's own."""

# ruff: noqa: F403

import sys

if sys.platform != "emscripten":
    raise ImportError(
        "This is the onnxruntime of Pyodide, which runs in a browser only. Here, install the real one: "
        "pip uninstall onnxruntime, then pip install onnxruntime."
    )

from ortweb import *
from ortweb import __all__, __author__, __version__

__all__ = [*__all__, "__author__", "__version__"]
