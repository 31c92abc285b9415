"""The network that a run has made so far."""

from __future__ import annotations

from pathlib import Path

from models.training.kept import mean_weights, open_run, tuples

from .network import Portrait
from .shape import Shape


def load(folder: Path, size: tuple[int, int] | None = None) -> Portrait:
    """The running mean of a run's weights, ready to look.

    Parameters
    ----------
    folder : Path
    size : tuple of int, optional
        Height and width of the input, where it is to be another one than the run's.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    held = open_run(folder, "oivis portrait train")
    kept = tuples(held["shape"])
    if size:
        kept |= {"height": size[0], "width": size[1]}
    network = Portrait(Shape(**kept))
    network.load_state_dict(mean_weights(held))
    return network.eval()
