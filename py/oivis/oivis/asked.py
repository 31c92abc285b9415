"""What the page asks of the stage: JSON in, and nothing out, or a sentence that says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .errors import OivisError


def answer(change: Callable[[], None]) -> str:
    """Do what was asked for; give nothing, or the sentence of what it raised."""
    try:
        change()
    except OivisError as error:
        return error.message
    except Exception as error:
        # Of the page's JavaScript, such as a filter that does not compile.
        return str(getattr(error, "message", None) or error)
    return ""


def parse(text: str) -> Any:
    """Read JSON; `OivisError` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OivisError("unsupported", f"That is no JSON ({error}).") from error
