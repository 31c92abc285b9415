"""How steady a matte is where the picture stands still, and how late where it moves."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter
from scipy.optimize import nnls

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
# A place stands still where the picture's change, as a root mean square over a window, is below this many
# times the picture's own noise; a camera without any still rounds.
STILL = 2.0
WINDOW_PX = 9
LEAST_NOISE = 1.0
# Pairs of frames for which a place has to stand still before a change of the matte counts as flicker.
SETTLED = 15
# Of a normal distribution: the deviation over the median of its absolute values.
NORMAL = 1.4826
# Frames before and after in which the truth that a matte shows is looked for. As many either way: a soft edge
# is like a bit of both.
REACH = 12
# Where the truth changes by less than this within these frames, it says nothing about time.
TOLD = 0.25
LEAST_SAMPLES = 500


def luma(image: np.ndarray) -> np.ndarray:
    """Brightness of uint8 [H, W, 3]: float32 [H, W], 0..255."""
    return image @ LUMA


def still(luma: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Where nothing changed from one frame to the next, up to the picture's noise: bool [H, W].

    Parameters
    ----------
    luma, before : ndarray of float32, shape (H, W)
        0..255.

    Notes
    -----
    The noise is that of this pair of frames: the median of its changes, so at least half of the picture has
    to stand still. Where the whole picture moves, all of it is taken for noise.
    """
    change = luma - before
    noise = max(NORMAL * float(np.median(np.abs(change))), LEAST_NOISE)
    return uniform_filter(change * change, WINDOW_PX) <= (STILL * noise) ** 2


class Settled:
    """Where the picture has stood still for a while: what a late matte does before that is lag."""

    def __init__(self) -> None:
        self._before: np.ndarray | None = None
        self._frames: np.ndarray | None = None

    def __call__(self, luma: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
        """Where it has settled, and where it moved just now, both bool [H, W], for the next frame's luma.

        Nothing is said of a first frame: None, and that all of it moved.
        """
        before, self._before = self._before, luma
        if before is None or self._frames is None:
            self._frames = np.zeros(luma.shape, np.int32)
            return None, np.ones(luma.shape, bool)
        calm = still(luma, before)
        self._frames = np.where(calm, self._frames + 1, 0)
        return self._frames >= SETTLED, ~calm


class Flicker:
    """Mean absolute change of a matte from frame to frame, over the places that have settled."""

    def __init__(self) -> None:
        self._sum = 0.0
        self._count = 0
        self._before: np.ndarray | None = None

    def add(self, matte: np.ndarray, settled: np.ndarray | None) -> None:
        """Take the next matte, float [H, W], 0..1, and what `Settled` says of its frame."""
        if self._before is not None and settled is not None:
            self._sum += float(np.abs(matte - self._before)[settled].sum(dtype=np.float64))
            self._count += int(np.count_nonzero(settled))
        self._before = matte

    @property
    def value(self) -> float | None:
        """0..1; None where nothing settled."""
        return self._sum / self._count if self._count else None


def lag(mattes: np.ndarray, truths: np.ndarray, moved: np.ndarray | None = None) -> float | None:
    """How many frames the mattes are late.

    A matte is taken for a sum of the truth's frames, each with a weight of its own (0 or more, found by
    least squares over all places and times); its lateness is the mean of their distances in time under
    these weights. One that shows the truth of three frames ago is 3 late; one that keeps three quarters of
    the matte before is, too.

    Parameters
    ----------
    mattes : ndarray of float, shape (T, h, w)
        0..1; at a small resolution, this is about time.
    truths : ndarray of float, shape (T, h, w)
        What they should have been.
    moved : ndarray of bool, shape (T, h, w), optional
        Places and times to look at; by default wherever the truth changes.

    Returns
    -------
    float or None
        Frames, negative if early; None where too little moves to say.
    """
    taps = np.arange(-REACH, REACH + 1)
    moment = np.zeros((len(taps), len(taps)))
    right = np.zeros(len(taps))
    mean = np.zeros(len(taps))
    level, samples = 0.0, 0
    for time in range(REACH, len(truths) - REACH):
        seen = truths[time - taps]
        told = np.ptp(seen, axis=0) >= TOLD
        if moved is not None:
            told &= moved[time]
        columns = seen[:, told].astype(np.float64)
        moment += columns @ columns.T
        right += columns @ mattes[time][told]
        mean += columns.sum(axis=1)
        level += float(mattes[time][told].sum(dtype=np.float64))
        samples += columns.shape[1]
    if samples < LEAST_SAMPLES:
        return None
    # Less the means: a matte that is a little above nothing everywhere is not early or late for that.
    right -= mean * level / samples
    moment -= np.outer(mean, mean) / samples
    # The normal equations as a square problem: the factor R of the sums has the same solution as all samples.
    values, vectors = np.linalg.eigh(moment)
    scale = np.sqrt(values.clip(values.max() * 1e-12))
    weights, _ = nnls(scale[:, None] * vectors.T, (vectors.T @ right) / scale)
    return float(weights @ taps / weights.sum()) if weights.sum() else None
