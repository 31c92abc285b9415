"""Clips of commands: a hand cut out of a real picture moves over a real person who talks.

There is no recording of such commands among the pictures, so these are made. They are drawn as the viewer
sees them and given as a camera sees them: turned left to right.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import av
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, label, shift

from models.pictures import folder, read_rgb

WIDTH, HEIGHT, FPS = 640, 480, 30
SECONDS = 4.0
PERSON = "livep_woman_room_720p.mp4"

# Those of the green-screen pictures that the palm detector finds over the person, wherever they are.
CUTOUTS = {
    "palm": ("EJ42U85HcmJV7JVm", "D9nbrQLDSgDMNh3G", "6NzgMmSELzk3WtZh"),
    "fist": ("YsMoNGFWu7H9X7DM", "6sInddznuGf5KuRo", "lJTADoCRRndhoR4k"),
}
LABELS = {"palm": "paper", "fist": "rock"}
# Pixels from the wrist to the highest finger: a hand at arm's length from a laptop.
TALL = {"palm": 160, "fist": 115}

# The shutter is open for half of a frame's time; a frame is the mean of so many moments.
EXPOSURE_S, MOMENTS = 0.5 / FPS, 6
ENTERED_S, LEAVES_S, GONE_S = 0.9, 2.3, 2.7
MOVE_S = 0.4
SLIDE_S = 0.6
CENTRE, LEFT, RIGHT = 0.68, 0.26, 0.74
WRIST_Y = 0.92


def hand_cutouts(gesture: str) -> list[np.ndarray]:
    """Hands without their background, upright, cut off below the wrist.

    Parameters
    ----------
    gesture : str
        "palm" or "fist".

    Returns
    -------
    list of ndarray of uint8, shape (h, w, 4)
        RGBA, not premultiplied.
    """
    root = folder() / "hands" / "rps_cv" / LABELS[gesture]
    return [cut_out(read_rgb(root / f"{name}.jpg")) for name in CUTOUTS[gesture]]


def cut_out(rgb: np.ndarray) -> np.ndarray:
    """A hand that comes from the right over green: RGBA, its fingers up."""
    colour = rgb.astype(np.float32)
    other = colour[..., [0, 2]].max(axis=2)
    alpha = gaussian_filter(np.clip((20 - colour[..., 1] + other) / 20, 0, 1), 0.7)
    # The background has marks of its own: the hand is the largest piece.
    pieces, _ = label(alpha > 0.5)
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    alpha *= gaussian_filter((pieces == sizes.argmax()).astype(np.float32), 1.0) > 0.05
    # The green screen shines on the edges of the skin.
    colour[..., 1] = np.minimum(colour[..., 1], other)
    rgba = np.rot90(np.dstack([colour, alpha * 255]), -1)
    rows, columns = np.nonzero(rgba[..., 3] > 128)
    cut = rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].copy()
    from_wrist = (len(cut) - np.arange(len(cut))) / len(cut)
    cut[..., 3] *= np.clip(from_wrist / 0.12, 0, 1)[:, None]
    return np.rint(cut).astype(np.uint8)


def command_clip(command: str, take: int = 0) -> Iterator[tuple[np.ndarray, float]]:
    """A hand comes in from below, gives one command and leaves.

    Parameters
    ----------
    command : str
        One of `oivis.types.COMMANDS`.
    take : int
        0, 1 or 2: which hands.

    Yields
    ------
    frame : ndarray of uint8, shape (480, 640, 3)
        As a camera sees it; a view in the mirror turns it back.
    timestamp_ms : float
        30 frames a second, four seconds; it can be played in a loop.
    """
    palm, fist = (_resized(hand_cutouts(each)[take], TALL[each]) for each in ("palm", "fist"))
    for index, person in enumerate(islice(person_clip(), round(SECONDS * FPS))):
        now_s = index / FPS
        hand = np.zeros((HEIGHT, WIDTH, 4), np.float32)
        for moment in range(MOMENTS):
            at_s = now_s + EXPOSURE_S * moment / MOMENTS
            x, y, closed = _pose(command, at_s)
            for cutout, share in ((palm, 1 - closed), (fist, closed)):
                if share:
                    _add(hand, cutout, x * WIDTH, y * HEIGHT, share / MOMENTS)
        frame = person * (1 - hand[..., 3:]) + hand[..., :3]
        yield np.ascontiguousarray(np.rint(frame).astype(np.uint8)[:, ::-1]), now_s * 1000


def person_clip() -> Iterator[np.ndarray]:
    """The person who talks, 640x480, frame by frame."""
    with av.open(str(folder() / "videos" / PERSON)) as video:
        for frame in video.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24")
            beside = (rgb.shape[1] - rgb.shape[0] * WIDTH // HEIGHT) // 2
            cut = Image.fromarray(rgb[:, beside : rgb.shape[1] - beside])
            yield np.asarray(cut.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))


def _pose(command: str, at_s: float) -> tuple[float, float, float]:
    """Where the wrist is, in shares of the frame, and how far the hand is closed, 0..1."""
    start, end = {"next": (RIGHT, LEFT), "previous": (LEFT, RIGHT)}.get(command, (CENTRE, CENTRE))
    lowered = 1 - _eased(at_s, ENTERED_S - MOVE_S, ENTERED_S) + _eased(at_s, LEAVES_S, GONE_S)
    x = start + (end - start) * _eased(at_s, ENTERED_S + 0.4, ENTERED_S + 0.4 + SLIDE_S)
    closed = _eased(at_s, ENTERED_S + 0.4, ENTERED_S + 0.52) if command == "confirm" else 0.0
    return x, WRIST_Y + 0.5 * lowered, closed


def _eased(at_s: float, begin_s: float, end_s: float) -> float:
    """0 before, 1 after; between them as an arm moves, with the least jerk."""
    t = min(max((at_s - begin_s) / (end_s - begin_s), 0.0), 1.0)
    return t**3 * (10 - 15 * t + 6 * t * t)


def _resized(cutout: np.ndarray, tall: int) -> np.ndarray:
    """Premultiplied float32 RGBA, colours 0..255, alpha 0..1."""
    wide = round(cutout.shape[1] * tall / cutout.shape[0])
    image = Image.fromarray(cutout).resize((wide, tall), Image.Resampling.LANCZOS)
    rgba = np.asarray(image).astype(np.float32)
    rgba[..., 3] /= 255
    rgba[..., :3] *= rgba[..., 3:]
    # A border, so that a shift by a part of a pixel loses nothing.
    return np.pad(rgba, ((1, 1), (1, 1), (0, 0)))


def _add(canvas: np.ndarray, cutout: np.ndarray, x: float, wrist_y: float, share: float) -> None:
    """Add a share of a hand whose wrist is at a point; what lies outside is left out."""
    left, top = x - cutout.shape[1] / 2, wrist_y - cutout.shape[0]
    column, row = int(np.floor(left)), int(np.floor(top))
    placed = shift(cutout, (top - row, left - column, 0), order=1)
    x0, x1 = max(column, 0), min(column + cutout.shape[1], WIDTH)
    y0, y1 = max(row, 0), min(row + cutout.shape[0], HEIGHT)
    if x0 < x1 and y0 < y1:
        canvas[y0:y1, x0:x1] += share * placed[y0 - row : y1 - row, x0 - column : x1 - column]
