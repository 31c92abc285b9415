"""Draw the pictures of the campaigns' templates, after one of them has changed. All are of our own making."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from setup.step import ROOT, run

FOLDER = ROOT / "server" / "campaigns" / "templates"

# Drawn larger and made smaller, so that edges are smooth.
SCALE = 3
LOGO, PRODUCT, FRAME, BACKDROP = (160, 160), (480, 480), (960, 540), (1280, 720)

Draw = ImageDraw.ImageDraw
CLEAR = (0, 0, 0, 0)


def _picture(
    size: tuple[int, int], draw: Callable[[Draw, int, int], None], ground: object = CLEAR
) -> Image.Image:
    width, height = size[0] * SCALE, size[1] * SCALE
    picture = Image.new("RGBA", (width, height), ground)  # type: ignore[arg-type]
    draw(ImageDraw.Draw(picture), width, height)
    return picture.resize(size, Image.Resampling.LANCZOS)


def _sky(top: str, bottom: str) -> Image.Image:
    """A soft ground from one colour to another."""
    ends = [np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) for colour in (top, bottom)]
    part = np.linspace(0, 1, BACKDROP[1])[:, None, None]
    rows = ends[0] * (1 - part) + ends[1] * part
    return Image.fromarray(np.broadcast_to(rows, (BACKDROP[1], BACKDROP[0], 3)).astype(np.uint8))


def _over(ground: Image.Image, draw: Callable[[Draw, int, int], None]) -> Image.Image:
    return Image.alpha_composite(ground.convert("RGBA"), _picture(BACKDROP, draw)).convert("RGB")


def _ring(draw: Draw, x: float, y: float, radius: float, colour: str, width: float = 0) -> None:
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(box, outline=colour if width else None, fill=None if width else colour, width=int(width))


def _star(draw: Draw, x: float, y: float, radius: float, points: int, colour: str) -> None:
    turn = math.pi / points
    corners = [
        (x + math.sin(step * turn) * reach, y - math.cos(step * turn) * reach)
        for step in range(2 * points)
        for reach in [radius if step % 2 == 0 else radius * 0.45]
    ]
    draw.polygon(corners, fill=colour)


def _border(colour: str, mark: Callable[[Draw, float, float, float], None]) -> Image.Image:
    """A photo frame: a line along the edge, and a mark in each corner."""

    def draw(pen: Draw, width: int, height: int) -> None:
        edge = height * 0.04
        pen.rounded_rectangle(
            (edge, edge, width - edge, height - edge), edge * 1.6, outline=colour, width=int(edge * 0.4)
        )
        for x in (edge * 2, width - edge * 2):
            for y in (edge * 2, height - edge * 2):
                mark(pen, x, y, edge * 1.5)

    return _picture(FRAME, draw)


def _shoe(draw: Draw, width: int, height: int) -> None:
    def at(x: float, y: float) -> tuple[float, float]:
        return x * width, y * height

    upper = [(0.14, 0.36), (0.26, 0.30), (0.36, 0.42), (0.52, 0.50), (0.74, 0.55), (0.88, 0.66), (0.14, 0.66)]
    draw.polygon([at(*point) for point in upper], fill="#d8436f")
    draw.rounded_rectangle(
        (*at(0.11, 0.64), *at(0.91, 0.74)), 0.04 * height, fill="#fff7f2", outline="#2a1420", width=6
    )
    for step in range(4):
        x = 0.40 + step * 0.07
        draw.line((at(x, 0.46 + step * 0.02), at(x - 0.04, 0.54 + step * 0.015)), fill="#fff7f2", width=14)


def _bag(draw: Draw, width: int, height: int) -> None:
    draw.arc((0.34 * width, 0.16 * height, 0.66 * width, 0.56 * height), 180, 360, fill="#2a1420", width=22)
    draw.rounded_rectangle((0.2 * width, 0.36 * height, 0.8 * width, 0.84 * height), 60, fill="#f0a35e")
    draw.rectangle((0.2 * width, 0.48 * height, 0.8 * width, 0.53 * height), fill="#d8436f")


def launch() -> dict[str, Image.Image]:
    """Two products of nobody's, a petal for a logo, hills in spring."""

    def petal(draw: Draw, width: int, height: int) -> None:
        for step in range(5):
            angle = step * 2 * math.pi / 5
            x, y = width / 2 + math.sin(angle) * width * 0.22, height / 2 - math.cos(angle) * height * 0.22
            _ring(draw, x, y, width * 0.19, "#d8436f")
        _ring(draw, width / 2, height / 2, width * 0.1, "#fff7f2")

    def hills(draw: Draw, width: int, height: int) -> None:
        _ring(draw, width * 0.72, height * 0.34, height * 0.13, "#fff3d6")
        for place, colour in enumerate(("#e9a9b9", "#d8829b", "#a8587a")):
            _ring(draw, width * (0.2 + 0.35 * place), height * (1.5 + 0.1 * place), height * 0.85, colour)

    return {
        "logo.png": _picture(LOGO, petal),
        "runner.webp": _picture(PRODUCT, _shoe, "#ffe9e0").convert("RGB"),
        "bag.webp": _picture(PRODUCT, _bag, "#ffe9e0").convert("RGB"),
        "hills.webp": _over(_sky("#ffd9c7", "#fff1e6"), hills),
        "frame.png": _border("#d8436f", lambda pen, x, y, size: _ring(pen, x, y, size, "#d8436f")),
    }


def holiday() -> dict[str, Image.Image]:
    """A star, and a night with a fir."""

    def fir(draw: Draw, width: int, height: int) -> None:
        spots = np.random.default_rng(7).random((140, 3))
        for x, y, size in spots:
            _ring(draw, x * width, y * height, 2 + size * 7, "#f6f2e4")
        for step in range(4):
            top, half = height * (0.3 + 0.13 * step), height * (0.11 + 0.045 * step)
            draw.polygon(
                [
                    (width / 2, top),
                    (width / 2 - half, top + half * 1.25),
                    (width / 2 + half, top + half * 1.25),
                ],
                fill="#1f6b52",
            )
        _star(draw, width / 2, height * 0.29, height * 0.05, 5, "#f2c14e")

    return {
        "logo.png": _picture(LOGO, lambda pen, w, h: _star(pen, w / 2, h / 2, w * 0.46, 8, "#f2c14e")),
        "night.webp": _over(_sky("#0e2233", "#24506b"), fir),
        "frame.png": _border("#f2c14e", lambda pen, x, y, size: _star(pen, x, y, size, 8, "#f2c14e")),
    }


def stream() -> dict[str, Image.Image]:
    """Waves of sound."""

    def waves(draw: Draw, width: int, height: int) -> None:
        for place, size in enumerate((0.3, 0.7, 1.0, 0.6, 0.35)):
            x, half = width * (0.18 + 0.16 * place), height * 0.4 * size
            draw.rounded_rectangle(
                (x - width * 0.045, height / 2 - half, x + width * 0.045, height / 2 + half),
                width * 0.045,
                fill="#7ad7f0",
            )

    def bars(draw: Draw, width: int, height: int) -> None:
        for place in range(40):
            size = 0.5 + 0.5 * math.sin(place * 0.55) * math.cos(place * 0.21)
            x = width * (place + 0.5) / 40
            draw.rounded_rectangle(
                (x - 24, height * (0.9 - 0.5 * size), x + 24, height * 0.95), 24, fill="#2b4f78"
            )

    return {"logo.png": _picture(LOGO, waves), "bars.webp": _over(_sky("#101a2b", "#1c3350"), bars)}


def booth() -> dict[str, Image.Image]:
    """A playing piece, and lights of a fair."""

    def piece(draw: Draw, width: int, height: int) -> None:
        _ring(draw, width / 2, height * 0.3, width * 0.2, "#ffd166")
        draw.polygon(
            [(width * 0.5, height * 0.3), (width * 0.2, height * 0.9), (width * 0.8, height * 0.9)],
            fill="#ffd166",
        )

    def lights(draw: Draw, width: int, height: int) -> None:
        for row in range(5):
            for place in range(17):
                x = width * (place + (row % 2) / 2) / 16
                y = height * (0.12 + 0.2 * row) + math.sin(x / width * math.pi) * height * 0.08
                _ring(draw, x, y, height * 0.02, ("#ffd166", "#ef476f", "#06d6a0")[(row + place) % 3])

    return {
        "logo.png": _picture(LOGO, piece),
        "lights.webp": _over(_sky("#231942", "#4a2c6f"), lights),
        "frame.png": _border("#ffd166", lambda pen, x, y, size: _star(pen, x, y, size, 4, "#ef476f")),
    }


def packed(name: str, picture: Image.Image) -> bytes:
    """Give a picture as the file of that name."""
    written = io.BytesIO()
    if name.endswith(".png"):
        picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    else:
        picture.save(written, "WEBP", quality=80, method=6)
    return written.getvalue()


def main(folder: Path = FOLDER) -> None:
    """Write them into the templates' folders."""
    for draw_all in (launch, holiday, stream, booth):
        assets = folder / draw_all.__name__ / "assets"
        assets.mkdir(parents=True, exist_ok=True)
        for name, picture in draw_all().items():
            (assets / name).write_bytes(packed(name, picture))
            print(f"   {draw_all.__name__:8} {name:12} {(assets / name).stat().st_size / 1e3:5.1f} kB")


if __name__ == "__main__":
    run("Pictures of the templates", main)
