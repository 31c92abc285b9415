"""What the bridge takes from Pyodide. No other file imports it."""

from __future__ import annotations

import sys
from typing import Any

from .errors import OrtError

if sys.platform == "emscripten":
    from js import Object, Uint8Array
    from pyodide.ffi import JsException, JsProxy, can_run_sync, run_sync, to_js

    __all__ = [
        "JsException",
        "JsProxy",
        "Uint8Array",
        "can_run_sync",
        "engine",
        "run_sync",
        "to_js",
        "to_object",
    ]

    def to_object(value: Any) -> Any:
        """Copy a mapping, and what it holds, into a plain JavaScript object."""
        return to_js(value, dict_converter=Object.fromEntries)

    def engine() -> Any:
        """Give the engine that the page has registered."""
        try:
            import _ortweb
        except ModuleNotFoundError as error:
            raise OrtError(
                "unsupported",
                "The page has not given Python its engine: call register(pyodide, engine) of bridge.js.",
            ) from error
        return _ortweb

else:

    def __getattr__(name: str) -> Any:
        raise OrtError(
            "unsupported",
            "ortweb runs in a page, under Pyodide. In CPython use onnxruntime, which has the same names.",
        )
