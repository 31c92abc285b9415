"""A network with one hidden layer, and Adam: all that a gesture needs, in NumPy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np


class Network:
    """Softmax over one hidden layer of rectified units.

    Parameters
    ----------
    sizes : tuple of int
        Inputs, hidden units, classes.
    random : Generator
        Draws the first weights.

    Attributes
    ----------
    layers : list of ndarray of float64
        (inputs + 1, hidden) and (hidden + 1, classes); the last row of each is its bias.
    """

    def __init__(self, sizes: tuple[int, int, int], random: np.random.Generator) -> None:
        self.layers = []
        for inputs, outputs in pairwise(sizes):
            weights = random.normal(0, np.sqrt(2 / inputs), (inputs, outputs))
            self.layers.append(np.vstack([weights, np.zeros(outputs)]))
        self._first = [np.zeros_like(layer) for layer in self.layers]
        self._second = [np.zeros_like(layer) for layer in self.layers]
        self._steps = 0

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        """Probabilities (n, classes) of inputs (n, k)."""
        return self._run(inputs)[1]

    def _run(self, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hidden, output = self.layers
        inner = np.maximum(inputs @ hidden[:-1] + hidden[-1], 0)
        logits = inner @ output[:-1] + output[-1]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return inner, powers / powers.sum(axis=1, keepdims=True)

    def learn(self, inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray, rate: float) -> None:
        """One step of Adam on the weighted cross-entropy.

        Parameters
        ----------
        inputs : ndarray, shape (n, k)
        targets : ndarray, shape (n, classes)
            Each row sums to 1.
        weights : ndarray, shape (n,)
        rate : float
        """
        inner, found = self._run(inputs)
        output = self.layers[1]
        error = (found - targets) * (weights / weights.sum())[:, None]
        back = (error @ output[:-1].T) * (inner > 0)
        self._steps += 1
        for at, (left, right) in enumerate(((inputs, back), (inner, error))):
            slope = np.vstack([left.T @ right, right.sum(axis=0)])
            # Weight decay, of the weights alone.
            slope[:-1] += 1e-4 * self.layers[at][:-1]
            self._first[at] += 0.1 * (slope - self._first[at])
            self._second[at] += 0.001 * (slope * slope - self._second[at])
            step = self._first[at] / (1 - 0.9**self._steps)
            scale = np.sqrt(self._second[at] / (1 - 0.999**self._steps)) + 1e-8
            self.layers[at] -= rate * step / scale
