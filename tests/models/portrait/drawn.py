"""People and places that are drawn: what portraits are learnt from where there are no pictures."""

import numpy as np
from PIL import Image, ImageDraw

from models.portrait.listing import DRAWN, EMPTY, HANDS, TAUGHT, Entry
from models.portrait.scene import Store
from models.portrait.teacher import place

RED, GREEN = (220, 40, 40), (30, 160, 60)


def somebody(width=120, height=90, colour=RED):
    """A head and shoulders before grey, and where they are."""
    mask = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((width * 0.38, height * 0.1, width * 0.62, height * 0.5), fill=255)
    pen.rectangle((width * 0.25, height * 0.5, width * 0.75, height), fill=255)
    grain = np.random.default_rng(0).normal(120, 8, (height, width, 3)).clip(0, 255)
    picture = np.where(np.asarray(mask)[..., None] > 0, colour, grain).astype(np.uint8)
    return picture, np.asarray(mask)


def store(root):
    """A folder with somebody whose mask is drawn, somebody whose is not, a room, and a hand before green."""
    picture, mask = somebody()
    room = np.random.default_rng(1).integers(60, 200, (9, 12, 3), np.uint8).repeat(10, 0).repeat(10, 1)
    hand = np.full((60, 90, 3), GREEN, np.uint8)
    hand[20:40, 30:] = (205, 150, 120)
    files = {
        "portraits/ccp/a.png": (picture, DRAWN, "portraits/ccp/mask.png"),
        "hands/hagrid/b.png": (picture[:, ::-1], TAUGHT, ""),
        "backgrounds/room/c.png": (room, EMPTY, ""),
        "hands/rps_cv/d.png": (hand, HANDS, ""),
    }
    entries = []
    for number, (file, (pixels, role, drawn)) in enumerate(files.items()):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.ascontiguousarray(pixels)).save(root / file)
        entries.append(Entry(file, str(number) * 64, "drawn", "drawn", file, False, role, drawn))
    Image.fromarray(mask).save(root / "portraits/ccp/mask.png")
    taught = root / "taught"
    taught.mkdir()
    # The teacher is never as sure as people are.
    Image.fromarray((mask * 0.9).astype(np.uint8)).save(place(taught, entries[0]))
    Image.fromarray((mask[:, ::-1] * 0.9).astype(np.uint8)).save(place(taught, entries[1]))
    return Store(root, entries, taught)
