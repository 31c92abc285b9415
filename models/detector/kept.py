"""The network that a run has made so far."""

from __future__ import annotations

from pathlib import Path

from models import build, fetch, manifest
from models.graph import Graph
from models.training.kept import mean_weights, open_run, tuples

from .network import Detector
from .shape import Shape
from .trunk import trunk


def load(folder: Path) -> Detector:
    """The running mean of a run's weights, ready to look.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    held = open_run(folder, "oivis detector train")
    shape = Shape(**tuples(held["shape"]))
    network = Detector(shape, palm_trunk(shape))
    network.load_state_dict(mean_weights(held))
    return network.eval()


def palm_trunk(shape: Shape) -> Graph:
    """`trunk.trunk` of the network that the manifest lists; its file is fetched where it is not yet here."""
    listed = manifest.read()
    return trunk(listed.borrowed["palm"], fetch.sources(listed, build.CACHE, lambda *_: None)["palm"], shape)
