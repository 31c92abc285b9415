"""Every way of making the shown matte from one network's: as it comes, ours, and the peers'."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from oivis._gl import Renderer
from oivis._native import NativeHost, Sessions
from oivis.portrait import portrait_model
from oivis.refine import resize
from oivis.sampling import sample
from oivis.types import Region

from models import build
from models.evaluate.peers import Blend, Jitsi, bilateral, volcomix

FILTERS = build.ROOT / "web" / "filters"
METHODS = ("raw", "ours", "blend", "Jitsi", "bilateral", "Volcomix")

Method = Callable[[np.ndarray, np.ndarray], np.ndarray]


def raw(matte: np.ndarray, image: np.ndarray) -> np.ndarray:
    """The network's matte, enlarged bilinearly."""
    return resize(matte, *image.shape[:2])


class Ours:
    """What the stage shows: the host's own steps and the filters of `web/filters`, on frames of one size."""

    def __init__(self, networks: Sessions, width: int, height: int, filters: Path = FILTERS) -> None:
        self._region = Region.from_frame(width, height)
        self._name = portrait_model(width, height)
        self._renderer = Renderer(width, height, filters)
        self._given = _Given(networks)
        # All that the host asks of sessions is there.
        self._host = NativeHost(self._given, filters, self._renderer, lambda *_: None)  # type: ignore[arg-type]

    def __call__(self, matte: np.ndarray, image: np.ndarray) -> np.ndarray:
        """Alpha, float32 [H, W], for a matte 0..1 [h, w] and its frame, uint8 [H, W, 3]."""
        self._given.matte = np.rint(matte * 255).astype(np.uint8)
        self._host.ingest(image)
        asyncio.run(self._host.segment(self._name, self._region))
        return self._renderer.refined() / np.float32(255)

    def forget(self) -> None:
        """The next frame is the first of another source."""
        self._host.forget()
        self._renderer.forget()

    def close(self) -> None:
        """Give everything back."""
        self._renderer.close()


class _Given:
    """The networks, whose answer is known already."""

    def __init__(self, networks: Sessions) -> None:
        self.models = networks.models
        self.matte = np.zeros((1, 1), np.uint8)

    def has(self, name: str) -> bool:
        return name in self.models

    async def run(self, name: str, pixels: np.ndarray) -> Sequence[np.ndarray]:
        return [self.matte[None]]


class Stream:
    """One source of frames of one size, seen by all methods.

    Parameters
    ----------
    networks : Sessions
    width, height : int
        Of the frames, pixels.
    """

    def __init__(self, networks: Sessions, width: int, height: int) -> None:
        self._networks = networks
        self._name = portrait_model(width, height)
        self._region = Region.from_frame(width, height)
        self._size = width, height
        self._ours = Ours(networks, width, height)
        self._alone: Ours | None = None
        self._fresh = np.zeros((1, 1), np.float32)
        self._methods: dict[str, Method] = {
            "raw": raw,
            "ours": self._ours,
            "blend": Blend(),
            "Jitsi": Jitsi(),
            "bilateral": bilateral,
        }

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()
        if self._alone:
            self._alone.close()

    def __call__(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """The matte of the next frame (uint8 [H, W, 3]) by method: float32 [H, W], 0..1."""
        pixels = sample(image, self._region, self._networks.models[self._name])
        (matte,) = asyncio.run(self._networks.run(self._name, pixels))
        self._fresh = matte[0] / np.float32(255)
        mattes = {name: method(self._fresh, image) for name, method in self._methods.items()}
        return mattes | {"Volcomix": volcomix(mattes["bilateral"])}

    def alone(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """What the methods that remember would make of the frame just given if it were their first."""
        self._alone = self._alone or Ours(self._networks, *self._size)
        self._alone.forget()
        methods: dict[str, Method] = {"ours": self._alone, "blend": raw, "Jitsi": Jitsi()}
        return {name: method(self._fresh, image) for name, method in methods.items()}
