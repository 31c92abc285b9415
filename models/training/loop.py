"""The loop in which networks learn: seeded, kept after every epoch so that what was cut off goes on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from .curves import Panels
from .kept import keep, resume
from .steps import rate_at, slowly

# The longest step, as the gradient's length.
LONGEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long to learn and how fast.

    Attributes
    ----------
    epochs, batch, seed : int
    rate : float
        The highest; it rises over the first twentieth and falls as a cosine.
    device : str
        `cpu`, `cuda`, ...
    seconds : float
        Stop after an epoch that ends later than this; 0 is never. The next run goes on.
    """

    epochs: int = 30
    batch: int = 48
    seed: int = 0
    rate: float = 3e-3
    device: str = "cpu"
    seconds: float = 0.0


def learn(
    shape: Any,
    plan: Pace,
    network: torch.nn.Module,
    count: int,
    folder: Path,
    *,
    charge: Callable[[np.ndarray, int, np.random.Generator], Mapping[str, Tensor]],
    measure: Callable[[torch.nn.Module, int], Mapping[str, float]],
    progress: Callable[[str, int, int], None],
    panels: Panels,
    decay: float,
) -> list[dict[str, float]]:
    """Learn until all epochs are done or the time is up.

    Parameters
    ----------
    shape : dataclass
        Of the network.
    plan : Pace
    network : Module
        On the plan's device; changed.
    count : int
        Pictures to learn from.
    folder : Path
        Gets `state.pt` (all that the next run needs), `log.jsonl` (a line for each epoch) and `curves.svg`.
    charge : callable
        `charge(chosen, epoch, random)`: what a batch costs, each part a number; their sum is made small.
    measure : callable
        `measure(mean, epoch)`: figures of the running mean of the weights, for the log.
    progress : callable
        Told ``(what, done, in all)``.
    panels
        What the curves show, as `curves.draw` takes it.
    decay : float
        Of the weights.

    Returns
    -------
    list of dict
        The log, all epochs so far.

    Raises
    ------
    TrainError
        If what is in `folder` is of another shape or plan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mean = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=slowly, use_buffers=True)
    learning = list(network.parameters())
    optimiser = torch.optim.AdamW(learning, plan.rate, weight_decay=decay)
    parts = {"network": network, "mean": mean, "optimiser": optimiser}
    log = resume(folder, shape, asdict(plan), parts, torch.device(plan.device))
    steps = max(1, count // plan.batch)
    began = time.monotonic()
    for epoch in range(len(log), plan.epochs):
        random = np.random.default_rng((plan.seed, epoch))
        network.train()
        charged: Counter[str] = Counter()
        started = time.monotonic()
        for at, chosen in enumerate(np.array_split(random.permutation(count), steps)):
            rate = rate_at(plan.rate, (epoch + at / steps) / plan.epochs)
            for group in optimiser.param_groups:
                group["lr"] = rate
            lost = charge(np.sort(chosen), epoch, random)
            optimiser.zero_grad(set_to_none=True)
            torch.stack(list(lost.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(learning, LONGEST)
            optimiser.step()
            mean.update_parameters(network)
            charged.update({name: each.item() for name, each in lost.items()})
            progress(f"epoch {epoch + 1} of {plan.epochs}", at + 1, steps)
        line: dict[str, float] = {name: each / steps for name, each in charged.items()}
        line |= {"epoch": epoch + 1, "rate": rate, "pictures": count}
        line |= measure(cast(torch.nn.Module, mean.module), epoch)
        line["seconds"] = time.monotonic() - started
        log.append(line)
        keep(folder, shape, asdict(plan), parts, log, panels)
        if plan.seconds and time.monotonic() - began > plan.seconds:
            break
    return log
