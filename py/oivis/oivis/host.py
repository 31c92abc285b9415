"""What the stage needs from where it runs. `_web` and `_native` are the two that give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from .filters import Filter
from .models import Model
from .types import Box, Region


class Networks(Protocol):
    """The models, ready to run."""

    models: Mapping[str, Model]

    def has(self, name: str) -> bool:
        """Whether the model can run now; in a page those of the hands come after the first picture."""
        ...

    async def run(self, name: str, pixels: np.ndarray) -> Sequence[np.ndarray]:
        """Run a model.

        Parameters
        ----------
        name : str
            A key of `models`.
        pixels : ndarray of uint8, shape (1, height, width, 4)
            RGBA, row 0 at the top, of the model's input size.

        Returns
        -------
        sequence of ndarray
            The outputs in the order of `models.json`. Valid until the next run of that model.

        Raises
        ------
        OivisError
            `model-missing` where there is no such model, `model-failed` where the run failed.
        """
        ...


class Drawing(Protocol):
    """What plug-ins draw with: pictures and texts by name, and the sprites that show them."""

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """Give a picture its name: uint8 [h, w, 4], premultiplied; the next chain that names it sees it."""
        ...

    def size(self, name: str) -> tuple[int, int]:
        """Width and height of a picture that was given, pixels."""
        ...

    def measure(self, line: str, is_bold: bool) -> float:
        """Width of a line of text, in heights of the letters' em."""
        ...

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
        """Make a picture of lines of text, laid out as `plugins/text.py` says; sizes in ems."""
        ...

    def drop(self, name: str) -> None:
        """A text's picture is drawn no more."""
        ...

    def sprites(self, runs: Sequence[tuple[str, int]], rows: Sequence[np.ndarray]) -> None:
        """Draw these over every picture from now on: each run is a picture's name and its number of rows."""
        ...


class Host(Networks, Drawing, Protocol):
    """The frame in hand, the models that look at it, the filters that draw it."""

    filters: Mapping[str, Filter]

    async def look(self, name: str, region: Region) -> Sequence[np.ndarray]:
        """Draw a region of the frame at a model's input size and run the model; returns as `run`."""
        ...

    def open(self, name: str) -> None:
        """Make a model ready that is not yet, while frames go on; `has` tells when it is, if ever."""
        ...

    async def segment(self, name: str, region: Region) -> Box | None:
        """Run a portrait model as `look` does; its matte, refined, stays where the frame is.

        Outside the region, which is not turned, there is nobody.

        Returns
        -------
        Box or None
            The smallest box that holds the people, in shares of the region; None for nobody.
        """
        ...

    def chain(self, links: Sequence[dict[str, Any]]) -> None:
        """Set the filter chain: `[{"filter": name, "params": {...}}, ...]`, already checked."""
        ...

    def params(self, index: int, name: str, value: Any) -> None:
        """Change one parameter of one link while running."""
        ...

    def render(self, timestamp_ms: float) -> None:
        """Run the chain over the frame and its matte; show the result."""
        ...

    def cover(self, kind: str) -> None:
        """Show the frame without a matte: `"frame"` as it is, `"frosted"` so that nothing can be made out."""
        ...

    def small_matte(self) -> np.ndarray:
        """The matte of the frame in hand, made small: uint8 [h, w], 64 by 64 or a little less."""
        ...

    def turn(self, plugin: str) -> None:
        """Which plug-in is at work now; "" where it is none."""
        ...

    def heap(self) -> int:
        """Bytes of memory in use, as far as they are known; 0 where they are not."""
        ...

    def forget(self) -> None:
        """A new source: the matte's history is of no use."""
        ...

    def resize(self, scale: float) -> None:
        """Size of the frames to come, 0.5..1 of the source."""
        ...

    def emit(self, kind: str, record: dict[str, Any]) -> None:
        """Tell the page: `gesture`, `command`, `scene`, `plugin`, `error` or `hud`."""
        ...
