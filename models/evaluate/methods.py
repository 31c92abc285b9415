"""Every way of making the shown matte from one network's: as it comes, ours, and the peers'."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
from oivis._gl import Renderer
from oivis._native import NativeHost, Sessions
from oivis.focus import Focus, segment
from oivis.portrait import portrait_model
from oivis.refine import resize
from oivis.sampling import sample
from oivis.types import Region

from models import build
from models.evaluate.peers import Blend, Jitsi, bilateral, volcomix

FILTERS = build.ROOT / "web" / "filters"
# Frames of a stream come at this pace.
FPS = 30
METHODS = ("raw", "ours", "blend", "Jitsi", "bilateral", "Volcomix")

Method = Callable[[np.ndarray, np.ndarray], np.ndarray]


def raw(matte: np.ndarray, image: np.ndarray) -> np.ndarray:
    """The network's matte, enlarged bilinearly."""
    return resize(matte, *image.shape[:2])


class Ours:
    """What the stage shows of frames of one size: where it looks, its steps, the filters of `web/filters`.

    Attributes
    ----------
    region : Region
        Where it looked in the last frame.
    """

    def __init__(self, networks: Sessions, width: int, height: int, filters: Path = FILTERS) -> None:
        self._size = width, height
        self._name = portrait_model(width, height)
        self._renderer = Renderer(width, height, filters)
        self._host = NativeHost(networks, filters, self._renderer, lambda *_: None)
        self._focus = Focus()
        self.region = self._focus.region(width, height)

    def __call__(self, image: np.ndarray, timestamp_ms: float) -> np.ndarray:
        """Alpha of the next frame, uint8 [H, W, 3]: float32 [H, W]."""
        return asyncio.run(self._next(image, timestamp_ms))

    async def _next(self, image: np.ndarray, timestamp_ms: float) -> np.ndarray:
        self._host.ingest(image)
        self.region = await segment(self._host, self._focus, self._name, *self._size, timestamp_ms)
        return self._renderer.refined() / np.float32(255)

    def alone(self, image: np.ndarray, region: Region) -> np.ndarray:
        """Alpha of a frame as if there had been none before, looked at there."""
        self._renderer.forget()
        self._host.ingest(image)
        asyncio.run(self._host.segment(self._name, region))
        return self._renderer.refined() / np.float32(255)

    def close(self) -> None:
        """Give everything back."""
        self._renderer.close()


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
        self._timestamp_ms = 0.0
        self._methods: dict[str, Method] = {
            "raw": raw,
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
        mattes["ours"] = self._ours(image, self._timestamp_ms)
        self._timestamp_ms += 1000 / FPS
        mattes["Volcomix"] = volcomix(mattes["bilateral"])
        return {name: mattes[name] for name in METHODS}

    def alone(self, image: np.ndarray) -> dict[str, np.ndarray]:
        """What the methods that remember would make of the frame just given if it were their first."""
        self._alone = self._alone or Ours(self._networks, *self._size)
        methods: dict[str, Method] = {"blend": raw, "Jitsi": Jitsi()}
        mattes = {name: method(self._fresh, image) for name, method in methods.items()}
        return mattes | {"ours": self._alone.alone(image, self._ours.region)}
