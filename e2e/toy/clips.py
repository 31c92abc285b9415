"""Drawn clips for the toy models.

They are drawn as the viewer sees them and written as a camera sees them: turned left to right.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from oivis.testing import StagePage
from PIL import Image

WIDTH, HEIGHT, FPS = 640, 480, 30
DARK, LIGHT, RED, BLUE, GREEN = (88, 88, 88), (168, 168, 168), (220, 40, 40), (40, 40, 220), (40, 200, 60)
STRIPE = 8
SIDE = 96

Box = tuple[int, int, int, int]

PERSON: Box = (120, 120, 280, 480)


def room(person: Box | None = PERSON) -> np.ndarray:
    """A room of grey stripes, with a red person at x0, y0, x1, y1: uint8 (480, 640, 3)."""
    is_light = np.arange(WIDTH) // STRIPE % 2 == 1
    frame = np.where(is_light[None, :, None], np.uint8(LIGHT), np.uint8(DARK)).repeat(HEIGHT, axis=0)
    if person:
        fill(frame, person, RED)
    return frame


def fill(frame: np.ndarray, box: Box, colour: tuple[int, int, int]) -> None:
    """Paint a rectangle."""
    x0, y0, x1, y1 = box
    frame[y0:y1, x0:x1] = colour


def hand(frame: np.ndarray, x: float, y: float, *, fist: bool = False) -> None:
    """Paint a palm of `SIDE` pixels about a point; a green dot makes it a fist."""
    left, top = round(x - SIDE / 2), round(y - SIDE / 2)
    fill(frame, (left, top, left + SIDE, top + SIDE), BLUE)
    if fist:
        fill(frame, (left + 28, top + 28, left + SIDE - 28, top + SIDE - 28), GREEN)


def as_camera(frames: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """What a camera gives of what the viewer is to see in the mirror."""
    for frame in frames:
        yield np.ascontiguousarray(frame[:, ::-1])


def stripes(frame: np.ndarray) -> float:
    """How much of the room's stripes shows in a part of a picture: 80 in the room, 0 without it.

    The part starts at a multiple of two stripes and is as wide as some of them.
    """
    columns = frame.astype(np.float64).mean(axis=(0, 2)).reshape(-1, 2, STRIPE).mean(axis=2)
    # A slope of the background itself counts the same up and down, so neighbours on both sides are compared.
    return float(abs(np.median(columns[1:-1, 1] - (columns[1:-1, 0] + columns[2:, 0]) / 2)))


def on_screen(stage: StagePage) -> np.ndarray:
    """What the viewer sees where the stage is, whatever lies over it, at the size of the clip."""
    shot = stage.page.locator("canvas").first.screenshot()
    with Image.open(io.BytesIO(shot)) as picture:
        return np.asarray(picture.convert("RGB").resize((WIDTH, HEIGHT)))


def walk(seconds: float = 2, span: int = 440) -> Iterator[np.ndarray]:
    """A person who goes right by `span` pixels and comes back, at an even pace; loops without a jump."""
    count = round(seconds * FPS)
    for index in range(count):
        phase = 2 * index / count
        x = round(20 + span * (phase if phase < 1 else 2 - phase))
        yield room((x, 120, x + 160, HEIGHT))


def slide(start: float, end: float, seconds: float = 0.8) -> Iterator[np.ndarray]:
    """An open hand that comes in at x `start`, rests a moment, slides to `end` and leaves."""
    yield from _rest(start, 0.4)
    count = round(seconds * FPS)
    for index in range(count):
        yield _with_hand(start + (end - start) * index / count)
    yield from _rest(end, 0.2)
    yield from pause()


def hold(x: float, seconds: float, *, fist: bool = False) -> Iterator[np.ndarray]:
    """A hand that comes in, is held still and leaves."""
    yield from _rest(x, seconds, fist=fist)
    yield from pause()


def pause(seconds: float = 1.3) -> Iterator[np.ndarray]:
    """Nobody's hand."""
    for _ in range(round(seconds * FPS)):
        yield room()


def _rest(x: float, seconds: float, *, fist: bool = False) -> Iterator[np.ndarray]:
    for _ in range(round(seconds * FPS)):
        yield _with_hand(x, fist=fist)


def _with_hand(x: float, *, fist: bool = False) -> np.ndarray:
    frame = room()
    hand(frame, x, 300, fist=fist)
    return frame
