"""How learning goes: the rate over its course, the running mean of the weights."""

from __future__ import annotations

from typing import Any

import numpy as np

# The rate rises over this share of all steps.
WARM = 0.05
# Of the running mean of the weights, at each step.
KEPT = 0.998


def rate_at(highest: float, done: float) -> float:
    """The learning rate after a share of all steps, 0..1: up to the highest, then down as a cosine."""
    return highest * min(done / WARM, 1.0) * float(0.5 + 0.5 * np.cos(np.pi * done)) + 1e-6


def slowly(mean: Any, new: Any, number: Any) -> None:
    """A step of the running mean of weights: as fast as the number of steps allows at first."""
    kept = min(KEPT, (1 + float(number)) / (10 + float(number)))
    for old, value in zip(mean, new, strict=True):
        if old.is_floating_point():
            old.lerp_(value.to(old.dtype), 1 - kept)
        else:
            old.copy_(value)
