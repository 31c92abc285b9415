"""Which channels a network can do best without (Fisher pruning: Theis et al., arXiv:1801.05787)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from torch import Tensor

# Widths are multiples of this: what WebAssembly reckons with at once.
LANES = 4


def worth(
    numbers: Mapping[str, np.ndarray], looks: Iterable[tuple[Mapping[str, Tensor], Tensor]]
) -> np.ndarray:
    """By how much what is charged would rise without each channel, to second order.

    Parameters
    ----------
    numbers : mapping of str to ndarray
        Channels of maps, as `thin.channels` gives them.
    looks : iterable of (mapping of str to Tensor, Tensor)
        What a network made of a batch, maps (B, channels, height, width) by name that lead to the second:
        what is charged for it.

    Returns
    -------
    ndarray of float64, one for each number
    """
    found = np.zeros(1 + max(int(mine.max()) for mine in numbers.values()))
    for values, lost in looks:
        maps = {name: values[name] for name in numbers}
        for value in maps.values():
            value.retain_grad()
        lost.backward()
        for name, value in maps.items():
            if value.grad is not None:
                each = (value * value.grad).flatten(2).sum(2).square().mean(0)
                np.add.at(found, numbers[name], each.detach().double().cpu().numpy())
    return found


def choose(numbers: Mapping[str, np.ndarray], worth: np.ndarray, width: float) -> tuple[int, ...]:
    """The same share of the channels of every map, those that are worth the most.

    Parameters
    ----------
    numbers, worth
        As in `worth`.
    width : float
        0..1.

    Returns
    -------
    tuple of int
        Rising, as `thin.thin` takes them.
    """
    kept: list[int] = []
    for band in bands(numbers):
        count = max(LANES, round(width * len(band) / LANES) * LANES)
        kept += band[np.argsort(-worth[band], kind="stable")[:count]].tolist()
    return tuple(sorted(kept))


def bands(numbers: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """Channels that are in the same maps, each number once."""
    found: dict[tuple[str, ...], list[int]] = {}
    places: dict[int, list[str]] = {}
    for name, mine in numbers.items():
        for number in set(mine.tolist()):
            places.setdefault(number, []).append(name)
    for number, names in sorted(places.items()):
        found.setdefault(tuple(names), []).append(number)
    return [np.array(each) for each in found.values()]
