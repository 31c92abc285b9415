"""Detectors side by side: ours from its file, and what the stage does. Neither needs PyTorch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime
from oivis.gestures import Gestures, is_up
from oivis.hands import Hands
from oivis.host import Networks
from oivis.models import Model
from oivis.sampling import sample
from oivis.types import Region

from .boxes import round_points
from .found import Found, pick
from .scene import CLASSES

Look = Callable[[np.ndarray], Found]
NETWORK, CARD = "detector.onnx", "detector.json"
OUTPUTS = ("boxes", "scores", "points")


@dataclass(frozen=True, slots=True)
class Card:
    """What goes with the file of a detector.

    Attributes
    ----------
    size : int
        Side of the input, pixels.
    least : float
        A hand is one from this score on; chosen on pictures held out.
    epochs, pictures, weights : int
        What it was made with, and how many numbers it has.
    """

    size: int
    least: float
    epochs: int
    pictures: int
    weights: int

    def write(self, folder: Path) -> None:
        """Beside the network."""
        (folder / CARD).write_text(json.dumps(asdict(self)) + "\n")

    @classmethod
    def read(cls, folder: Path) -> Card:
        """The card of a network; `FileNotFoundError` where none was exported."""
        if not (folder / CARD).is_file():
            raise FileNotFoundError(f"There is no {CARD} in {folder}: run `oivis detector export` first.")
        return cls(**json.loads((folder / CARD).read_text()))


def ours(folder: Path) -> Look:
    """The detector that was exported to a folder, looking as the stage does: letterboxed, bilinear."""
    size = Card.read(folder).size
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / NETWORK, options, providers=["CPUExecutionProvider"])
    model = Model("detector", "pixels", size, size, "zero", OUTPUTS, {})

    def look(image: np.ndarray) -> Found:
        region = Region.from_letterbox(image.shape[1], image.shape[0])
        boxes, scores, points = session.run(OUTPUTS, {"pixels": sample(image, region, model)})
        found = pick(boxes[0], scores[0], points[0])
        scale = region.width / size
        corner = np.array([region.cx - region.width / 2, region.cy - region.height / 2])
        ends = None if found.points is None else found.points * scale + corner
        return replace(found, boxes=found.boxes * scale + np.tile(corner, 2), points=ends)

    return look


def pipeline(networks: Networks) -> Look:
    """Palms, landmarks and classifier, as they ship: what the stage does on a single picture."""
    gestures = Gestures.load()
    hands = Hands(networks, gestures)

    def look(image: np.ndarray) -> Found:
        seen = asyncio.run(hands(image))
        order = sorted(seen, key=lambda hand: -hand.presence)
        boxes = np.array([round_points(hand.landmarks[:, :2]) for hand in order]).reshape(-1, 4)
        shown = [CLASSES.index(_shape(gestures, hand.landmarks)) for hand in order]
        return Found(boxes, np.array([hand.presence for hand in order]), np.array(shown, int))

    return look


def _shape(gestures: Gestures, landmarks: np.ndarray) -> str:
    """What a hand shows, whichever way a thumb points: labels do not ask for that."""
    gesture, _ = gestures(landmarks)
    scores = gestures.scores(landmarks)
    is_thumb = CLASSES[scores.index(max(scores))] == "thumb-up"
    return "thumb-up" if is_thumb and not is_up(landmarks) else gesture
