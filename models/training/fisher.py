"""Which channels of a network are worth their price (Fisher pruning: Theis et al., arXiv:1801.05787)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from torch import Tensor

from models.graph import Graph
from models.price import Price, bands

# Widths are multiples of this: what WebAssembly reckons with at once.
LANES = 4
# So many of a band's channels stay at least: what would be charged is known for when few go.
LEAST = 0.5


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


def choose(
    graph: Graph, numbers: Mapping[str, np.ndarray], worth: np.ndarray, share: float
) -> tuple[int, ...]:
    """The channels of a network that costs no more than so much of what it did.

    Those go first that save the most time for what they are worth, `LANES` of one band at once, until it is
    cheap enough.

    Parameters
    ----------
    graph : Graph
        The network, as converted.
    numbers, worth
        As in `worth`.
    share : float
        Of the price, 0..1. It may come out higher: a channel of infinite worth stays, and so do `LANES` and
        `LEAST` of each band.

    Returns
    -------
    tuple of int
        Rising, as `thin.thin` takes them.
    """
    known = bands(numbers)
    rising = [band.numbers[np.argsort(worth[band.numbers], kind="stable")] for band in known]
    price, left = Price(graph, known), np.array([len(mine) for mine in rising])
    least, spent = np.maximum(LANES, LEAST * left), price(left)
    wanted = share * spent
    while spent > wanted:
        offers = []
        for at, mine in enumerate(rising):
            fewer = left.copy()
            fewer[at] -= (left[at] - 1) % LANES + 1
            lost = worth[mine[len(mine) - left[at] : len(mine) - fewer[at]]].sum()
            if fewer[at] >= least[at] and np.isfinite(lost) and price(fewer) < spent:
                offers.append((lost / (spent - price(fewer)), at, fewer))
        if not offers:
            break
        *_, left = min(offers)
        spent = price(left)
    kept = [mine[-count:] for mine, count in zip(rising, left, strict=True)]
    return tuple(sorted(np.concatenate(kept).tolist()))
