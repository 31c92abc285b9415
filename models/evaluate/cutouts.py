"""Hands cut out of real pictures, and a real person to hold them up: what clips are made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, label, shift

from models.pictures import folder, read_rgb

WIDTH, HEIGHT, FPS = 640, 480, 30
PERSON = "livep_woman_room_720p.mp4"

# Those of the green-screen pictures that the palm detector finds over the person, wherever they are.
CUTOUTS = {
    "palm": ("EJ42U85HcmJV7JVm", "D9nbrQLDSgDMNh3G", "6NzgMmSELzk3WtZh"),
    "fist": ("YsMoNGFWu7H9X7DM", "6sInddznuGf5KuRo", "lJTADoCRRndhoR4k"),
    "victory": ("At8YmfH681yAI9O6", "GlmYygm1ezDtcUks", "s9hnXT0uSjC6vl6W"),
}
LABELS = {"palm": "paper", "fist": "rock", "victory": "scissors"}
# Pixels from the wrist to the highest finger: a hand at arm's length from a laptop.
TALL = {"palm": 160, "fist": 115, "victory": 160}


class Hand:
    """One person's hand as it is drawn over the frames of a clip.

    Parameters
    ----------
    take : int
        0, 1 or 2: whose.
    shapes : tuple of str
        "fist", "palm", "victory": what it is to show.
    """

    def __init__(self, take: int, *shapes: str) -> None:
        self._shapes = {
            shape: _resized(cut_out(read_rgb(_path(shape, take))), TALL[shape]) for shape in shapes
        }

    def draw(self, canvas: np.ndarray, shape: str, x: float, y: float, share: float) -> None:
        """Add a share of it to premultiplied RGBA; the wrist is at `x`, `y`, shares of the frame."""
        _add(canvas, self._shapes[shape], x * WIDTH, y * HEIGHT, share)


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


def person_clip() -> Iterator[np.ndarray]:
    """The person who talks, 640x480, frame by frame."""
    with av.open(str(folder() / "videos" / PERSON)) as video:
        for frame in video.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24")
            beside = (rgb.shape[1] - rgb.shape[0] * WIDTH // HEIGHT) // 2
            cut = Image.fromarray(rgb[:, beside : rgb.shape[1] - beside])
            yield np.asarray(cut.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))


def eased(at_s: float, begin_s: float, end_s: float) -> float:
    """0 before, 1 after; between them as an arm moves, with the least jerk."""
    t = min(max((at_s - begin_s) / (end_s - begin_s), 0.0), 1.0)
    return t**3 * (10 - 15 * t + 6 * t * t)


def _path(shape: str, take: int) -> Path:
    return folder() / "hands" / "rps_cv" / LABELS[shape] / f"{CUTOUTS[shape][take]}.jpg"


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
