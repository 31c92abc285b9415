"""Networks side by side, each from its file, as the stage runs them. None needs PyTorch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from oivis.host import Networks
from oivis.models import Model
from oivis.sampling import sample
from oivis.types import Region

# The borrowed networks, and height and width of their inputs.
BORROWED = {"portrait": (256, 256), "portrait-wide": (144, 256)}

# From a picture, uint8 (h, w, 3), to the matte at the network's size, float32 0..1.
Look = Callable[[np.ndarray], np.ndarray]


def file_of(size: tuple[int, int]) -> str:
    """Name of the file of an exported network, by height and width of its input."""
    return f"portrait-{size[0]}x{size[1]}.onnx"


def exported(folder: Path) -> dict[tuple[int, int], Path]:
    """Files that were exported to a folder, by height and width of their inputs.

    Raises
    ------
    FileNotFoundError
        Where there is none.
    """
    found = {}
    for path in sorted(folder.glob("portrait-*x*.onnx")):
        height, width = path.stem.removeprefix("portrait-").split("x")
        found[int(height), int(width)] = path
    if not found:
        raise FileNotFoundError(f"There is no network in {folder}: run `oivis portrait export` first.")
    return found


class Ours:
    """An exported network; one that looks at the matte before remembers it until `forget`."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._model = Model("portrait", "pixels", *size, "clamp", ("matte",), {})
        self._has_previous = len(self._session.get_inputs()) > 1
        self._previous = np.zeros((1, *size), np.uint8)

    def __call__(self, image: np.ndarray) -> np.ndarray:
        """The matte of a picture, as `Look`."""
        pixels = sample(image, Region.from_frame(image.shape[1], image.shape[0]), self._model)
        feeds = {"pixels": pixels}
        if self._has_previous:
            feeds["previous"] = self._previous
        (self._previous,) = self._session.run(["matte"], feeds)
        return self._previous[0] / np.float32(255)

    def forget(self) -> None:
        """The next picture is the first of another source."""
        self._previous = np.zeros_like(self._previous)


def borrowed(networks: Networks, name: str) -> Look:
    """One of the borrowed networks, as it ships."""

    def look(image: np.ndarray) -> np.ndarray:
        region = Region.from_frame(image.shape[1], image.shape[0])
        (matte, *_) = asyncio.run(networks.run(name, sample(image, region, networks.models[name])))
        return matte[0] / np.float32(255)

    return look
