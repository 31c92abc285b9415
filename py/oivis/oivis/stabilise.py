"""The matte from sure to sure, and steadied over time."""

from __future__ import annotations

import numpy as np

from .follow import CELL, Flow
from .refine import samples, sure

# The same number as in `web/matte/stabilise.js`, which does the same in the page.
KEEP = np.float32(0.8)
STAY = np.float32(0.9)


def stabilise(fresh: np.ndarray, before: np.ndarray | None, flow: Flow) -> np.ndarray:
    """Steady a matte: it goes with the picture, and what changes where that stays the same is flicker.

    Parameters
    ----------
    fresh : ndarray of uint8, shape (h, w)
        What the model gives, 0..255.
    before : ndarray of uint8, shape (h, w), or None
        What this gave for the frame before; None where there was none.
    flow : Flow
        Of the frame. Where the picture is another, nothing is kept and nothing trails; what only lies beside
        somebody who moves has not changed, whatever the model takes it for meanwhile.

    Returns
    -------
    ndarray of uint8, shape (h, w)
    """
    held = np.rint(sure(fresh / np.float32(255)) * 255)
    if before is None:
        return held.astype(np.uint8)
    rows, columns = np.mgrid[: fresh.shape[0], : fresh.shape[1]]
    y, x = (rows + 0.5) / CELL - 0.5, (columns + 0.5) / CELL - 0.5
    moved = (samples(part[..., None], y, x)[..., 0] * CELL for part in (flow.y, flow.x))
    was = samples(before[..., None], *(at - way for at, way in zip((rows, columns), moved, strict=True)))[
        ..., 0
    ]
    share = KEEP * samples(flow.trust[..., None], y, x)[..., 0]
    same = samples(flow.same[..., None], y, x)[..., 0]
    was, share = was + (before - was) * same, share + (STAY - share) * same
    return np.floor(held + (was - held) * share + 0.5).astype(np.uint8)
