"""Hands cut out of plain grounds: a green screen, a bare wall."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, binary_fill_holes, gaussian_filter, label

from models.pictures import read_rgb

from .boxes import round_points
from .listing import Entry

# Whose pictures have a plain ground. The hands of the first reach in from the right: turned, they point up.
TURNED = {"hands/rps_cv": 90.0, "hands/digits": 0.0}
# In Cb and Cr, 0..1: nearer to the ground's colour is ground, farther is skin.
NEAR, FAR = 0.02, 0.06
# In brightness, where the ground is grey as skin in shadow may be.
DARKER = 0.25
EDGE_PX = 0.6
# A hand is this share of its picture, and has this share of its landmarks; else the cut has failed.
LEAST, MOST = 0.05, 0.75
INSIDE = 0.85
TO_CHROMA = np.array([[-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]], np.float32)


@dataclass(frozen=True, slots=True)
class Cutout:
    """A hand without its ground, fingers up.

    Attributes
    ----------
    rgba : ndarray of float32, shape (h, w, 4)
        0..1, not premultiplied: colours go on where alpha is 0.
    points : ndarray of float32, shape (21, 2)
        Landmarks, pixels.
    gesture : str
    """

    rgba: np.ndarray
    points: np.ndarray
    gesture: str

    @property
    def size(self) -> float:
        """Mean side of the hand's box, pixels."""
        box = round_points(self.points)
        return float((box[2] - box[0] + box[3] - box[1]) / 2)


def key(image: np.ndarray) -> np.ndarray:
    """Where the hand is before a plain ground: float32 (h, w), 0..1.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
    """
    rgb = image.astype(np.float32) / 255
    chroma = gaussian_filter(rgb @ TO_CHROMA.T, (0.7, 0.7, 0))
    bright = gaussian_filter(rgb.mean(axis=2), 0.7)
    # The ground is what most of the frame's border shows: an arm covers less than half of it.
    edge = [0, -1]
    border = np.concatenate([chroma[edge].reshape(-1, 2), chroma[:, edge].reshape(-1, 2)])
    light = np.concatenate([bright[edge].ravel(), bright[:, edge].ravel()])
    ground = np.median(border, axis=0)
    far = np.linalg.norm(chroma - ground, axis=2)
    alpha = np.clip((far - NEAR) / (FAR - NEAR), 0, 1)
    if np.linalg.norm(ground) < FAR:
        alpha = np.maximum(alpha, np.clip((np.median(light) - bright) / DARKER - 1, 0, 1))
    pieces, count = label(alpha > 0.5)
    if not count:
        return np.zeros_like(alpha)
    largest = pieces == np.bincount(pieces[pieces > 0]).argmax()
    solid = binary_erosion(np.pad(binary_fill_holes(largest), 1, mode="edge"))[1:-1, 1:-1]
    return gaussian_filter(solid.astype(np.float32), EDGE_PX)


def cut(entry: Entry, image: np.ndarray) -> Cutout | None:
    """The hand of a picture with a plain ground; None where it does not come off cleanly.

    Parameters
    ----------
    entry : Entry
        With landmarks of one hand.
    image : ndarray of uint8, shape (h, w, 3)
    """
    if entry.kind not in TURNED or len(entry.hands) != 1 or not entry.hands[0].points:
        return None
    hand, alpha = entry.hands[0], key(image)
    points = np.array(hand.points, np.float32)
    rows, columns = points[:, 1].astype(int), points[:, 0].astype(int)
    within = (rows >= 0) & (rows < alpha.shape[0]) & (columns >= 0) & (columns < alpha.shape[1])
    inside = alpha[rows[within], columns[within]] > 0.5
    if not LEAST < alpha.mean() < MOST or inside.sum() < INSIDE * len(points) or not hand.gesture:
        return None
    rgb = _without_spill(image.astype(np.float32) / 255, alpha)
    return _upright(np.dstack([rgb, alpha]), points, TURNED[entry.kind], hand.gesture)


def cutouts(listed: list[tuple[Entry, Path]]) -> list[Cutout]:
    """Every hand that comes off, of pairs of entries and the paths of their pictures."""
    found = (cut(entry, read_rgb(path)) for entry, path in listed)
    return [each for each in found if each]


def _without_spill(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """A green ground shines on the skin's edge: no pixel of a hand is greener than red or blue."""
    green = np.minimum(rgb[..., 1], np.maximum(rgb[..., 0], rgb[..., 2]))
    return np.dstack([rgb[..., 0], np.where(alpha > 0, green, rgb[..., 1]), rgb[..., 2]])


def _upright(rgba: np.ndarray, points: np.ndarray, degrees: float, gesture: str) -> Cutout:
    if degrees == 90.0:
        # A quarter turn clockwise.
        height = rgba.shape[0]
        rgba = np.rot90(rgba, -1)
        points = np.stack([height - points[:, 1], points[:, 0]], axis=1)
    return Cutout(np.ascontiguousarray(rgba, np.float32), points.astype(np.float32), gesture)


def placed(cutout: Cutout, matrix: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A cut-out drawn into an empty square.

    Parameters
    ----------
    cutout : Cutout
    matrix : ndarray, shape (2, 3)
        From the cut-out's pixels to the square's.
    size : int
        Side of the square.

    Returns
    -------
    rgba : ndarray of float32, shape (size, size, 4)
        0..1, premultiplied.
    points : ndarray of float32, shape (21, 2)
    """
    back = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))[:2]
    small = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    source = cutout.rgba
    if small < 0.7:
        source = gaussian_filter(source, (0.4 / small, 0.4 / small, 0))
    planes = source * np.dstack([source[..., 3:]] * 3 + [np.ones_like(source[..., 3:])])
    drawn = [
        Image.fromarray(planes[..., channel]).transform(
            (size, size), Image.Transform.AFFINE, tuple(back.ravel()), Image.Resampling.BILINEAR
        )
        for channel in range(4)
    ]
    return np.dstack([np.asarray(plane) for plane in drawn]), cutout.points @ matrix[:, :2].T + matrix[:, 2]
