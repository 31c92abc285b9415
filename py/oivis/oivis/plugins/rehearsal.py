"""A stage without models or pictures, for the tests of a plug-in: frames as one says, and all that it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..chain import Chain
from ..filters import Filter, read_filters
from ..stickers import STICKERS
from ..types import Command, Hand
from . import runner as _runner
from .plugin import Plugin

STEP_S = 1 / 30
# Where the landmarks of a hand that is seen from the front lie, from the wrist, in sizes of the hand.
_SHAPE = np.array(
    [(0, 0)]
    + [(-0.12, -0.1), (-0.22, -0.22), (-0.3, -0.32), (-0.36, -0.4)]
    + [(x * spread, y) for x, ys in zip((-0.2, -0.06, 0.07, 0.18), ((-0.45, -0.65, -0.78, -0.9),
       (-0.47, -0.7, -0.85, -1.0), (-0.45, -0.66, -0.8, -0.92), (-0.4, -0.56, -0.66, -0.76)), strict=True)
       for spread, y in zip((1, 1.2, 1.3, 1.4), ys, strict=True)],
    np.float32,
)  # fmt: skip


def hand(x: float, y: float, gesture: str = "palm", *, size: float = 0.3, id: int = 1) -> Hand:
    """A hand whose palm is at x, y (0..1 of a view of 640x480), `size` heights of the view large."""
    px = size * 480
    landmarks = np.zeros((21, 3), np.float32)
    landmarks[:, :2] = _SHAPE * px
    landmarks[:, :2] += [x * 640, y * 480] - landmarks[[0, 5, 9, 13, 17], :2].mean(axis=0)
    box = np.concatenate([landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)])
    return Hand(id, box, landmarks, landmarks / 5000, 1.0, gesture, 0.95, "right")


def portrait(x: float = 0.5, top: float = 0.25) -> np.ndarray:
    """The matte of somebody whose head, 0.3 heights of the view wide, is at x; uint8 [64, 64]."""
    rows, columns = (np.mgrid[0:64, 0:64] + 0.5) / 64
    across, down = (columns - x) * 640 / 480, rows - top
    head = (across / 0.15) ** 2 + ((down - 0.2) / 0.2) ** 2 < 1
    neck = (abs(across) < 0.08) & (down > 0.3)
    trunk = (across / 0.42) ** 2 + ((down - 0.8) / 0.38) ** 2 < 1
    return np.where(head | neck | trunk | ((abs(across) < 0.42) & (down > 0.8)), 255, 0).astype(np.uint8)


class Rehearsal:
    """One plug-in at work.

    Parameters
    ----------
    plugin : class of Plugin
    state : mapping, optional
        What it kept before.
    filters : Path, optional
        The folder of `.frag` files, for a plug-in that lays filters over the scene.
    language : str
    **params : Any
        Its parameters.

    Attributes
    ----------
    plugin : Plugin
    told : list of dict
        Every `plugin` event.
    texts : list of str
        What is written now.
    pictures : list of str
        Which pictures are shown now.
    links : list of dict
        Which filters lie over the scene now.
    """

    def __init__(
        self,
        plugin: type[Plugin],
        *,
        state: Mapping[str, Any] | None = None,
        filters: Path | None = None,
        language: str = "en",
        **params: Any,
    ) -> None:
        self.told: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.matte = np.zeros((64, 64), np.uint8)
        self.filters: Mapping[str, Filter] = read_filters(filters) if filters else {}
        self.runs: Sequence[tuple[str, int]] = ()
        self.rows = np.zeros((0, 12), np.float32)
        self._named: dict[str, str] = {}
        self._time_ms = 0.0
        self._runner = _runner.Runner(self, Chain(self), self._do, self._scene, is_governed=False)  # type: ignore[arg-type]
        self._runner.use("it", plugin, params, state, language)

    @property
    def plugin(self) -> Plugin:
        """The plug-in itself; `KeyError` where it was switched off."""
        return self._runner.plugin("it")

    @property
    def is_on(self) -> bool:
        """Whether it is still switched on."""
        return "it" in self._runner.names

    @property
    def texts(self) -> list[str]:
        """What is written now."""
        return [self._named[name] for name, _ in self.runs if name in self._named]

    @property
    def pictures(self) -> list[str]:
        """Which pictures are shown now."""
        return [name for name, _ in self.runs if name in STICKERS]

    def frames(
        self, seconds: float = STEP_S, hands: Sequence[Hand] = (), matte: np.ndarray | None = None
    ) -> None:
        """Let time pass, thirty frames a second, with these hands and this matte in each."""
        self.matte = np.zeros((64, 64), np.uint8) if matte is None else matte
        for _ in range(max(1, round(seconds / STEP_S))):
            self._time_ms += 1000 * STEP_S
            self._runner.frame(self._time_ms, 640, 480, hands)

    def begin(self) -> None:
        """Let another source begin, whose clock begins with it."""
        self._time_ms = 0.0
        self._runner.reset()

    def command(self, command: str, by: str = "gesture") -> bool:
        """Give a command; whether the plug-in took it for itself."""
        return self._runner.command(Command(command, by, None, self._time_ms))

    def press(self, button: str) -> None:
        """Press a button."""
        self._runner.press("it", button)

    def change(self, **params: Any) -> None:
        """Set parameters."""
        self._runner.change("it", params)

    def end(self) -> None:
        """Switch it off."""
        self._runner.end("it")

    def what(self, what: str) -> list[dict[str, Any]]:
        """The events of one kind: "photo", "sound", "say", "state", "told", "failed", "off" and others."""
        return [record for record in self.told if record["what"] == what]

    def _do(self, command: str) -> None:
        self.told.append({"what": "do", "command": command})

    def _scene(self, id: str) -> None:
        self.told.append({"what": "scene", "scene": id})

    # What the runner asks of a host; nothing is drawn.

    def emit(self, kind: str, record: dict[str, Any]) -> None:
        """An event."""
        self.told.append(record)

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """A sticker."""

    def size(self, name: str) -> tuple[int, int]:
        """All stickers are square."""
        return 1, 1

    def measure(self, line: str, is_bold: bool) -> float:
        """As wide as letters are on average."""
        return sum(1.0 if ord(letter) >= 0x2E80 else 0.52 for letter in line)

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
        """A text gets its name."""
        self._named[name] = "\n".join(lines)

    def drop(self, name: str) -> None:
        """A text that is not written any more."""
        self._named.pop(name, None)

    def sprites(self, runs: Sequence[tuple[str, int]], rows: Sequence[np.ndarray]) -> None:
        """What is shown from now on."""
        self.runs, self.rows = runs, np.concatenate(rows) if rows else self.rows[:0]

    def chain(self, links: Sequence[dict[str, Any]]) -> None:
        """The filters that lie over the scene."""
        self.links = [{"filter": link["filter"], "params": dict(link["params"])} for link in links]

    def params(self, index: int, name: str, value: Any) -> None:
        """One parameter of one of them."""
        self.links[index]["params"][name] = value

    def small_matte(self) -> np.ndarray:
        """The matte given to `frames`."""
        return self.matte

    def turn(self, plugin: str) -> None:
        """Nobody watches."""

    def heap(self) -> int:
        """Not known."""
        return 0
