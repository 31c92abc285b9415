"""What goes wrong at the bridge."""

from __future__ import annotations

from typing import Any


class OrtError(RuntimeError):
    """The runtime, the page or a model file let the caller down.

    Parameters
    ----------
    code : str
        `model-corrupt`, `model-missing`, `model-failed` or `unsupported`.
    message : str
        What is wrong and what would be right.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def from_js(error: Any) -> Exception:
    """Give the Python error for one that JavaScript threw.

    Parameters
    ----------
    error : JsException
        Of the bridge, with a `code`, or any other.

    Returns
    -------
    Exception
        `ValueError` where the caller fed what the model does not take, else `OrtError`.
    """
    code = getattr(error, "code", None)
    if code == "feed-invalid":
        return ValueError(error.message)
    return OrtError(code or "model-failed", error.message)
