"""Tables of colours from `.cube` files (Adobe, Cube LUT Specification 1.0, 2013; Resolve's ranges too)."""

from __future__ import annotations

import math

import numpy as np

from .errors import OivisError

# What makers of looks use reaches 65; the tables that the GPU is given are this large.
LARGEST_3D = 65
LARGEST_1D = 65_536
KEPT_3D = 33
KEPT_1D = 1024
LARGEST_TEXT = 16_000_000

_SIZES = {"LUT_1D_SIZE": LARGEST_1D, "LUT_3D_SIZE": LARGEST_3D}
_RANGES = ("LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE")
_DOMAIN = ("DOMAIN_MIN", "DOMAIN_MAX")


def read_cube(text: str) -> np.ndarray:
    """Read a `.cube` file.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    ndarray of uint8, shape (n, n * n, 4) or (1, n, 4)
        RGBA, alpha 255, over input 0..1. Of a 3D table: n squares side by side, red to the right, green
        down, blue from square to square; n at most 33. Of a 1D table: the three curves. Larger tables and
        other input ranges are resampled, values outside 0..1 are clipped.

    Raises
    ------
    OivisError
        `source-unreadable`; names the line and what was expected there.
    """
    if len(text) > LARGEST_TEXT:
        raise _refusal(f"it has {len(text)} characters; {LARGEST_TEXT} are the most")
    size, is_cube = 0, False
    low, high = np.zeros(3), np.ones(3)
    values: list[list[float]] = []
    wanted = -1
    number = 0
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        word, *rest = line.split(maxsplit=1)
        if not _is_data(word):
            if values:
                raise _refusal(f"line {number} is {_short(line)} among the colours; expected three numbers")
            arguments = rest[0] if rest else ""
            if word in _SIZES:
                if size:
                    raise _refusal(f"line {number} gives a second size; expected one table in a file")
                size, is_cube = _read_size(number, word, arguments), word == "LUT_3D_SIZE"
                wanted = size**3 if is_cube else size
            elif word in _DOMAIN:
                numbers = _read_numbers(number, arguments, 3)
                low, high = (np.array(numbers), high) if word == "DOMAIN_MIN" else (low, np.array(numbers))
            elif word in _RANGES:
                first, last = _read_numbers(number, arguments, 2)
                low, high = np.full(3, first), np.full(3, last)
            elif word != "TITLE":
                known = ", ".join(("TITLE", *_SIZES, *_DOMAIN, *_RANGES))
                raise _refusal(f"line {number} begins with {_short(word)}; expected {known} or three numbers")
            continue
        if not size:
            raise _refusal(
                f"line {number} has colours, and no size came before; expected LUT_3D_SIZE or LUT_1D_SIZE"
            )
        if len(values) == wanted:
            raise _refusal(f"line {number} is one colour too many; expected {wanted} for size {size}")
        values.append(_read_numbers(number, line, 3))
    if not size:
        raise _refusal(f"after line {number} there is no size; expected LUT_3D_SIZE or LUT_1D_SIZE")
    if len(values) < wanted:
        raise _refusal(
            f"it ends at line {number} after {len(values)} colours; expected {wanted} for size {size}"
        )
    if not (high > low).all():
        raise _refusal(f"its input range {low.tolist()} to {high.tolist()} is empty")
    table = np.array(values, np.float32)
    return (
        cube_texture(table.reshape(size, size, size, 3), low, high) if is_cube else _curves(table, low, high)
    )


def cube_texture(
    table: np.ndarray, low: np.ndarray | float = 0.0, high: np.ndarray | float = 1.0
) -> np.ndarray:
    """Lay a cube of colours out as `read_cube` gives it.

    Parameters
    ----------
    table : ndarray of float, shape (n, n, n, 3)
        RGB 0..1 by blue, green, red.
    low, high : ndarray of float, shape (3,), or float
        The inputs, by red, green, blue, that its first and last colours are for.
    """
    count = min(len(table), KEPT_3D)
    low, high = np.broadcast_to(low, 3), np.broadcast_to(high, 3)
    if count != len(table) or low.any() or (high != 1).any():
        # Axes are blue, green, red; each is resampled by itself, which together is trilinear.
        for axis in range(3):
            table = _resample(table, axis, count, low[2 - axis], high[2 - axis])
    flat = table.transpose(1, 0, 2, 3).reshape(count, count * count, 3)
    return _bytes(flat)


def _curves(table: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    curves = [_resample(table[:, i], 0, KEPT_1D, low[i], high[i]) for i in range(3)]
    return _bytes(np.stack(curves, axis=-1)[None])


def _resample(table: np.ndarray, axis: int, count: int, low: float, high: float) -> np.ndarray:
    """Along one axis, whose entries are for inputs `low` to `high`: `count` of them for 0 to 1."""
    last = table.shape[axis] - 1
    at = np.clip((np.linspace(0, 1, count) - low) / (high - low), 0, 1) * last
    below = np.minimum(at.astype(int), last - 1)
    shape = [1] * table.ndim
    shape[axis] = count
    part = (at - below).reshape(shape).astype(np.float32)
    return np.take(table, below, axis) * (1 - part) + np.take(table, below + 1, axis) * part


def _bytes(rgb: np.ndarray) -> np.ndarray:
    rgba = np.full((*rgb.shape[:2], 4), 255, np.uint8)
    rgba[..., :3] = np.clip(rgb, 0, 1) * 255 + 0.5
    return rgba


def _is_data(word: str) -> bool:
    return word[0] in "+-.0123456789"


def _read_size(number: int, word: str, arguments: str) -> int:
    # Of ASCII digits alone: int() takes more, and thousands of them.
    is_number = arguments.isascii() and arguments.isdigit() and len(arguments) < 10
    size = int(arguments) if is_number else 0
    if not 2 <= size <= _SIZES[word]:
        raise _refusal(f"line {number} has {word} {_short(arguments)}; expected 2 to {_SIZES[word]}")
    return size


def _read_numbers(number: int, text: str, count: int) -> list[float]:
    words = text.split()
    try:
        # float() takes 1_000 as well.
        found = [] if "_" in text else [float(word) for word in words]
    except ValueError:
        found = []
    if len(found) != count or not all(map(math.isfinite, found)):
        names = {2: "two", 3: "three"}
        raise _refusal(f"line {number} is {_short(text)}; expected {names[count]} numbers")
    return found


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")


def _refusal(reason: str) -> OivisError:
    return OivisError("source-unreadable", f"This .cube file cannot be used: {reason}.")
