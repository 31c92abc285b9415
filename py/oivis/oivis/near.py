"""The person's own colour near each place, and the room's: an edge mixes them."""

from __future__ import annotations

import numpy as np

from .refine import Coefficients

# The same numbers as in `web/matte/near.js`, which does the same in the page where there is an edge.
REACH = 6
SPREAD = 0.18
SURE = 0.8
HINT = 0.01
LEAST = 1e-4


def near(refined: Coefficients) -> tuple[np.ndarray, np.ndarray]:
    """The colours near each place of 4x4 pixels, the person's and the room's.

    Parameters
    ----------
    refined : Coefficients
        Of a matte of h x w pixels.

    Returns
    -------
    person, room : ndarray of uint8, shape (h / 4, w / 4, 4)
        RGB, and how much of the person or the room is near, 0..255.
    """
    away = (np.arange(REACH) - (REACH - 1) / 2) ** 2
    counts = np.exp(-SPREAD * (away[:, None] + away))
    pad = REACH // 2 - 1
    colors = np.pad(refined.color, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    alphas = np.pad(refined.once, pad, mode="edge") + 0.5
    height, width = (side // 2 for side in refined.once.shape)
    given = []
    for share in (alphas, 1 - alphas):
        weight = (share - SURE).clip(0) / (1 - SURE) + HINT * share
        weighted = np.dstack([(colors + 0.5) * weight[..., None], weight])
        total = np.zeros((height, width, 4))
        for y in range(REACH):
            for x in range(REACH):
                total += counts[y, x] * weighted[y : y + 2 * height : 2, x : x + 2 * width : 2]
        total[..., :3] /= np.maximum(total[..., 3:], LEAST)
        total[..., 3] /= counts.sum()
        given.append(np.rint(total * 255).clip(0, 255).astype(np.uint8))
    return given[0], given[1]
