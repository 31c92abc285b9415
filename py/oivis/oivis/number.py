"""Numbers from outside, held to their range."""

from __future__ import annotations

import math
from typing import Any


def check_number(value: Any, least: float, most: float) -> float | int:
    """The value, where it is a number of the range; both ends belong to it.

    Raises
    ------
    ValueError
        Says what it is, and what is allowed.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"is {value!r:.40}, not a number")
    # Written so that a value that is not a number fails as well.
    if not least <= value <= most:
        raise ValueError(f"is {_written(value)}, outside {_written(least)} to {_written(most)}")
    return value


def _written(value: float) -> str:
    """The number as a person reads it: no float is as large as a whole number of JSON may be."""
    try:
        return f"{value:g}"
    except OverflowError:
        return f"{'-' if value < 0 else ''}1e{math.floor(math.log10(abs(value)))} or so"
