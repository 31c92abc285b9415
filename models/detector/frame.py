"""A picture drawn into a square, and where its hands are then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .boxes import round_points
from .listing import Labelled


@dataclass(frozen=True, slots=True)
class Placed:
    """A hand in a square picture.

    Attributes
    ----------
    box : ndarray of float, shape (4,)
        x0, y0, x1, y1 in pixels; may reach over the edges.
    gesture : str
        One of `GESTURES`, or `listing.UNKNOWN`.
    points : ndarray of float, shape (21, 2), or None
        Landmarks in pixels, where they are known.
    """

    box: np.ndarray
    gesture: str
    points: np.ndarray | None


def matrix(scale: float, degrees: float, stretch: float) -> np.ndarray:
    """Turned clockwise and scaled, without a shift: float (2, 3)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = np.array([[c, -s], [s, c]]) @ np.diag([stretch**0.5, stretch**-0.5]) * scale
    return np.hstack([turned, np.zeros((2, 1))])


def letterbox(image: np.ndarray, large: int) -> np.ndarray:
    """All of a picture in the middle of a square of side `large`: a matrix (2, 3)."""
    height, width = image.shape[:2]
    scale = large / max(height, width)
    offset = (large - scale * np.array([width, height])) / 2
    return np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])


def anywhere(image: np.ndarray, large: int, random: np.random.Generator) -> np.ndarray:
    """A part of a picture, so that it fills the square or stands in it as in a letterbox: a matrix (2, 3)."""
    height, width = image.shape[:2]
    scale = large / min(height, width) * random.uniform(0.75, 1.6)
    found = matrix(scale, 0, 1)
    room = large - scale * np.array([width, height])
    found[:, 2] = room * random.uniform(0, 1, 2)
    return found


def framed(
    image: np.ndarray,
    hands: Sequence[Labelled],
    into: np.ndarray,
    large: int,
    behind: np.ndarray | None = None,
) -> tuple[np.ndarray, list[Placed]]:
    """A picture drawn into a square by a matrix from its pixels, and its hands there.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
    hands : sequence of Labelled
    into : ndarray, shape (2, 3)
    large : int
        Side of the square, pixels.
    behind : ndarray of float32, shape (large, large, 3), optional
        What is seen beside the picture; black without.

    Returns
    -------
    rgb : ndarray of float32, shape (large, large, 3)
        0..1.
    hands : list of Placed
    """
    small = np.sqrt(abs(np.linalg.det(into[:, :2])))
    step = max(1, int(1 / small))
    reduced = Image.fromarray(image).reduce(step) if step > 1 else Image.fromarray(image)
    whole = np.vstack([into @ np.diag([step, step, 1]), [0, 0, 1]])
    data = tuple(np.linalg.inv(whole)[:2].ravel())
    drawn = reduced.transform((large, large), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    rgb = np.asarray(drawn).astype(np.float32) / 255
    if behind is not None:
        full = Image.new("L", reduced.size, 255)
        mask = full.transform((large, large), Image.Transform.AFFINE, data, Image.Resampling.NEAREST)
        rgb = np.where(np.asarray(mask)[..., None] > 0, rgb, behind)
    return rgb, [_placed(hand, into) for hand in hands]


def corners(box: Sequence[float] | np.ndarray) -> np.ndarray:
    """The four corners (4, 2) of a box."""
    x0, y0, x1, y1 = box
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _placed(hand: Labelled, into: np.ndarray) -> Placed:
    """A hand after its picture was drawn by this matrix."""
    points = np.array(hand.points) @ into[:, :2].T + into[:, 2] if hand.points else None
    if points is not None and hand.box_by == "borrowed":
        return Placed(round_points(points), hand.gesture, points)
    ends = corners(hand.box) @ into[:, :2].T + into[:, 2]
    return Placed(np.concatenate([ends.min(axis=0), ends.max(axis=0)]), hand.gesture, points)
