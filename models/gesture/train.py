"""From landmarks to the weights of `oivis.gestures`."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from oivis.gestures import KNUCKLE, NONE, WRIST, distances
from oivis.types import GESTURES

from .landmarks import Seen
from .network import Network

TIPS, MIDDLES, ROOTS = (4, 8, 12, 16, 20), (6, 10, 14, 18), (2, 5, 9, 13, 17)
# Networks that differ in their first weights alone are wrong about different hands. The mean of their logits
# is one network again, whose hidden units are those of all.
MEMBERS = 8
HIDDEN = 32
EPOCHS = 30
BATCH = 256
RATE = 3e-3
# The labels of the sources are not sure, so the network shall not be either.
SMOOTHING = 0.05
FOLDS = 5
# Share of other gestures that may be taken for fist, palm or victory while the threshold is chosen.
WRONG = 0.01


def pairs() -> np.ndarray:
    """The distances that tell gestures apart: int (2, n)."""
    chosen = {
        *combinations(TIPS, 2),
        *((WRIST, tip) for tip in TIPS),
        *((root, tip) for root, tip in zip(ROOTS, TIPS, strict=True)),
        *((WRIST, middle) for middle in MIDDLES),
        *((WRIST, middle + 1) for middle in MIDDLES),
        # Bent fingers bring their tips to their roots, a thumb across the palm comes to the others'.
        *((middle, middle + 2) for middle in MIDDLES),
        *((4, root) for root in ROOTS[1:]),
        *((4, middle) for middle in MIDDLES),
        (ROOTS[1], ROOTS[-1]),
    }
    return np.array(sorted(chosen)).T


def turned(landmarks: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Hands (n, 21, 3) as seen from elsewhere, and not quite where they are."""
    count = len(landmarks)
    moved = landmarks - landmarks[:, :1]
    for axis in (0, 1):
        angle = random.normal(0, 0.2, (count, 1))
        c, s = np.cos(angle), np.sin(angle)
        flat, deep = moved[..., axis], moved[..., 2]
        near = np.stack([c * flat - s * deep, s * flat + c * deep])
        moved = moved.copy()
        moved[..., axis], moved[..., 2] = near
    palm = np.linalg.norm(landmarks[:, KNUCKLE] - landmarks[:, WRIST], axis=-1)
    noise = random.normal(0, 1, moved.shape) * random.uniform(0, 0.05, (count, 1, 1))
    return moved + noise * palm[:, None, None]


def fit(seen: Seen, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hidden and output layers, biases last, learnt from the chosen hands (bool, (n,)).

    References
    ----------
    Lakshminarayanan et al., "Simple and scalable predictive uncertainty estimation using deep ensembles",
    NeurIPS 2017; here logits are averaged, not probabilities.
    """
    hidden, output = zip(*(_member(seen, chosen, seed) for seed in range(MEMBERS)), strict=True)
    weights = np.vstack([layer[:-1] for layer in output])
    bias = np.sum([layer[-1:] for layer in output], axis=0)
    return np.hstack(hidden), np.vstack([weights, bias]) / MEMBERS


def _member(seen: Seen, chosen: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    views = seen.landmarks.shape[1]
    landmarks = seen.landmarks[chosen].reshape(-1, 21, 3).astype(np.float64)
    shapes = seen.shapes[chosen].repeat(views)
    targets = np.eye(len(GESTURES))[shapes] * (1 - SMOOTHING) + SMOOTHING / len(GESTURES)
    weights = _balance(seen, chosen).repeat(views)
    near = pairs()
    still = distances(landmarks, near)
    mean, spread = still.mean(axis=0), still.std(axis=0) + 1e-3
    network = Network((near.shape[1], HIDDEN, len(GESTURES)), random)
    batches = max(1, len(landmarks) // BATCH)
    for epoch in range(EPOCHS):
        inputs = (distances(turned(landmarks, random), near) - mean) / spread
        for at, batch in enumerate(np.array_split(random.permutation(len(landmarks)), batches)):
            done = (epoch + at / batches) / EPOCHS
            rate = RATE * (1 + np.cos(np.pi * done)) / 2
            network.learn(inputs[batch], targets[batch], weights[batch], rate)
    hidden, output = network.layers
    # The stage feeds plain distances: their scaling goes into the first layer.
    scaled = hidden[:-1] / spread[:, None]
    return np.vstack([scaled, hidden[-1] - mean @ scaled]), output


def network_scores(layers: tuple[np.ndarray, np.ndarray], landmarks: np.ndarray) -> np.ndarray:
    """Probabilities (n, 6) of hands (n, 21, 3)."""
    network = Network((1, 1, 1), np.random.default_rng(0))
    network.layers = list(layers)
    return network(distances(landmarks.astype(np.float64), pairs()))


def cross_validate(seen: Seen) -> np.ndarray:
    """Scores (n, 6) of each hand by a network that has not seen its neighbours.

    Pictures of a source and label that follow each other are of one person more often than not, so they
    are left out together.
    """
    found = np.zeros((len(seen.shapes), len(GESTURES)))
    fold = np.zeros(len(seen.shapes), int)
    kinds = [(picture.source, picture.label) for picture in seen.pictures]
    for kind in sorted(set(kinds)):
        alike = np.array([at for at, other in enumerate(kinds) if other == kind])
        for number, part in enumerate(np.array_split(alike, FOLDS)):
            fold[part] = number
    for number in range(FOLDS):
        left_out = fold == number
        found[left_out] = network_scores(fit(seen, ~left_out), seen.landmarks[left_out, 0])
    return found


def threshold(found: np.ndarray, shapes: np.ndarray) -> float:
    """The lowest score at which at most `WRONG` of the other gestures pass for fist, palm or victory."""
    others = found[shapes >= 3]
    passing = np.where(others.argmax(axis=1) < 3, others.max(axis=1), 0)
    return float(np.ceil(np.quantile(passing, 1 - WRONG) * 100) / 100)


def called(found: np.ndarray, least: float) -> np.ndarray:
    """The gesture that each row of scores (n, 6) is called: int (n,)."""
    return np.where(found.max(axis=1) < least, NONE, found.argmax(axis=1))


def _balance(seen: Seen, chosen: np.ndarray) -> np.ndarray:
    """Weights of the chosen hands: a large source shall not outweigh the others by its size."""
    kinds = [
        (picture.source, picture.shape)
        for picture, is_chosen in zip(seen.pictures, chosen, strict=True)
        if is_chosen
    ]
    counts = Counter(kinds)
    return np.array([counts[kind] ** -0.5 for kind in kinds])
