"""The network that a run has made so far."""

from __future__ import annotations

from pathlib import Path

from models.training.kept import mean_weights, open_run, tuples

from .network import Detector
from .shape import Shape


def load(folder: Path) -> Detector:
    """The running mean of a run's weights, ready to look.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    held = open_run(folder, "oivis detector train")
    network = Detector(Shape(**tuples(held["shape"])))
    network.load_state_dict(mean_weights(held))
    return network.eval()
