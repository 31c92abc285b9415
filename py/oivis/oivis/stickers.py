"""Stickers of our own, drawn by signed distances: as sharp as one likes, and no download."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

SIDE = 384
_BORDER = 0.055
_PIXEL = 2.0 / SIDE

# x to the right, y down, -1..1; negative inside.
_X, _Y = np.meshgrid(*[(np.arange(SIDE, dtype=np.float32) + 0.5) * _PIXEL - 1] * 2)

Colour = tuple[float, float, float]
Points = Sequence[tuple[float, float]]


class _Sheet:
    """White die-cut border and a soft shadow first, then what is painted, one shape over the other."""

    def __init__(self, *outlines: np.ndarray) -> None:
        outline = np.minimum.reduce(outlines) - _BORDER
        shadow = np.roll(outline, (round(0.03 * SIDE), 0), axis=(0, 1))
        self.rgba = np.zeros((SIDE, SIDE, 4), np.float32)
        self.rgba[..., 3] = 0.30 * np.clip(0.5 - shadow / 0.07, 0, 1) ** 2
        self.paint(outline, (1.0, 1.0, 1.0))

    def paint(self, shape: np.ndarray, colour: Colour | np.ndarray, amount: float | np.ndarray = 1.0) -> None:
        """Lay a colour over where `shape` is negative."""
        cover = (np.clip(0.5 - shape / _PIXEL, 0, 1) * amount)[..., None]
        over = np.concatenate([np.broadcast_to(colour, (SIDE, SIDE, 3)), np.ones((SIDE, SIDE, 1))], axis=-1)
        self.rgba = over * cover + self.rgba * (1 - cover)

    def bytes(self) -> np.ndarray:
        return (np.clip(self.rgba, 0, 1) * 255 + 0.5).astype(np.uint8)


def _circle(x: float, y: float, radius: float) -> np.ndarray:
    return np.hypot(_X - x, _Y - y) - radius


def _polygon(points: Points, rounding: float = 0.0) -> np.ndarray:
    """Distance to a polygon, its corners rounded outwards."""
    near = np.full_like(_X, np.inf)
    inside = np.zeros(_X.shape, bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        ex, ey = x1 - x0, y1 - y0
        px, py = _X - x0, _Y - y0
        along = np.clip((px * ex + py * ey) / (ex * ex + ey * ey), 0, 1)
        near = np.minimum(near, np.hypot(px - ex * along, py - ey * along))
        crosses = (y0 > _Y) != (y1 > _Y)
        inside ^= crosses & (px < ex * py / (ey if ey else 1.0))
    return np.where(inside, -near, near) - rounding


def _blend(top: Colour, bottom: Colour, low: float = -0.8, high: float = 0.8) -> np.ndarray:
    """From one colour at the height `low` to another at `high`."""
    part = np.clip((_Y - low) / (high - low), 0, 1)[..., None]
    return np.array(top) * (1 - part) + np.array(bottom) * part


def _heart() -> np.ndarray:
    # Exact distance to the unit heart (I. Quilez, "2D distance functions"), point at the origin.
    x, y = np.abs(_X) / 1.28, (0.72 - _Y) / 1.28
    top = np.hypot(x - 0.25, y - 0.75) - np.sqrt(2) / 4
    half = np.maximum(x + y, 0) / 2
    low = np.sqrt(np.minimum(x**2 + (y - 1) ** 2, (x - half) ** 2 + (y - half) ** 2)) * np.sign(x - y)
    shape = np.where(x + y > 1, top, low) * 1.28
    sheet = _Sheet(shape)
    sheet.paint(shape, _blend((1.0, 0.36, 0.44), (0.83, 0.07, 0.25)))
    sheet.paint(np.maximum(shape + 0.10, -(_circle(0.06, 0.12, 0.78))), (1.0, 0.62, 0.66), 0.55)
    sheet.paint(_circle(-0.36, -0.34, 0.09), (1.0, 1.0, 1.0), 0.85)
    return sheet.bytes()


def _star() -> np.ndarray:
    turns = np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2, 0.40, 0.78)
    points = [(float(r * np.sin(t)), float(0.04 - r * np.cos(t))) for r, t in zip(radii, turns, strict=True)]
    shape = _polygon(points, 0.07)
    sheet = _Sheet(shape)
    sheet.paint(shape, _blend((1.0, 0.87, 0.30), (1.0, 0.66, 0.10)))
    # Every second facet is in the shade.
    for at in range(0, 10, 2):
        sheet.paint(
            np.maximum(_polygon([(0.0, 0.04), points[at], points[at - 1]]), shape), (0.93, 0.52, 0.05), 0.28
        )
    sheet.paint(_circle(-0.12, -0.16, 0.06), (1.0, 1.0, 1.0), 0.8)
    return sheet.bytes()


def _crown() -> np.ndarray:
    tips = [(-0.74, -0.22), (-0.37, 0.06), (0.0, -0.46), (0.37, 0.06), (0.74, -0.22)]
    body = _polygon([(-0.62, 0.50), *tips, (0.62, 0.50)], 0.05)
    balls = [_circle(x, y - 0.09, 0.085) for x, y in tips[::2]]
    sheet = _Sheet(body, *balls)
    sheet.paint(body, _blend((1.0, 0.85, 0.35), (0.95, 0.62, 0.13), -0.4, 0.5))
    band = np.maximum(body, 0.30 - _Y)
    sheet.paint(band, (0.86, 0.47, 0.08), 0.75)
    for ball in balls:
        sheet.paint(ball, (1.0, 0.80, 0.28))
    for x, colour in ((-0.40, (0.20, 0.62, 0.95)), (0.0, (0.90, 0.16, 0.32)), (0.40, (0.16, 0.74, 0.52))):
        sheet.paint(_circle(x, 0.42, 0.085), colour)
        sheet.paint(_circle(x - 0.025, 0.395, 0.026), (1.0, 1.0, 1.0), 0.9)
    sheet.paint(np.maximum(body + 0.05, np.abs(_X + 0.30 - 0.2 * _Y) - 0.05), (1.0, 1.0, 0.9), 0.45)
    return sheet.bytes()


def _shades() -> np.ndarray:
    lens = np.abs(_X) - 0.47, _Y + 0.02
    # A superellipse, wider at its top, as the lenses of sunglasses are.
    wide = 0.34 - 0.10 * np.clip(_Y, -0.3, 0.4)
    lenses = ((np.abs(lens[0]) / wide) ** 3 + (np.abs(lens[1]) / 0.28) ** 3) ** (1 / 3) * 0.28 - 0.28
    frame = lenses - 0.055
    bridge = np.maximum(np.abs(_Y + 0.16) - 0.045, np.abs(_X) - 0.2)
    arms = np.maximum(np.abs(_Y + 0.19) - 0.05, np.abs(np.abs(_X) - 0.84) - 0.09)
    sheet = _Sheet(frame, bridge, arms)
    for part in (bridge, arms, frame):
        sheet.paint(part, (0.09, 0.09, 0.11))
    sheet.paint(lenses, _blend((0.13, 0.15, 0.24), (0.47, 0.22, 0.52), -0.3, 0.3))
    for shift, width in ((0.0, 0.055), (0.15, 0.022)):
        glint = np.abs(np.abs(_X + 0.0) * np.sign(_X) % 0.94 - 0.40 + 0.6 * _Y - shift) - width
        sheet.paint(np.maximum(glint, lenses + 0.03), (1.0, 1.0, 1.0), 0.30)
    return sheet.bytes()


def _hat() -> np.ndarray:
    cone = _polygon([(0.0, -0.58), (0.56, 0.62), (-0.56, 0.62)], 0.06)
    angle = np.arctan2(_Y + 0.60, _X)
    pompom = np.hypot(_X, _Y + 0.60) - 0.17 - 0.025 * np.cos(11 * angle)
    brim = np.maximum(np.abs(_Y - 0.62 + 0.10 * (1 - (_X / 0.6) ** 2) - 0.10) - 0.055, np.abs(_X) - 0.62)
    sheet = _Sheet(cone, pompom, brim)
    stripes = np.floor((_Y + 0.35 * _X) / 0.2) % 3
    colours = np.array([(0.98, 0.32, 0.45), (1.0, 0.80, 0.25), (0.25, 0.66, 0.92)])[stripes.astype(int)]
    sheet.paint(cone, colours)
    sheet.paint(np.maximum(cone, 0.16 + 0.20 * _Y - _X), (0.1, 0.0, 0.2), 0.16)
    sheet.paint(brim, (1.0, 0.93, 0.75))
    sheet.paint(pompom, _blend((1.0, 0.96, 0.80), (1.0, 0.80, 0.35), -0.8, -0.4))
    return sheet.bytes()


STICKERS: dict[str, Callable[[], np.ndarray]] = {
    "heart": _heart,
    "star": _star,
    "crown": _crown,
    "shades": _shades,
    "hat": _hat,
}


def sticker_picture(name: str) -> np.ndarray:
    """Draw a sticker: uint8 [384, 384, 4], premultiplied, row 0 at the top."""
    return STICKERS[name]()
