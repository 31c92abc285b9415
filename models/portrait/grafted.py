"""A borrowed portrait network for fewer pixels, as it learns what to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.graft import graft, unpacked
from models.graph import Graph
from models.reference import Session
from models.training.graft import BYTES, RANK, Grafted
from models.training.kept import mean_weights, open_run, tuples

STRIDE = 16
# Pictures on which the graph is held against PyTorch.
COMPARED = 16


@dataclass(frozen=True, slots=True)
class Size:
    """Of a shrunken network.

    Attributes
    ----------
    name : str
        Of the borrowed network.
    height, width : int
        Of its input, pixels; multiples of 16.
    rank : int
        Of what is added to dense layers; 0 where each weight may change.
    channels : tuple of int
        Those that are left, see `models.thin`; all where it is empty.

    Raises
    ------
    ValueError
        If the input cannot be halved four times.
    """

    name: str
    height: int
    width: int
    rank: int = RANK
    channels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for side in (self.height, self.width):
            if side < STRIDE or side % STRIDE:
                raise ValueError(f"An input side of {side} pixels: take a multiple of {STRIDE}.")

    @property
    def has_previous(self) -> bool:
        """It never looks at the matte before."""
        return False


class Mattes(Grafted):
    """A logit of person for each pixel.

    Parameters
    ----------
    shape : Size
    graph : Graph
        The borrowed network for an input of that size and with its channels, before it has learnt.
    """

    def __init__(self, shape: Size, graph: Graph) -> None:
        super().__init__(graph, shape.rank)
        self.shape = shape
        # The last layer with weights; what follows makes bytes of it.
        (self._logits,) = self.outputs_of("ConvTranspose")

    def forward(self, x: Tensor, previous: Tensor | None = None) -> Tensor:
        """Logits (B, 1, height, width) of pictures (B, 3, height, width), RGB 0..1."""
        assert previous is None
        return self.logits(self.walk(x * BYTES))

    def logits(self, maps: dict[str, Tensor]) -> Tensor:
        """The same of what `walk` gives."""
        return maps[self._logits]


def load(folder: Path, graph: Graph) -> Mattes:
    """The running mean of a run's weights, ready to look; `FileNotFoundError` where there is none.

    `graph` is the borrowed network for the run's size, as `size_of_run` tells it.
    """
    network = Mattes(size_of_run(folder), graph)
    network.load_state_dict(mean_weights(open_run(folder, "oivis graft train")))
    return network.eval()


def size_of_run(folder: Path) -> Size:
    """What a run is of; `FileNotFoundError` where there is none."""
    return Size(**tuples(open_run(folder, "oivis graft train")["shape"]))


def parity(network: Mattes, graph: Graph, data: bytes, pixels: np.ndarray) -> float:
    """How far mattes of the graph with the graft are from PyTorch's at worst, in steps of 255.

    Parameters
    ----------
    network : Mattes
    graph : Graph
        As it was given to the network; changed.
    data : bytes
        As `stored` gave them.
    pixels : ndarray of uint8, shape (n, height, width, 3)
    """
    graft(graph, unpacked(data))
    session = Session(graph.bytes())
    worst = 0.0
    for picture in pixels[:COMPARED]:
        rgba = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])[None]
        with torch.no_grad():
            x = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / BYTES
            wanted = torch.sigmoid(network(x))[0].numpy() * BYTES
        worst = max(worst, float(np.abs(session(rgba)["matte"].astype(np.float64) - wanted).max()))
    return worst
