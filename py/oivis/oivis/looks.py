"""Looks of our own: what each does to a colour. They become tables for the filter `lut`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cube import KEPT_3D, cube_texture

Look = Callable[[np.ndarray], np.ndarray]

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def _luma(rgb: np.ndarray) -> np.ndarray:
    return (rgb @ _LUMA)[..., None]


def _curve(value: np.ndarray, steep: float) -> np.ndarray:
    """More contrast round the middle: 0 none, 1 much; black and white stay."""
    return value + steep * (value * value * (3 - 2 * value) - value)


def _saturate(rgb: np.ndarray, amount: float) -> np.ndarray:
    luma = _luma(rgb)
    return luma + amount * (rgb - luma)


def _tone(rgb: np.ndarray, shadows: tuple, lights: tuple, strength: float) -> np.ndarray:
    """Split toning: a colour added to the dark, another to the bright; grey in the middle."""
    luma = _luma(np.clip(rgb, 0, 1))
    low, high = (np.array(colour, np.float32) - 0.5 for colour in (shadows, lights))
    return rgb + strength * ((1 - luma) ** 2 * low + luma**2 * high) * (1 - np.abs(2 * luma - 1) ** 3)


def _film(rgb: np.ndarray) -> np.ndarray:
    rgb = _tone(_curve(rgb, 0.55), (0.36, 0.50, 0.58), (0.70, 0.56, 0.38), 0.55)
    return 0.035 + 0.945 * _saturate(rgb, 0.94)


def _teal(rgb: np.ndarray) -> np.ndarray:
    rgb = _tone(_curve(rgb, 0.5), (0.20, 0.52, 0.66), (0.78, 0.54, 0.30), 0.75)
    return _saturate(rgb, 1.12)


def _golden(rgb: np.ndarray) -> np.ndarray:
    warm = rgb * np.array([1.10, 1.005, 0.80], np.float32)
    return 0.02 + 0.98 * _saturate(
        _tone(_curve(warm, 0.25), (0.56, 0.46, 0.46), (0.75, 0.60, 0.35), 0.45), 1.08
    )


def _fade(rgb: np.ndarray) -> np.ndarray:
    rgb = _saturate(_curve(rgb**0.85, 0.15), 0.78)
    return np.array([0.115, 0.110, 0.130], np.float32) + np.array([0.835, 0.830, 0.795], np.float32) * rgb


def _silver(rgb: np.ndarray) -> np.ndarray:
    # Skin is light in red: what takes its grey from red and green flatters it.
    grey = (rgb @ np.array([0.38, 0.52, 0.10], np.float32))[..., None]
    return _tone(np.repeat(_curve(grey, 0.35), 3, axis=-1), (0.49, 0.50, 0.53), (0.54, 0.51, 0.47), 0.5)


def _noir(rgb: np.ndarray) -> np.ndarray:
    grey = (rgb @ np.array([0.45, 0.45, 0.10], np.float32))[..., None]
    return np.repeat(_curve(_curve(np.clip(1.04 * grey - 0.03, 0, 1), 1.0), 0.45), 3, axis=-1)


LOOKS: dict[str, Look] = {
    "film": _film,
    "teal": _teal,
    "golden": _golden,
    "fade": _fade,
    "silver": _silver,
    "noir": _noir,
}


def look_table(name: str) -> np.ndarray:
    """The table of a look: uint8 [33, 33 * 33, 4], laid out as `cube.read_cube` says."""
    steps = np.linspace(0, 1, KEPT_3D, dtype=np.float32)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    return cube_texture(LOOKS[name](np.stack([red, green, blue], axis=-1)))
