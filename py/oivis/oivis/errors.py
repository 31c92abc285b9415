"""The one error that a viewer may meet: a code that support can search for, a sentence to act on."""

from __future__ import annotations

CODES = frozenset(
    {
        "camera-denied",
        "camera-missing",
        "camera-busy",
        "camera-lost",
        "source-unreadable",
        "model-corrupt",
        "model-missing",
        "model-failed",
        "webgl-missing",
        "webgl-lost",
        "shader-compile",
        "python-failed",
        "worker-crashed",
        "unsupported",
        "microphone-denied",
        "publish-failed",
        "plugin-failed",
    }
)


class OivisError(Exception):
    """A failure with a code and one or two sentences: what is wrong, what to do.

    Parameters
    ----------
    code : str
        One of `CODES`.
    message : str
        Shown to the viewer as it is.
    """

    def __init__(self, code: str, message: str) -> None:
        if code not in CODES:
            raise ValueError(f"no error code {code!r}: one of {', '.join(sorted(CODES))}")
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[OivisError], tuple[str, str]]:
        """Both fields survive pickling; `Exception` would keep the message alone."""
        return type(self), (self.code, self.message)
