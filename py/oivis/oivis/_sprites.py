"""What plug-ins draw, in CPython: the rows and edges of `web/gl/sprites.js`, in NumPy and Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil, cos, floor, hypot, sin
from typing import TYPE_CHECKING

import numpy as np

from .plugins.text import LINE, PAD

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

# Pixels of an em, and how far the outline goes round a letter, ems: as `web/words.js`.
EM, OUTLINE = 64, 0.07
# Where the letters stand in their line, ems from its top.
BASE = 0.95
_FONTS = {
    True: ("DejaVuSans-Bold.ttf", "NotoSansCJK-Bold.ttc"),
    False: ("DejaVuSans.ttf", "NotoSansCJK-Regular.ttc"),
}


class Sprites:
    """`host.Drawing`, with arrays: pictures by name, and the rows that are drawn of them."""

    def __init__(self) -> None:
        self._pictures: dict[str, np.ndarray] = {}
        self._runs: Sequence[tuple[str, int]] = ()
        self._rows = np.zeros((0, 12), np.float32)

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """See `Drawing.picture`."""
        self._pictures[name] = rgba

    def size(self, name: str) -> tuple[int, int]:
        """See `Drawing.size`."""
        height, width = self._pictures[name].shape[:2]
        return width, height

    def drop(self, name: str) -> None:
        """See `Drawing.drop`."""
        self._pictures.pop(name, None)

    def measure(self, line: str, is_bold: bool) -> float:
        """See `Drawing.measure`."""
        return float(_font(is_bold).getlength(line)) / EM

    def text(
        self,
        name: str,
        lines: Sequence[str],
        width: float,
        height: float,
        is_bold: bool,
        is_outlined: bool,
        align: str,
    ) -> None:
        """White letters, with a dark outline where it is wanted: a row's colour tints the white."""
        from PIL import Image, ImageDraw

        image = Image.new("RGBA", (ceil(width * EM), ceil(height * EM)))
        pen = ImageDraw.Draw(image)
        anchor, x = {"left": ("ls", PAD), "centre": ("ms", width / 2), "right": ("rs", width - PAD)}[align]
        for index, line in enumerate(lines):
            place = x * EM, (PAD + index * LINE + BASE) * EM
            font, stroke = _font(is_bold), round(OUTLINE * EM) if is_outlined else 0
            pen.text(place, line, "white", font, anchor, stroke_width=stroke, stroke_fill=(0, 0, 0, 150))
        rgba = np.asarray(image).copy()
        rgba[..., :3] = (rgba[..., :3] * (rgba[..., 3:] / 255.0) + 0.5).astype(np.uint8)
        self._pictures[name] = rgba

    def sprites(self, runs: Sequence[tuple[str, int]], rows: Sequence[np.ndarray]) -> None:
        """See `Drawing.sprites`."""
        self._runs = runs
        self._rows = np.concatenate(rows) if rows else self._rows[:0]

    def draw(self, shown: np.ndarray) -> None:
        """Draw over a picture, uint8 [H, W, 3], in place."""
        start = 0
        for name, count in self._runs:
            for row in self._rows[start : start + count]:
                _lay(shown, row, self._pictures.get(name) if name else None)
            start += count


def _lay(shown: np.ndarray, row: np.ndarray, picture: np.ndarray | None) -> None:
    height, width = shown.shape[:2]
    x, y, w, h, turn, radius, soft, opacity, *rgb, _ = (float(value) for value in row)
    pixel = 1 / height
    reach = hypot(w, h) / 2 + soft + pixel
    x0, x1 = max(0, floor(x * width - reach * height)), min(width, ceil(x * width + reach * height))
    y0, y1 = max(0, floor((y - reach) * height)), min(height, ceil((y + reach) * height))
    if x0 >= x1 or y0 >= y1 or w <= 0 or h <= 0:
        return
    dx = ((np.arange(x0, x1) + 0.5) / height - x * width / height)[None, :]
    dy = ((np.arange(y0, y1) + 0.5) / height - y)[:, None]
    c, s = cos(turn), sin(turn)
    ax, ay = dx * c + dy * s, dy * c - dx * s
    # Distance to a rectangle with round corners, negative inside.
    qx, qy = np.abs(ax) - w / 2 + radius, np.abs(ay) - h / 2 + radius
    away = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0)) + np.minimum(np.maximum(qx, qy), 0) - radius
    cover = np.clip(0.5 - away / max(pixel, soft), 0, 1) * opacity
    over = np.empty((*cover.shape, 4))
    if picture is None:
        over[...] = [*rgb, 1.0]
    else:
        over[...] = _texels(picture, ax / w + 0.5, ay / h + 0.5, h * height) / 255 * [*rgb, 1.0]
    over *= cover[..., None]
    under = shown[y0:y1, x0:x1]
    under[...] = (over[..., :3] * 255 + under * (1 - over[..., 3:]) + 0.5).astype(np.uint8)


def _texels(picture: np.ndarray, u: np.ndarray, v: np.ndarray, height_px: float) -> np.ndarray:
    """The picture there, interpolated, made smaller first where it is drawn much smaller."""
    while picture.shape[0] >= 2 * height_px and min(picture.shape[:2]) >= 4:
        even = picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2].astype(np.float32)
        picture = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    height, width = picture.shape[:2]
    x, y = np.clip(u * width - 0.5, 0, width - 1), np.clip(v * height - 0.5, 0, height - 1)
    left, top = x.astype(int), y.astype(int)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    fx, fy = (x - left)[..., None], (y - top)[..., None]
    above = picture[top, left] * (1 - fx) + picture[top, right] * fx
    below = picture[bottom, left] * (1 - fx) + picture[bottom, right] * fx
    return above * (1 - fy) + below * fy


@cache
def _font(is_bold: bool) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    for name in _FONTS[is_bold]:
        try:
            return ImageFont.truetype(name, EM)
        except OSError:
            continue
    # Pillow's own has Latin letters only.
    return ImageFont.load_default(EM)
