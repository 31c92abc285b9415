"""What goes wrong while the stage goes on: each failure is told once, by a code and a sentence."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from .errors import CODES


class Failures:
    """Tells the page of failures, and says none twice in a row.

    Parameters
    ----------
    emit : callable
        Takes the kind and the record.

    Attributes
    ----------
    timestamp_ms : float
        Of the frame in hand; each record has it.
    """

    def __init__(self, emit: Callable[[str, dict[str, Any]], None]) -> None:
        self._emit = emit
        self._failing: set[str] = set()
        self.timestamp_ms = 0.0

    def fail(self, part: str, error: Exception) -> None:
        """Tell of a failure once; `part` is what has to work before it is told again."""
        if part in self._failing:
            return
        self._failing.add(part)
        # Errors of the page's JavaScript carry the same two fields as our own.
        code, message = getattr(error, "code", None), getattr(error, "message", None)
        if code in CODES and message:
            self.tell(code, str(message))
            return
        traceback.print_exception(error)
        self.tell("python-failed", f"The stage stumbled ({type(error).__name__}: {error}). Reload the page.")

    def works(self, part: str) -> None:
        """A part has worked: the next time that it fails is told."""
        self._failing.discard(part)

    def tell(self, code: str, message: str) -> None:
        """Tell of something that is wrong."""
        self._emit("error", {"code": code, "message": message, "timestamp": self.timestamp_ms})
