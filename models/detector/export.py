"""The detector as an ONNX graph, bytes in, boxes out: normalisation, pixels and anchors are folded in."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
import torch
from torch import nn

from models.graft import graft, unpacked
from models.graph import Graph
from models.quantize import store
from models.training.folding import array, conv, plain
from models.training.layers import Conv, count

from .evaluate import threshold
from .found import pick
from .kept import palm_trunk
from .loss import WIDEST, decode
from .make import Pictures
from .measure import Truth
from .network import Detector, scored
from .peers import NETWORK, OUTPUTS, Card
from .shape import BOX, GIVEN, NAMES, PLACES, anchors
from .train import seek
from .trunk import BOXES, LEVELS, SCORES

# Pictures on which every file is held against PyTorch.
COMPARED = 16
# So many pictures without a hand may show a palm: each costs a look of the landmark network, which denies it.
ALARMS = 0.2
LOOKS = 32


@dataclass(frozen=True, slots=True)
class Parity:
    """How far a file's answers are from those of PyTorch, at worst.

    Attributes
    ----------
    weights, precision : str
        Of the file.
    bytes : int
    boxes_px, scores : float
        In pixels of the input, of boxes and points with a score of a tenth or more; in 0..1, of all.
    """

    weights: str
    precision: str
    bytes: int
    boxes_px: float
    scores: float


def palm(network: Detector, empty: np.ndarray) -> tuple[bytes, float]:
    """What the palm network has learnt: the graft that ships with it, its own heads and all.

    Its scores are moved so that a palm is one from a half on, as the stage has it: as low as may be without
    palms in more than `ALARMS` of pictures that have none.

    Parameters
    ----------
    network : Detector
    empty : ndarray of uint8, shape (n, size, size, 3)
        Pictures without a hand, held out.

    Returns
    -------
    data : bytes
    by : float
        What was added to the logits.
    """
    surest = np.concatenate([_surest(network, empty[at : at + LOOKS]) for at in range(0, len(empty), LOOKS)])
    by = -float(np.quantile(surest, 1 - ALARMS))
    moved = deepcopy(network.trunk)
    moved.shift(SCORES, by)
    return moved.stored(network.shape.channels), by


def _surest(network: Detector, pixels: np.ndarray) -> np.ndarray:
    return seek(network, pixels, torch.device("cpu")).scores.amax(1).numpy()


def write(
    network: Detector, held: Pictures, folder: Path, kind: str, log: list[dict[str, float]]
) -> list[Parity]:
    """Write the network's file and its card; say how near each way to store the weights comes.

    Parameters
    ----------
    network : Detector
    held : Pictures
        Held out: the threshold is chosen on them.
    folder : Path
    kind : str
        Weights of the file that is written, `exact` or as in `quantize`.
    log : list of dict
        Of the run.
    """
    found = []
    for weights, precision in (("exact", "fp32"), ("int8-blocks", "int8"), ("int8-channels", "int8")):
        data = export(network, weights, precision).bytes()
        if weights == kind:
            (folder / NETWORK).write_bytes(data)
            chosen = data
        found.append(Parity(weights, precision, len(data), *distances(network, data, held.pixels[:COMPARED])))
    seen = [pick(*_run(chosen, pixels)) for pixels in held.pixels]
    truths = [Truth(b[c > -2], c[c > -2]) for b, c in zip(held.boxes, held.classes, strict=True)]
    least = threshold(seen, truths)
    last = log[-1]
    Card(network.shape.size, least, int(last["epoch"]), int(last["pictures"]), count(network)).write(folder)
    return found


def distances(network: Detector, data: bytes, pixels: np.ndarray) -> tuple[float, float]:
    """How far a file is from PyTorch on pictures, uint8 (n, size, size, 3); as in `Parity`."""
    boxes_px, scores = 0.0, 0.0
    for picture in pixels:
        mine, sure, points = _run(data, picture)
        with torch.no_grad():
            x = torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255
            guesses = network(x)
        places = torch.from_numpy(anchors(network.shape).copy())
        theirs = decode(places, guesses.offsets)[0].numpy()
        ends = (
            (places[:, None, :2] + guesses.points[0, :, list(GIVEN)] * places[:, None, 2:]).flatten(1).numpy()
        )
        wanted = scored(guesses)[0].numpy()
        scores = max(scores, float(np.abs(sure - wanted).max()))
        seen = wanted.sum(axis=1) >= 0.1
        far = np.abs(np.hstack([mine - theirs, points - ends]))[seen]
        boxes_px = max(boxes_px, float(far.max(initial=0)))
    return boxes_px, scores


def _run(data: bytes, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    session = _session(data)
    rgba = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])[None]
    boxes, scores, points = session.run(OUTPUTS, {"pixels": rgba})
    return boxes[0], scores[0], points[0]


@lru_cache(maxsize=2)
def _session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def export(network: Detector, weights: str = "exact", precision: str = "fp32") -> Graph:
    """The graph of one of the detector's files.

    Parameters
    ----------
    network : Detector
        Ready to look: its normalisation is folded into the convolutions.
    weights, precision : str
        As for `quantize.store`.

    Returns
    -------
    Graph
        `pixels` uint8 [1, size, size, 4] in; out `boxes` float32 [1, n, 4], x0, y0, x1, y1 in pixels of the
        input, `scores` float32 [1, n, classes], 0..1, all of a row together that of a hand, and `points`
        float32 [1, n, 4], x and y of the wrist and of the middle finger's knuckle.
    """
    graph = palm_trunk(network.shape)
    graft(graph, unpacked(network.trunk.stored()))
    maps = [graph.withdraw(name) for name in LEVELS]
    for name in (*BOXES, *SCORES):
        graph.withdraw(name)
    levels = [conv(graph, cast(Conv, side), value) for side, value in zip(network.sides, maps, strict=True)]
    # Landmarks that nobody asks for are not reckoned: rows of the last layer that are left out.
    asked = [*range(BOX), *(BOX + 2 * point + axis for point in GIVEN for axis in range(2))]
    where = [
        _last(graph, cast(nn.Conv2d, last), conv(graph, network.place, level), PLACES, asked)
        for level, last in zip(levels, network.places, strict=True)
    ]
    what = [
        _last(graph, cast(nn.Conv2d, last), conv(graph, network.name, level), NAMES, range(NAMES))
        for level, last in zip(levels, network.names, strict=True)
    ]
    places = anchors(network.shape)
    _decode(graph, graph.node("Concat", where, axis=1), places)
    _score(graph, graph.node("Concat", what, axis=1), len(places))
    return store(graph, weights, precision)


def _last(graph: Graph, layer: nn.Conv2d, value: str, numbers: int, asked: Sequence[int]) -> str:
    """A level's guesses, an anchor after the other: [1, anchors, asked], of `numbers` for each anchor."""
    assert layer.bias is not None
    weights, bias = array(layer.weight), array(layer.bias)
    rows = [first + number for first in range(0, len(bias), numbers) for number in asked]
    found = plain(graph, value, weights[rows], bias[rows])
    listed = graph.node("Transpose", [found], perm=(0, 2, 3, 1))
    return graph.node("Reshape", [listed, graph.constant([1, -1, len(asked)], np.int64)])


def _part(graph: Graph, value: str, first: int, last: int) -> str:
    return graph.node("Slice", [value, *(graph.constant([end], np.int64) for end in (first, last, 2))])


def _decode(graph: Graph, where: str, places: np.ndarray) -> None:
    """Outputs `boxes` and `points` of the guesses."""
    count, ends = len(places), BOX + 2 * len(GIVEN)
    middles = graph.constant(places[None, :, :2], np.float32, "anchors")
    side = graph.constant(places[None, :, 2:], np.float32, "anchors")
    middle = graph.node("Add", [graph.node("Mul", [_part(graph, where, 0, 2), side]), middles])
    least, most = graph.constant(-WIDEST, np.float32), graph.constant(WIDEST, np.float32)
    size = graph.node("Exp", [graph.node("Clip", [_part(graph, where, 2, 4), least, most])])
    half = graph.node("Mul", [size, graph.constant(places[None, :, 2:] / 2, np.float32, "anchors")])
    corners = [graph.node("Sub", [middle, half]), graph.node("Add", [middle, half])]
    graph.output("boxes", graph.node("Concat", corners, axis=2), np.float32, (1, count, 4))
    away = graph.node("Mul", [_part(graph, where, BOX, ends), side])
    from_here = graph.node("Concat", [middles] * len(GIVEN), axis=2)
    graph.output("points", graph.node("Add", [away, from_here]), np.float32, (1, count, ends - BOX))


def _score(graph: Graph, what: str, count: int) -> None:
    """Output `scores`: how sure a hand is, shared out among what it may show."""
    hand = graph.node("Sigmoid", [_part(graph, what, 0, 1)])
    shares = graph.node("Softmax", [_part(graph, what, 1, NAMES)], axis=2)
    graph.output("scores", graph.node("Mul", [hand, shares]), np.float32, (1, count, NAMES - 1))
