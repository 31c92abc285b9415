"""How near the graph with what a run has learnt comes to PyTorch."""

from __future__ import annotations

import numpy as np
import torch

from models.graft import graft, unpacked
from models.graph import Graph
from models.reference import Session

from .network import Landmarks
from .train import Shape, looked

# Crops on which the graph is held against PyTorch.
COMPARED = 16


def parity(network: Landmarks, shape: Shape, graph: Graph, data: bytes, held: np.ndarray) -> float:
    """How far landmarks of the graph with the graft are from PyTorch's at worst, in pixels of 224.

    Parameters
    ----------
    network : Landmarks
    shape : Shape
        Of the network.
    graph : Graph
        The borrowed one for an input of that shape; changed.
    data : bytes
        As `stored` gave them.
    held : ndarray of crops.FORM
    """
    graft(graph, unpacked(data))
    session = Session(graph.bytes())
    x = looked(held[:COMPARED], shape.side, torch.device("cpu")).round().clamp(0, 255)
    with torch.no_grad():
        landmarks = network(x)[0].numpy()
    worst = 0.0
    for pixels, wanted in zip(x.permute(0, 2, 3, 1).numpy().astype(np.uint8), landmarks, strict=True):
        full = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])[None]
        worst = max(worst, float(np.abs(session(full)["landmarks"][0] - wanted).max()))
    return worst
