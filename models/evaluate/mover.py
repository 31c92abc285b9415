"""A person whose mask is known moves over a real room, then stands still: made, since no real clip has masks.

A person is cut out of a picture by its mask and moved to and fro, with the noise of a camera. What such a
clip cannot show: limbs that bend, motion blur, light that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, gaussian_filter, label, shift

from models.pictures import read_mask, read_rgb

WIDTH, HEIGHT, FPS = 640, 480, 30
MOVING_S, STANDING_S = 2.5, 1.0
COUNT = round((MOVING_S + STANDING_S) * FPS)
# To and fro by a seventh of the frame in two seconds: up to 9 pixels a frame, a brisk step aside.
REACH, PERIOD_S = 1 / 7, 2.0
TALL = 0.85
NOISE = 2.0
EDGE_PX = 0.7


def mover(picture: Path, mask: Path, room: Path) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The frames of a clip, 30 a second.

    Parameters
    ----------
    picture, mask : Path
        The person; cut off below as the picture is.
    room : Path
        What is behind them.

    Yields
    ------
    frame : ndarray of uint8, shape (480, 640, 3)
        RGB.
    truth : ndarray of float32, shape (480, 640)
        0..1, where the person is.
    """
    person = _cut_out(read_rgb(picture), read_mask(mask))
    behind = _fitted(read_rgb(room))
    random = np.random.default_rng(0)
    for index in range(COUNT):
        at_s = min(index / FPS, MOVING_S)
        left = WIDTH * (0.5 + REACH * np.sin(2 * np.pi * at_s / PERIOD_S)) - person.shape[1] / 2
        placed = _place(person, left)
        truth = placed[..., 3].copy()
        frame = behind * (1 - truth[..., None]) + placed[..., :3] + random.normal(0, NOISE, behind.shape)
        yield np.rint(frame.clip(0, 255)).astype(np.uint8), truth


def _cut_out(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The person alone, premultiplied float32 RGBA, as tall as in the clip."""
    # Drawn masks have specks: the person is the largest piece.
    pieces, _ = label(mask)
    mask = pieces == np.bincount(pieces[mask]).argmax()
    rows, columns = np.nonzero(mask)
    box = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    # The mask's outermost pixels hold the old room. Below, the picture ends and the person does not.
    solid = binary_erosion(np.pad(mask[box], ((0, 2), (0, 0)), mode="edge"), iterations=2)[:-2]
    tall = round(HEIGHT * TALL)
    size = round(solid.shape[1] * tall / solid.shape[0]), tall
    colour, alpha = (
        np.asarray(Image.fromarray(each).resize(size, Image.Resampling.BILINEAR)).astype(np.float32)
        for each in (image[box], solid.astype(np.uint8) * 255)
    )
    alpha = gaussian_filter(alpha / 255, EDGE_PX)[..., None]
    return np.concatenate([colour * alpha, alpha], axis=2)


def _fitted(room: np.ndarray) -> np.ndarray:
    scale = max(WIDTH / room.shape[1], HEIGHT / room.shape[0])
    size = round(room.shape[1] * scale), round(room.shape[0] * scale)
    large = Image.fromarray(room).resize(size, Image.Resampling.BICUBIC)
    left, top = (size[0] - WIDTH) // 2, (size[1] - HEIGHT) // 2
    return np.asarray(large.crop((left, top, left + WIDTH, top + HEIGHT))).astype(np.float32)


def _place(person: np.ndarray, left: float) -> np.ndarray:
    """The person with their left edge there, standing on the frame's lower edge: float32 [480, 640, 4]."""
    whole = int(np.floor(left))
    moved = shift(np.pad(person, ((0, 0), (1, 1), (0, 0))), (0, left - whole, 0), order=1)
    placed = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    x0, x1 = max(whole - 1, 0), min(whole - 1 + moved.shape[1], WIDTH)
    placed[HEIGHT - len(moved) :, x0:x1] = moved[:, x0 - whole + 1 : x1 - whole + 1]
    return placed
