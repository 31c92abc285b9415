"""Who says where to look for hands: the palm network as it ships, as it was borrowed, or our detector.

The landmark network decides: whoever points to a hand, it must see one there. All get as many looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from oivis.hands import find_palms, read_hand
from oivis.host import Networks
from oivis.palms import upright
from oivis.sampling import sample
from oivis.types import Region

from models.compare import Original
from models.gesture.labels import labelled
from models.pictures import folder, read_rgb

from .clips import video
from .evaluate import without_hands
from .found import Found
from .peers import Look

# Where to look in a picture, the likeliest first.
Seek = Callable[[np.ndarray], list[Region]]
Row = dict[str, float | None]

ASKED = ("fist", "palm", "victory")
# Clips in which a hand is nearly always in sight.
SHOWN = ("swati_*.mp4", "mps_*.mp4", "asl_*.mp4")
EVERY = 5
# As many as the stage looks at in one frame.
LOOKS = 2
# Of a region, in longer sides of a hand's box; and how sure a box is that is worth a look.
SCALE, LEAST = 1.4, 0.25


def evaluate(
    look: Look | None, borrowed: Original, networks: Networks, progress: Callable[[str, int, int], None]
) -> dict[str, Row]:
    """A row for each seeker.

    Parameters
    ----------
    look : Look or None
        Of our detector, where there is one.
    borrowed : Original
        The palm network as it was borrowed.
    networks : Networks
        Those that ship.
    progress : callable
        Told ``(what, done, in all)``.

    Returns
    -------
    dict of str to Row
        Shares of pictures and of frames with hands in which one was seen, of pictures without people in
        which one was, and looks of the landmark network for each picture with a hand and each without people.
    """
    hands = [picture.path for picture in labelled("dev") if picture.shape in ASKED]
    root = folder("dev") / "videos"
    clips = sorted(path for pattern in SHOWN for path in root.glob(pattern))
    seekers: dict[str, Seek] = {
        "palm network": lambda image: palms(networks, image),
        "palm network, borrowed": lambda image: palms(borrowed, image),
    }
    if look:
        seekers["our detector"] = lambda image: regions(look(image))
    rows: dict[str, Row] = {}
    for name, seek in seekers.items():

        def share(
            what: str, images: Iterable[np.ndarray | Path], one: Seek = seek, of: str = name
        ) -> tuple[float | None, float]:
            seen = []
            for number, image in enumerate(images):
                progress(f"{of}: {what}", number, number + 1)
                seen.append(confirmed(networks, read_rgb(image) if isinstance(image, Path) else image, one))
            found = [has for has, _ in seen]
            return (float(np.mean(found)) if found else None), float(np.mean([n for _, n in seen] or [0]))

        pictures, looks = share("pictures", hands)
        frames, _ = share("clips", (frame for path in clips for frame in every(path)))
        empty, alarms = share("nobody", without_hands("dev"))
        rows[name] = {
            "pictures": pictures,
            "frames": frames,
            "without people": empty,
            "looks a picture": looks,
            "looks without people": alarms,
        }
    return rows


def confirmed(networks: Networks, image: np.ndarray, seek: Seek) -> tuple[bool, int]:
    """Whether the landmark network sees a hand where a seeker points, and how often it looked."""
    places = seek(image)[:LOOKS]
    for number, place in enumerate(places):
        pixels = sample(image, place, networks.models["hand"])
        if read_hand(asyncio.run(networks.run("hand", pixels)), place):
            return True, number + 1
    return False, len(places)


def palms(networks: Networks | Original, image: np.ndarray) -> list[Region]:
    """Where the palm network would look, as `Tracks` asks it."""

    async def look(name: str, region: Region) -> Sequence[np.ndarray]:
        return await networks.run(name, sample(image, region, networks.models[name]))

    height, width = image.shape[:2]
    return [palm.region() for palm in asyncio.run(find_palms(look, width, height))]


def regions(found: Found) -> list[Region]:
    """Where a detector's boxes would have the landmark network look, turned by wrist and knuckle."""
    if found.points is None:
        raise ValueError("To say where to look a detector gives points: take the one of a run.")
    places = []
    for box, score, (wrist, knuckle) in zip(found.boxes, found.scores, found.points, strict=True):
        if score < LEAST:
            continue
        (x0, y0, x1, y1), (dx, dy) = box.tolist(), (knuckle - wrist).tolist()
        side = SCALE * max(x1 - x0, y1 - y0)
        places.append(Region((x0 + x1) / 2, (y0 + y1) / 2, side, side, upright(dx, dy)))
    return places


def every(path: Path) -> Iterable[np.ndarray]:
    """Every so manieth frame of a clip."""
    return (frame for number, (frame, _) in enumerate(video(path)) if number % EVERY == 0)
