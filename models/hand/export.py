"""What a run has learnt as the file that is committed, and how near the graph with it comes to PyTorch."""

from __future__ import annotations

import io
from typing import Any, cast

import numpy as np
import torch

from models.graph import Graph
from models.reference import Session

from .graft import graft, shrink
from .network import Landmarks
from .train import Shape, looked

# Crops on which the graph is held against PyTorch.
COMPARED = 16


def stored(network: Landmarks) -> bytes:
    """The .npz that `graft.read` reads; the same bytes from the same weights."""
    held = io.BytesIO()
    np.savez_compressed(held, allow_pickle=False, **cast(Any, network.kept()))
    return held.getvalue()


def parity(network: Landmarks, shape: Shape, graph: Graph, data: bytes, held: np.ndarray) -> float:
    """How far landmarks of the graph with the graft are from PyTorch's at worst, in pixels of 224.

    Parameters
    ----------
    network : Landmarks
    shape : Shape
        Of the network.
    graph : Graph
        The borrowed one; changed.
    data : bytes
        As `stored` gave them.
    held : ndarray of crops.FORM
    """
    shrink(graph, shape.side)
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        graft(graph, {name: kept[name].astype(np.float32) for name in kept.files})
    session = Session(graph.bytes())
    x = looked(held[:COMPARED], shape.side, torch.device("cpu")).round().clamp(0, 255)
    with torch.no_grad():
        landmarks = network(x)[0].numpy()
    worst = 0.0
    for pixels, wanted in zip(x.permute(0, 2, 3, 1).numpy().astype(np.uint8), landmarks, strict=True):
        full = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])[None]
        worst = max(worst, float(np.abs(session(full)["landmarks"][0] - wanted).max()))
    return worst
