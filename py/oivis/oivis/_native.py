"""The stage's host in CPython: onnxruntime runs the models, NumPy shows them the frame, moderngl draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ._sprites import Sprites
from .errors import OivisError
from .filters import Filter, read_filters
from .focus import made_small, within
from .models import Model, models_folder, read_models
from .sampling import sample
from .types import Box, Region

if TYPE_CHECKING:
    import onnxruntime

    from ._gl import Renderer


class Sessions:
    """The built models, each opened when first run.

    Parameters
    ----------
    folder : Path
        Holds `models.json` and the files that it names.
    threads : int
        Of onnxruntime; 0 leaves it to choose.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self.models: Mapping[str, Model] = read_models((folder / "models.json").read_text())
        self._folder = folder
        self._threads = threads
        self._open: dict[str, onnxruntime.InferenceSession] = {}

    def has(self, name: str) -> bool:
        """Whether the list has the model."""
        return name in self.models

    async def run(self, name: str, pixels: np.ndarray) -> Sequence[np.ndarray]:
        """Run a model; see `Networks.run`."""
        session = self._open.get(name) or self._session(name)
        model = self.models[name]
        try:
            return session.run(list(model.outputs), {model.input: pixels})
        except Exception as error:
            raise OivisError("model-failed", f"The model {name} failed on this picture: {error}") from error

    def _session(self, name: str) -> onnxruntime.InferenceSession:
        import onnxruntime

        if name not in self.models:
            raise OivisError(
                "model-missing", f"There is no model {name}; there are {', '.join(self.models)}."
            )
        path = self._folder / self.models[name].files["wasm"]["file"]
        if not path.is_file():
            raise OivisError(
                "model-missing", f"{path.name} is not in {path.parent}. Run `oivis models build`."
            )
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = self._threads
        # Threads that spin while they wait take the cores from everybody else: 4 minutes became 10.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise OivisError(
                "model-corrupt", f"{path.name} cannot be opened: {error}. Run `oivis models build`."
            ) from error
        self._open[name] = session
        return session


@cache
def networks() -> Sessions:
    """The models of `models_folder`, opened once."""
    return Sessions(models_folder())


class NativeHost(Sprites):
    """The frame in hand is an array; what is shown is an array too.

    Parameters
    ----------
    sessions : Sessions
    filters : Path
        The folder of `.frag` files.
    renderer : Renderer or None
        Draws; None where no picture is wanted, only hands and commands.
    emit : callable
        Takes the kind and the record of each event.

    Attributes
    ----------
    shown : ndarray of uint8, shape (H, W, 3)
        What the viewer would see now; a black point before the first frame.
    links : list of dict
        The chain in use.
    """

    def __init__(
        self,
        sessions: Sessions,
        filters: Path,
        renderer: Renderer | None,
        emit: Callable[[str, dict[str, Any]], None],
    ) -> None:
        super().__init__()
        self.models = sessions.models
        self.filters: Mapping[str, Filter] = read_filters(filters)
        self.emit = emit
        self.shown: np.ndarray = np.zeros((1, 1, 3), np.uint8)
        self._sessions = sessions
        self._renderer = renderer
        self._frame: np.ndarray = np.zeros((1, 1, 3), np.uint8)
        self._small = np.zeros((64, 64), np.uint8)
        self.links: list[dict[str, Any]] = []

    def ingest(self, rgb: np.ndarray) -> None:
        """Take a frame in hand: uint8 [H, W, 3], as the viewer is to see it."""
        self._frame = rgb
        if self._renderer:
            self._renderer.ingest(rgb)

    def has(self, name: str) -> bool:
        """See `Host.has`."""
        return self._sessions.has(name)

    def open(self, name: str) -> None:
        """Each is opened when first run."""

    async def run(self, name: str, pixels: np.ndarray) -> Sequence[np.ndarray]:
        """See `Host.run`."""
        return await self._sessions.run(name, pixels)

    async def look(self, name: str, region: Region) -> Sequence[np.ndarray]:
        """See `Host.look`."""
        return await self.run(name, sample(self._frame, region, self.models[name]))

    async def segment(self, name: str, region: Region) -> Box | None:
        """See `Host.segment`."""
        pixels = sample(self._frame, region, self.models[name])
        (matte,) = await self.run(name, pixels)
        height, width = self._frame.shape[:2]
        view = within(region, width, height)
        self._small = made_small(matte[0], view)
        return self._renderer.matte(matte[0], pixels[0, ..., :3], view) if self._renderer else None

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """See `Host.picture`."""
        super().picture(name, rgba)
        if self._renderer:
            self._renderer.picture(name, rgba)

    def chain(self, links: Sequence[dict[str, Any]]) -> None:
        """See `Host.chain`."""
        self.links = [{"filter": link["filter"], "params": dict(link["params"])} for link in links]
        if self._renderer:
            self._renderer.chain(self.links)

    def params(self, index: int, name: str, value: Any) -> None:
        """See `Host.params`."""
        self.links[index]["params"][name] = value
        if self._renderer:
            self._renderer.chain(self.links)

    def render(self, timestamp_ms: float) -> None:
        """Draw; the picture is `shown`."""
        if self._renderer:
            self.shown = self._renderer.render(timestamp_ms)
            self.draw(self.shown)

    def small_matte(self) -> np.ndarray:
        """See `Host.small_matte`."""
        return self._small

    def turn(self, plugin: str) -> None:
        """Nobody watches here: who runs this can end it."""

    def heap(self) -> int:
        """Not known here."""
        return 0

    def cover(self, kind: str) -> None:
        """The frame without a matte: as it is, or its mean colour alone."""
        if kind == "frame":
            self.shown = self._frame
        else:
            self.shown = np.empty_like(self._frame)
            self.shown[:] = self._frame.mean(axis=(0, 1))

    def forget(self) -> None:
        """One file is one source; there is nothing to forget."""

    def resize(self, scale: float) -> None:
        """Files are not hurried: frames keep their size."""
