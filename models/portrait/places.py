"""Places without people: real ones, strips of streets beside people, and rooms that are drawn."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

# A strip beside a person is one from this share of the picture's width on; nearer to the person than this
# many pixels it may hold some of them.
LEAST, CLEAR_PX = 0.2, 12
THINGS = (4, 22)
# Wood, skin and cloth: what is most easily taken for a person.
WARM = np.array([(205, 150, 120), (150, 105, 80), (90, 60, 45), (225, 190, 160), (120, 40, 40)])


def strips(image: np.ndarray, mask: np.ndarray) -> list[np.ndarray]:
    """What is seen to the left and to the right of a person, over the whole height.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
    mask : ndarray of bool, shape (h, w)
        Everybody.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return [image]
    width = image.shape[1]
    left, right = columns[0] - CLEAR_PX, columns[-1] + CLEAR_PX
    found = [image[:, : max(0, left)], image[:, min(width, right) :]]
    return [strip for strip in found if strip.shape[1] >= LEAST * width]


def filled(place: np.ndarray, height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A part of a place, drawn at random, that fills a picture: uint8 (height, width, 3)."""
    tall, wide = place.shape[:2]
    scale = max(height / tall, width / wide) * random.uniform(1, 1.7)
    part_tall, part_wide = min(tall, height / scale), min(wide, width / scale)
    top, left = random.uniform(0, tall - part_tall), random.uniform(0, wide - part_wide)
    box = (left, top, left + part_wide, top + part_tall)
    return np.asarray(Image.fromarray(place).resize((width, height), Image.Resampling.BILINEAR, box))


def room(height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A room that nobody was ever in: a wall, a floor, things of one colour or striped; uint8 RGB."""
    wall, floor = random.integers(30, 250, (2, 3))
    light = np.linspace(random.uniform(0.6, 1), random.uniform(0.6, 1), width)[None, :, None]
    plain = np.tile(wall, (height, width, 1)) * light
    plain[round(height * random.uniform(0.5, 1.0)) :] = floor
    picture = Image.fromarray(plain.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for _ in range(random.integers(*THINGS)):
        colour = WARM[random.integers(len(WARM))] if random.uniform() < 0.4 else random.integers(0, 256, 3)
        fill = tuple(int(each) for each in (colour + random.normal(0, 15, 3)).clip(0, 255))
        x, y = random.uniform(-0.1, 1.0, 2) * (width, height)
        w, h = np.exp(random.uniform(np.log(0.03), np.log(0.5), 2)) * (width, height)
        _thing(pen, (x, y, x + w, y + h), fill, random)
    if random.uniform() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.5, 4)))
    return np.asarray(picture)


def _thing(
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    fill: tuple[int, ...],
    random: np.random.Generator,
) -> None:
    kind = random.uniform()
    if kind < 0.3:
        pen.ellipse(box, fill=fill)
    elif kind < 0.8:
        pen.rectangle(box, fill=fill, outline=tuple(255 - each for each in fill))
    else:
        x0, y0, x1, y1 = box
        for x in np.arange(x0, x1, max(2.0, (x1 - x0) / random.integers(3, 12))):
            pen.line((x, y0, x, y1), fill=fill, width=int(random.integers(1, 5)))
