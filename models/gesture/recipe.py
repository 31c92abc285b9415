"""The recipe of `gesture`: trained on pictures of `train`, measured on `dev`, checked without any."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
from oivis._native import networks
from oivis.gestures import Gestures
from oivis.types import GESTURES

from models.progress import Progress, counter

from .evaluate import ASKED, total
from .evaluate import evaluate as tally
from .labels import labelled
from .landmarks import collect
from .train import called, cross_validate, fit, network_scores, pairs, threshold

# Hands drawn at random, on which the stage's arithmetic is held against that of the training.
DRAWN = 256


def train(sources: tuple[str, ...], progress: Progress) -> tuple[bytes, dict[str, float]]:
    """Choose the threshold on hands left out, then learn from all of them.

    Parameters
    ----------
    sources : tuple of str
        Folders of the pictures of `train` to learn from.
    progress : callable
        Told ``(what, done, in all)``.

    Returns
    -------
    weights : bytes
        The .npz that `oivis.gestures.Gestures` reads; the same bytes from the same landmarks.
    figures : dict of str to float
        On the hands left out: how many there were, the threshold, the share of fist, palm and victory that is
        right, the share of other gestures taken for one of them, and the share of each gesture called right.

    Raises
    ------
    FileNotFoundError
        Where there are no pictures.
    """
    listed = [picture for picture in labelled("train") if f"hands/{picture.source}" in sources]
    seen = collect(networks(), listed, counter("looking at train", len(listed), progress))
    progress("learning", 0, 2)
    found = cross_validate(seen)
    least = threshold(found, seen.shapes)
    named = called(found, least)
    asked = seen.shapes < len(ASKED)
    figures = {
        "hands": float(len(named)),
        "threshold": least,
        "right": float((named == seen.shapes)[asked].mean()),
        "wrong": float((named[~asked] < len(ASKED)).mean()),
    }
    for at, gesture in enumerate(GESTURES):
        figures[gesture] = float((named == at)[seen.shapes == at].mean())
    progress("learning", 1, 2)
    hidden, output = fit(seen, np.ones(len(seen.shapes), bool))
    stored = io.BytesIO()
    np.savez_compressed(
        stored,
        pairs=pairs().astype(np.uint8),
        hidden=hidden.astype(np.float16),
        output=output.astype(np.float16),
        threshold=np.float32(least),
    )
    progress("learning", 2, 2)
    return stored.getvalue(), figures


def measure(weights: bytes, progress: Progress) -> dict[str, float]:
    """What the manifest says of the accuracy of weights: counts over the pictures of `dev`.

    Raises
    ------
    FileNotFoundError
        Where there are no pictures.
    """
    listed = labelled("dev")
    gestures = Gestures(_read(weights))
    tallies = tally(networks(), listed, counter("looking at dev", len(listed), progress), gestures)
    return dict(total(tallies.values()))


def distances(weights: bytes) -> Mapping[str, float]:
    """How far the stage's scores are from those of the network as it was trained, at worst, by output.

    The hands are drawn at random: no pictures are needed.
    """
    held = _read(weights)
    hands = np.random.default_rng(0).uniform(0, 224, (DRAWN, 21, 3)).astype(np.float32)
    layers = held["hidden"].astype(np.float64), held["output"].astype(np.float64)
    stage = Gestures(held)
    mine = np.array([stage.scores(hand) for hand in hands])
    return {"scores": float(np.abs(mine - network_scores(layers, hands)).max())}


def _read(weights: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(weights), allow_pickle=False) as held:
        return dict(held)
