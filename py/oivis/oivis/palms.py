"""Palms: what the detector's guesses say, and the region round each palm that holds its hand.

The constants are those of MediaPipe's graphs `palm_detection` and `palm_detection_detection_to_roi`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import atan2, cos, isqrt, pi, sin, tau

import numpy as np

from .types import Region

STRIDES_AND_ANCHORS = ((8, 2), (16, 6))
# So many pixels, and the anchors in a square of that side.
STEP, ANCHORS = 16, 14
THRESHOLD = 0.5
OVERLAP = 0.3
# In letterboxes: what is farther from its anchor than this is no guess of a palm.
FARTHEST = 4.0
WRIST, MIDDLE = 0, 2
REGION_SCALE = 2.6
REGION_SHIFT = -0.5


@dataclass(frozen=True, slots=True)
class Palm:
    """A palm in the frame.

    Attributes
    ----------
    box : ndarray of float32, shape (4,)
        x0, y0, x1, y1, pixels of the frame.
    points : ndarray of float32, shape (7, 2)
        Wrist, four finger roots, two of the thumb; pixels of the frame.
    score : float
        0..1.
    """

    box: np.ndarray
    points: np.ndarray
    score: float

    def region(self) -> Region:
        """Where the whole hand is: turned so that the fingers point up, larger, moved towards them."""
        (wrist_x, wrist_y), (middle_x, middle_y) = self.points[[WRIST, MIDDLE]].tolist()
        x0, y0, x1, y1 = self.box.tolist()
        rotation = upright(middle_x - wrist_x, middle_y - wrist_y)
        return shifted((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0, rotation, REGION_SHIFT, REGION_SCALE)


def upright(dx: float, dy: float) -> float:
    """The rotation, -pi..pi, of a region in which the vector (dx, dy) of the frame points up."""
    angle = pi / 2 + atan2(dy, dx)
    return angle - tau * ((angle + pi) // tau)


def shifted(
    cx: float, cy: float, width: float, height: float, rotation: float, shift: float, scale: float
) -> Region:
    """A square moved along its own vertical by `shift` heights, its side `scale` times the longer one."""
    cx -= height * shift * sin(rotation)
    cy += height * shift * cos(rotation)
    side = max(width, height) * scale
    return Region(cx, cy, side, side, rotation)


@cache
def anchors(size: int) -> np.ndarray:
    """Centres of the detector's anchors for an input of that many pixels a side, a multiple of 16.

    Returns
    -------
    ndarray of float32, shape (14 * (size / 16)**2, 2)
        0..1 of the letterbox; not to be modified.
    """
    centres = []
    for stride, count in STRIDES_AND_ANCHORS:
        cells = size // stride
        axis = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
        centres.append(grid.repeat(count, axis=0))
    return np.concatenate(centres)


def decode_palms(boxes: np.ndarray, scores: np.ndarray, letterbox: Region) -> list[Palm]:
    """Palms out of the detector's outputs.

    Parameters
    ----------
    boxes : ndarray of float32, shape (1, n, 18)
        Centre, size and seven points of each guess, pixels of the input relative to the anchor.
    scores : ndarray of float32, shape (1, n)
        Logits; n as `anchors` has it for the input.
    letterbox : Region
        The square of the frame that the detector saw.

    Returns
    -------
    list of Palm
        Best first; guesses that overlap are merged into their mean, weighted by score.

    Notes
    -----
    Only guesses above the threshold are decoded, as a rule fewer than twenty. Those that are far outside
    the letterbox, smaller than a pixel or not finite are left out.
    """
    logits = scores.reshape(-1)
    found = np.flatnonzero(logits > np.log(THRESHOLD / (1 - THRESHOLD)))
    if not found.size:
        return []
    size = STEP * isqrt(logits.size // ANCHORS)
    raw = boxes.reshape(-1, 18)[found] / size
    sound = (np.abs(raw) < FARTHEST).all(axis=1) & (raw[:, 2:4] > 1 / size).all(axis=1)
    found, pairs = found[sound], raw[sound].reshape(-1, 9, 2)
    pairs[:, [0, 2, 3, 4, 5, 6, 7, 8]] += anchors(size)[found, None]
    half = pairs[:, 1] / 2
    corners = np.concatenate([pairs[:, 0] - half, pairs[:, 0] + half], axis=1)
    guesses = np.concatenate([corners, pairs[:, 2:].reshape(-1, 14)], axis=1)
    merged = merge(guesses, 1 / (1 + np.exp(-logits[found])))
    corner = np.array([letterbox.cx - letterbox.width / 2, letterbox.cy - letterbox.height / 2], np.float32)
    palms = []
    for guess, score in merged:
        places = guess.reshape(-1, 2) * np.float32(letterbox.width) + corner
        palms.append(Palm(places[:2].reshape(4), places[2:], score))
    return palms


def merge(guesses: np.ndarray, scores: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Weighted non-maximum suppression: each cluster becomes its mean, weighted by score.

    Parameters
    ----------
    guesses : ndarray of float32, shape (n, k)
        The first four columns are x0, y0, x1, y1.
    scores : ndarray of float32, shape (n,)
        Above 0.

    Returns
    -------
    list of (ndarray of float32, shape (k,), float)
        Best first, each with its cluster's best score.

    References
    ----------
    MediaPipe, `NonMaxSuppressionCalculator` with `algorithm: WEIGHTED`.
    """
    merged = []
    order = np.argsort(-scores, kind="stable")
    while order.size:
        best = order[0]
        same = overlap(guesses[best, :4], guesses[order, :4]) > OVERLAP
        same[0] = True
        cluster = order[same]
        weights = scores[cluster] / scores[cluster].sum()
        merged.append(((guesses[cluster] * weights[:, None]).sum(axis=0), float(scores[best])))
        order = order[~same]
    return merged


def overlap(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Intersection over union, 0..1, of one box (4,) with each of (n, 4); 0 where both are empty."""
    sides = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    shared = sides.clip(min=0).prod(axis=1)
    union = (box[2:] - box[:2]).prod() + (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) - shared
    return np.where(union > 0, shared / np.maximum(union, 1e-9), 0)
