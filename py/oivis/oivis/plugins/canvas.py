"""What a plug-in draws on: text, pictures, dots and lines over the scene, and filters over that."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from math import cos, inf, sin
from typing import Any

import numpy as np

from ..host import Host
from ..pictures import Pictures
from .text import Layout, lay_out

# One row of a sheet: the middle's x, y (0..1 of the view), width, height (heights of the view), rotation
# (radians, clockwise), radius of the corners, softness of the edge (heights of the view), opacity, red,
# green, blue (0..1), and one that is not used.
ROW = 12
MOST_ROWS = 4000
# So many texts are kept as pictures; one not drawn for longest makes room for another.
MOST_TEXTS = 48

Point = tuple[float, float]
MIDDLE = (0.5, 0.5)


class Texts:
    """Texts as pictures, each made once. One for all plug-ins of a stage."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._made: OrderedDict[tuple, tuple[str, Layout]] = OrderedDict()
        self._broken: OrderedDict[tuple, tuple[str, ...]] = OrderedDict()
        self._count = 0

    def get(
        self, words: str, wrap: float, is_bold: bool, is_outlined: bool, align: str
    ) -> tuple[str, Layout]:
        """The name of a text's picture, and its layout."""
        key = words, round(wrap, 2), is_bold, is_outlined, align
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        layout = lay_out(words, wrap, lambda line: self._host.measure(line, is_bold))
        self._count += 1
        name = f"text/{self._count}"
        self._host.text(name, list(layout.lines), layout.width, layout.height, is_bold, is_outlined, align)
        self._made[key] = name, layout
        if len(self._made) > MOST_TEXTS:
            _, (oldest, _) = self._made.popitem(last=False)
            self._host.drop(oldest)
        return name, layout

    def lines(self, words: str, wrap: float, is_bold: bool) -> tuple[str, ...]:
        """The lines of a text."""
        key = words, round(wrap, 2), is_bold
        if key not in self._broken:
            self._broken[key] = lay_out(
                words, wrap, lambda line: self._host.measure(line, is_bold), most=MOST_ROWS
            ).lines
            if len(self._broken) > MOST_TEXTS:
                self._broken.popitem(last=False)
        return self._broken[key]


class Canvas:
    """What one plug-in shows in one frame; what comes later lies over what came before.

    Places are 0..1 of the view, 0, 0 its top left; lengths are heights of the view, so that a square is
    one whatever the camera. Colours are `"#rrggbb"`.

    Attributes
    ----------
    aspect : float
        Width of the view in its heights.
    room : float
        How much of that width, round the middle, is on the viewer's screen; the rest may be cut off.
    """

    def __init__(
        self, host: Host, pictures: Pictures, texts: Texts, aspect: float, room: float = inf
    ) -> None:
        self.aspect = aspect
        self.room = min(aspect, room)
        self.links: list[dict[str, Any]] = []
        self.runs: list[tuple[str, int]] = []
        self._rows: list[np.ndarray] = []
        self._host = host
        self._pictures = pictures
        self._texts = texts

    @property
    def rows(self) -> np.ndarray:
        """All that was drawn: float32 [n, 12], in the order of `runs`."""
        return np.concatenate(self._rows) if self._rows else np.zeros((0, ROW), np.float32)

    def text(
        self,
        words: str,
        at: Point,
        size: float = 0.06,
        *,
        colour: str = "#ffffff",
        anchor: Point = MIDDLE,
        wrap: float = 0.0,
        align: str = "centre",
        is_bold: bool = True,
        is_outlined: bool = True,
        rotation: float = 0.0,
        opacity: float = 1.0,
    ) -> tuple[float, float]:
        r"""Write.

        Parameters
        ----------
        words : str
            `"\n"` begins a new line.
        at : (float, float)
            Where the anchor lies.
        size : float
            Of the letters' em.
        anchor : (float, float)
            The point of the text's box that lies there; 0, 0 its top left.
        wrap : float
            Lines are at most so long; 0 breaks none.
        align : "left", "centre" or "right"
        is_outlined : bool
            Dark round the letters, so that they are read over any picture.

        Returns
        -------
        (float, float)
            Width and height of what was written, heights of the view.
        """
        if not words.strip() or size <= 0:
            return 0.0, 0.0
        name, layout = self._texts.get(words, wrap / size, is_bold, is_outlined, align)
        width, height = layout.width * size, layout.height * size
        self._put(name, at, width, height, anchor, rotation, 0.0, 0.0, opacity, colour)
        return width, height

    def lines(self, words: str, size: float, wrap: float, *, is_bold: bool = True) -> tuple[str, ...]:
        """The lines into which a text is broken where `text` writes it; for whoever places each."""
        return self._texts.lines(words, wrap / size, is_bold)

    def picture(
        self,
        name: str,
        at: Point,
        size: float = 0.25,
        *,
        anchor: Point = MIDDLE,
        rotation: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Show a picture by its name: of `oivis/stickers.py`, or given to the page; `size` is its height."""
        if not self._pictures.has(name):
            raise ValueError(
                f"there is no picture {name!r}; there are {', '.join(self._pictures.names['picture'])}"
            )
        self._pictures.need_picture(name)
        width, height = self._host.size(name)
        self._put(name, at, size * width / height, size, anchor, rotation, 0.0, 0.0, opacity, "#ffffff")

    def box(
        self,
        at: Point,
        width: float,
        height: float,
        colour: str = "#000000",
        *,
        radius: float = 0.0,
        soft: float = 0.0,
        anchor: Point = MIDDLE,
        rotation: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Fill a rectangle; `radius` rounds its corners, `soft` blurs its edge."""
        self._put("", at, width, height, anchor, rotation, radius, soft, opacity, colour)

    def dot(
        self, at: Point, size: float, colour: str = "#ffffff", *, soft: float = 0.0, opacity: float = 1.0
    ) -> None:
        """Fill a disc; `size` is its diameter."""
        self._put("", at, size, size, MIDDLE, 0.0, size / 2, soft, opacity, colour)

    def dots(self, at: np.ndarray, sizes: np.ndarray, colours: np.ndarray, *, soft: float = 0.0) -> None:
        """Many discs at once: float [n, 2], diameters [n], red, green, blue and opacity [n, 4] 0..1."""
        rows = np.zeros((len(at), ROW), np.float32)
        rows[:, 0:2] = at
        rows[:, 2] = rows[:, 3] = sizes
        rows[:, 5] = np.asarray(sizes) / 2
        rows[:, 6] = soft
        rows[:, 7] = colours[:, 3]
        rows[:, 8:11] = colours[:, :3]
        self.add("", rows)

    def bars(self, at: np.ndarray, sizes: np.ndarray, turns: np.ndarray, colours: np.ndarray) -> None:
        """Many rectangles: float [n, 2], width and height [n, 2], radians [n], colour and opacity [n, 4]."""
        rows = np.zeros((len(at), ROW), np.float32)
        rows[:, 0:2], rows[:, 2:4], rows[:, 4] = at, sizes, turns
        rows[:, 7] = colours[:, 3]
        rows[:, 8:11] = colours[:, :3]
        self.add("", rows)

    def line(
        self, points: Sequence[Point], width: float = 0.01, colour: str = "#ffffff", opacity: float = 1.0
    ) -> None:
        """Draw from point to point, round at the ends and where it turns."""
        if not points:
            return
        xy = np.asarray(points, np.float32).reshape(-1, 2)
        start, end = (xy[:-1], xy[1:]) if len(xy) > 1 else (xy, xy)
        way = (end - start) * [self.aspect, 1]
        rows = np.zeros((len(start), ROW), np.float32)
        rows[:, 0:2] = (start + end) / 2
        rows[:, 2] = np.hypot(way[:, 0], way[:, 1]) + width
        rows[:, 3], rows[:, 5] = width, width / 2
        rows[:, 4] = np.arctan2(way[:, 1], way[:, 0])
        rows[:, 7], rows[:, 8:11] = opacity, _rgb(colour)
        self.add("", rows)

    def filter(self, name: str, *, on: str = "picture", **params: Any) -> None:
        """Lay a filter over the scene for as long as it is drawn; see `chain.check_links`."""
        self.links.append({"filter": name, "on": on, "params": params})

    def add(self, picture: str, rows: np.ndarray) -> None:
        """Rows of a sheet as they are, see `ROW`; `picture` is "" for shapes."""
        if len(rows) == 0:
            return
        if sum(count for _, count in self.runs) + len(rows) > MOST_ROWS:
            raise ValueError(f"it draws more than {MOST_ROWS} things in one frame")
        if not np.isfinite(rows).all():
            raise ValueError("it draws where a number is not one (nan or infinite)")
        self._rows.append(rows)
        if self.runs and self.runs[-1][0] == picture:
            self.runs[-1] = picture, self.runs[-1][1] + len(rows)
        else:
            self.runs.append((picture, len(rows)))

    def _put(
        self,
        name: str,
        at: Point,
        width: float,
        height: float,
        anchor: Point,
        rotation: float,
        radius: float,
        soft: float,
        opacity: float,
        colour: str,
    ) -> None:
        dx, dy = (0.5 - anchor[0]) * width, (0.5 - anchor[1]) * height
        c, s = cos(rotation), sin(rotation)
        x, y = at[0] + (dx * c - dy * s) / self.aspect, at[1] + dx * s + dy * c
        row = [x, y, width, height, rotation, radius, soft, opacity, *_rgb(colour), 0.0]
        self.add(name, np.array([row], np.float32))


def _rgb(colour: str) -> tuple[float, float, float]:
    try:
        if len(colour) != 7 or colour[0] != "#":
            raise ValueError
        value = int(colour[1:], 16)
    except (TypeError, ValueError):
        raise ValueError(f"{colour!r} is no colour such as '#ff8000'") from None
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255
