"""Reinhard's colour transfer: a cut-out takes on the light of the scene that it is put into."""

from __future__ import annotations

import numpy as np

# As in web/filters/transfer.frag. E. Reinhard, M. Ashikhmin, B. Gooch, P. Shirley: Color Transfer between
# Images, IEEE CG&A 21(5), 2001.
TO_LMS = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]], np.float32)
TO_LAB = (np.diag([3**-0.5, 6**-0.5, 2**-0.5]) @ np.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]])).astype(
    np.float32
)
FROM_LMS, FROM_LAB = np.linalg.inv(TO_LMS), np.linalg.inv(TO_LAB)
BLACK = 0.015
# A hand keeps this much of its own contrast, and gains no more.
SPREAD = (0.7, 1.3)
# Every so manieth pixel is enough for a mean.
COARSE = 3


def to_lab(rgb: np.ndarray) -> np.ndarray:
    """Lightness in stops, yellow to blue, red to green: float32 (..., 3) of RGB 0..1."""
    return np.log2(np.maximum(rgb @ TO_LMS.T, BLACK)) @ TO_LAB.T


def from_lab(lab: np.ndarray) -> np.ndarray:
    """RGB 0..1, cut off at both ends."""
    return np.clip(np.exp2(lab @ FROM_LAB.T) @ FROM_LMS.T, 0, 1)


def transfer(rgb: np.ndarray, weights: np.ndarray, scene: np.ndarray, strength: float) -> np.ndarray:
    """The colours of what is put in, gone towards those of the scene.

    Parameters
    ----------
    rgb : ndarray of float32, shape (h, w, 3)
        0..1.
    weights : ndarray of float32, shape (h, w)
        Where it counts: the alpha.
    scene : ndarray of float32, shape (h, w, 3)
        0..1, all of it counts.
    strength : float
        0 changes nothing; 1 gives the mean of the scene, and its spread within `SPREAD`.
    """
    mine, there = to_lab(rgb), to_lab(scene[::COARSE, ::COARSE]).reshape(-1, 3)
    some, share = mine[::COARSE, ::COARSE].reshape(-1, 3), weights[::COARSE, ::COARSE].reshape(-1, 1)
    whole = max(float(share.sum()), 1e-6)
    mean = (some * share).sum(axis=0) / whole
    spread = np.sqrt(((some - mean) ** 2 * share).sum(axis=0) / whole)
    wanted_mean = mean + strength * (there.mean(axis=0) - mean)
    gain = np.clip(there.std(axis=0) / np.maximum(spread, 1e-3), *SPREAD) ** strength
    return from_lab((mine - mean) * gain + wanted_mean).astype(np.float32)
