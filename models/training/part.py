"""A thinner network as a part of a whole one: which channels are worth their time, and how it begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from itertools import takewhile

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from models.graph import Graph
from models.price import Price, bands
from models.progress import Progress
from models.thin import channels, thin

from .graft import Grafted
from .refit import refit

# Widths are multiples of this: what WebAssembly reckons with at once.
LANES = 4
# What is tried of a band's channels, one after the other.
SHARES = (0.875, 0.75, 0.625, 0.5, 0.375, 0.25)
# Pictures at once where gradients are asked for.
BATCH = 8


class Whole:
    """A network, and what it makes of some pictures.

    Parameters
    ----------
    graph : Graph
        Bytes in, as converted: NCHW.
    x : Tensor of float32, shape (B, 3, height, width)
        RGB, 0..255: half of them to fit by, half to judge by.
    """

    def __init__(self, graph: Graph, x: Tensor) -> None:
        self._graph, self._x = graph, x.chunk(2)
        self._network = Grafted(graph.copy(), rank=1).eval().requires_grad_(requires_grad=False)
        self._wanted = [self._network.walk(each) for each in self._x]
        # Copies at the outputs are no values of their own.
        self.numbers = {name: mine for name, mine in channels(graph).items() if name in self._wanted[0]}

    def outputs_of(self, op: str) -> list[str]:
        """As `Grafted.outputs_of`."""
        return self._network.outputs_of(op)

    def begin(self, pupil: Grafted, kept: ArrayLike) -> None:
        """Let a network of these channels give what this one does, as far as it can without learning."""
        pupil.become(self._thinned(kept))
        refit(pupil, self._wanted[0], self._places(kept), self._x[0])

    def choose(self, share: float, progress: Progress, stays: Collection[int] = ()) -> tuple[int, ...]:
        """The channels of a network that costs no more than so much of what this one does.

        Of each band those are left out on which the least depends, the layers are fitted anew, and what the
        network then gives is held against what it gave. What loses the least for the time that it saves is
        left out first.

        Parameters
        ----------
        share : float
            Of the price, 0..1. It may come out higher: about a quarter of each band stays.
        progress : callable
            Told ``(what, done, in all)``, in thousandths of the price.
        stays : collection of int
            Channels of which none is left out.

        Returns
        -------
        tuple of int
            Rising, as `thin.thin` takes them.
        """
        known, worth = bands(self.numbers), self._worth()
        rising = [band.numbers[np.argsort(worth[band.numbers], kind="stable")] for band in known]
        counts = [[max(LANES, round(part * len(mine) / LANES) * LANES) for part in SHARES] for mine in rising]
        for at, mine in enumerate(rising):
            if not set(mine.tolist()).isdisjoint(stays):
                counts[at] = []
        price, left = Price(self._graph, known), np.array([len(mine) for mine in rising])

        @cache
        def lost(at: int, count: int) -> float:
            gone = rising[at][: len(rising[at]) - count]
            return self._missed(np.setdiff1d(np.arange(len(worth)), gone)) if len(gone) else 0.0

        every = price(left)
        wanted = share * every
        while (spent := price(left)) > wanted:
            progress("choosing channels", round(1000 * (every - spent) / every), round(1000 * (1 - share)))
            offers = []
            for at, old in enumerate(left):
                fewer = left.copy()
                fewer[at] = next((count for count in counts[at] if count < old), old)
                if price(fewer) < spent:
                    each = (lost(at, fewer[at]) - lost(at, old)) / (spent - price(fewer))
                    offers.append((each, at, fewer))
            if not offers:
                break
            *_, left = min(offers)
        kept = [mine[-count:] for mine, count in zip(rising, left, strict=True)]
        return tuple(sorted(np.concatenate(kept).tolist()))

    def _missed(self, kept: np.ndarray) -> float:
        """The share of the variance of all that comes out that is missed with these channels alone."""
        graph, places, wanted = self._thinned(kept), self._places(kept), self._wanted[1]
        pupil = Grafted(graph, rank=0).eval()
        pupil.become(graph)
        # Up to the first map that lacks a channel everything is as it was.
        whole = [name for name, mine in self.numbers.items() if len(places[name]) == len(mine)]
        same = set(takewhile(lambda name: name not in self.numbers or name in whole, wanted))
        refit(pupil, self._wanted[0], places, self._x[0], _some(self._wanted[0], same))
        with torch.no_grad():
            given = pupil.walk(self._x[1], known=_some(wanted, same))
        lost = 0.0
        for name in pupil.outputs:
            # Of a channel that is left out everything is missed.
            far = wanted[name] - wanted[name].mean((0, *range(2, wanted[name].ndim)), keepdim=True)
            varied = far.square().mean()
            its = places.get(name, torch.arange(far.shape[1]))
            far[:, its] = given[name] - wanted[name][:, its]
            lost += float(far.square().mean() / varied)
        return lost

    def _thinned(self, kept: ArrayLike) -> Graph:
        graph = self._graph.copy()
        thin(graph, np.asarray(kept))
        return graph

    def _places(self, kept: ArrayLike) -> dict[str, Tensor]:
        """By map, where the channels are that stay."""
        stays = {name: np.flatnonzero(np.isin(mine, kept)) for name, mine in self.numbers.items()}
        return {name: torch.from_numpy(mine) for name, mine in stays.items()}

    def _worth(self) -> np.ndarray:
        """By how much what layers hand on would change without each channel, to first order, in square.

        As Fisher pruning has it (Theis et al., arXiv:1801.05787), of sums of what is handed on with signs
        and sizes drawn at random in the place of a loss: nobody needs to know what is right.
        """
        found = np.zeros(1 + max(int(mine.max()) for mine in self.numbers.values()))
        random = torch.Generator().manual_seed(0)
        for some in self._x[0].split(BATCH):
            values = self._network.walk(some.clone().requires_grad_())
            self._drawn(values, random).backward()
            for name, mine in self.numbers.items():
                value = values[name]
                if value.grad is not None:
                    each = (value * value.grad).reshape(*value.shape[:2], -1).sum(2).square().sum(0)
                    np.add.at(found, mine, each.detach().double().numpy())
        return found

    def _drawn(self, values: Mapping[str, Tensor], random: torch.Generator) -> Tensor:
        for name in self.numbers:
            values[name].retain_grad()
        handed = [name for name in self._network.outputs_of("Add") if name in self.numbers]
        total = torch.zeros(())
        for name in (*handed, *self._network.outputs):
            value = values[name]
            drawn = torch.randn(value.shape, generator=random)
            size = value.detach().var().sqrt() * value[0].numel() ** 0.5
            total = total + (value * drawn).sum() / size
        return total


def _some(values: Mapping[str, Tensor], names: Collection[str]) -> dict[str, Tensor]:
    return {name: values[name] for name in names}
