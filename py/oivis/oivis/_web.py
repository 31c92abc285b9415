"""The stage's host in a page: a thin wrapper over the JavaScript object of docs/house.md, section 3.

Only this file knows that there is a JavaScript side. No pixel comes to Python.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from traceback import format_exception
from typing import Any

import numpy as np
from ortweb import InferenceSession

from .campaign import Campaign
from .conduct import Conductor
from .errors import OivisError
from .filters import Filter, filters_from
from .gestures import Gestures
from .models import Model, read_models
from .outputs import OUTPUTS
from .scenes import SCENES
from .stage import Stage
from .types import Box, Region


class WebHost:
    """The frame is on the GPU, the models are JavaScript's; both are reached through one object.

    Parameters
    ----------
    js : JsProxy
        The host of docs/house.md, section 3.
    """

    def __init__(self, js: Any) -> None:
        self.models: Mapping[str, Model] = read_models(js.models)
        self.filters: Mapping[str, Filter] = filters_from(json.loads(js.filters))
        self._sessions = js.sessions
        self._attached: dict[str, InferenceSession] = {}
        # Looking a method up through the border costs more than calling it: once is enough.
        self._sample, self._matte, self._chain, self._emit = js.sample, js.matte, js.chain, js.emit
        self.render, self.cover, self._params = js.render, js.cover, js.params
        self.forget, self.resize, self._picture = js.forget, js.resize, js.picture
        self.drop, self.turn, self.heap, self._sprites = js.drop, js.turn, js.heap, js.sprites
        self.open = js.open
        self.measure, self._text, self._size, self._small = js.measure, js.text, js.size, js.smallMatte

    def has(self, name: str) -> bool:
        """Whether JavaScript has made the session; those of the hands may come after the first picture."""
        return name in self._attached or hasattr(self._sessions, name)

    async def run(self, name: str, pixels: Any) -> Sequence[np.ndarray]:
        """Run a model; see `Networks.run`. Takes a tensor of JavaScript's as well."""
        model = self.models[name]
        return await self._session(name).run_async(model.outputs, {model.input: pixels})

    async def look(self, name: str, region: Region) -> Sequence[np.ndarray]:
        """See `Host.look`."""
        pixels = self._sample(name, region.cx, region.cy, region.width, region.height, region.rotation)
        return await self.run(name, pixels)

    async def segment(self, name: str, region: Region) -> Box | None:
        """See `Host.segment`."""
        model = self.models[name]
        cx, cy, width, height = region.cx, region.cy, region.width, region.height
        pixels = self._sample(name, cx, cy, width, height, 0)
        values = await self._session(name).run_with_ort_values_async(model.outputs, {model.input: pixels})
        people = self._matte(values[0].tensor, cx, cy, width, height)
        return tuple(people.to_py()) if people else None

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """See `Host.picture`."""
        self._picture(name, np.ascontiguousarray(rgba))

    def size(self, name: str) -> tuple[int, int]:
        """See `Host.size`."""
        width, height = self._size(name)
        return width, height

    def text(
        self,
        name: str,
        lines: Sequence[str],
        width: float,
        height: float,
        is_bold: bool,
        is_outlined: bool,
        align: str,
    ) -> None:
        """See `Host.text`."""
        self._text(name, json.dumps(lines), width, height, is_bold, is_outlined, align)

    def sprites(self, runs: Sequence[tuple[str, int]], rows: Sequence[np.ndarray]) -> None:
        """See `Host.sprites`."""
        self._sprites(json.dumps(runs), np.concatenate(rows) if rows else np.zeros((0, 12), np.float32))

    def small_matte(self) -> np.ndarray:
        """The matte of the frame in hand, made small: no picture, and 4 kB at most."""
        made = self._small()
        height, width = made.shape
        return np.frombuffer(made.data.to_bytes(), np.uint8).reshape(height, width)

    def chain(self, links: Sequence[dict[str, Any]]) -> None:
        """See `Host.chain`."""
        self._chain(json.dumps(links))

    def params(self, index: int, name: str, value: Any) -> None:
        """See `Host.params`."""
        # A list would come over as a proxy.
        self._params(index, name, json.dumps(value))

    def emit(self, kind: str, record: dict[str, Any]) -> None:
        """See `Host.emit`."""
        self._emit(kind, json.dumps(record))

    def _session(self, name: str) -> InferenceSession:
        session = self._attached.get(name)
        if session is None:
            if not self.has(name):
                raise OivisError("model-missing", f"The model {name} has not been loaded. Reload the page.")
            session = self._attached[name] = InferenceSession.attach(getattr(self._sessions, name))
        return session


_host: WebHost | None = None


async def boot(js: Any) -> Stage:
    """The stage over a page's host; what JavaScript calls first.

    Parameters
    ----------
    js : JsProxy
        The host of docs/house.md, section 3. Kept for as long as this interpreter lives.
    """
    global _host
    _host = WebHost(js)
    must_cover = bool(js.mustCover)
    if js.campaign:
        given = Campaign.from_json(js.campaign)
        return Stage(
            _host,
            Gestures.load(),
            scenes=given.scenes,
            moves=given.moves,
            tables=given.tables,
            must_cover=must_cover,
            landmarks=js.landmarks,
        )
    scenes = (OUTPUTS[js.output],) if js.output else SCENES
    return Stage(_host, Gestures.load(), scenes=scenes, must_cover=must_cover, landmarks=js.landmarks)


def frames(stage: Stage) -> Callable[..., None]:
    """What JavaScript calls for each frame: `frame(done, failed, ...)` with all that `Stage.frame` takes.

    `done` is told the milliseconds in which Python ran, what it called of JavaScript among them; `failed` the
    traceback of an error.
    """
    conductor = Conductor()

    def frame(done: Callable[[float], Any], failed: Callable[[str], Any], *given: Any) -> None:
        told = lambda error: failed("".join(format_exception(error)))  # noqa: E731
        conductor.run(stage.frame(*given), done, told)

    return frame


def networks() -> WebHost:
    """The models of this page; `OivisError` where it has not been booted."""
    if _host is None:
        raise OivisError("model-missing", "No models have been loaded: boot the stage first.")
    return _host
