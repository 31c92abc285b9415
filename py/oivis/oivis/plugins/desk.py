"""What a plug-in may ask of the stage."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .param import in_language

SOUNDS = ("tick", "go", "shutter", "pop", "chime", "win", "lose")
LARGEST_STATE = 8000
MOST_TIMERS = 100


class Desk:
    """The way from one plug-in to the stage; see `Plugin.desk`.

    Parameters
    ----------
    tell : callable
        Takes what is told of the plug-in: a word and a record.
    do, scene : callable
        The stage's own.
    language : str
        Of the viewer: "en" or "zh".

    Attributes
    ----------
    time_s : float
        The time of the frame in hand; it goes on where a source's own begins again.
    """

    def __init__(
        self,
        tell: Callable[[str, dict[str, Any]], None],
        do: Callable[[str], None],
        scene: Callable[[str], None],
        language: str,
    ) -> None:
        self._tell = tell
        self._do = do
        self._scene = scene
        self._timers: list[tuple[float, Callable[[], None]]] = []
        self.language = language
        self.time_s = 0.0

    def words(self, english: str, chinese: str) -> str:
        """What the viewer reads, in their language."""
        return in_language({"en": english, "zh": chinese}, self.language)

    def say(self, text: str) -> None:
        """Say a sentence in the page's own place for it; a screen reader says it too."""
        self._tell("say", {"text": str(text)[:200]})

    def sound(self, name: str) -> None:
        """Make one of `SOUNDS`."""
        if name not in SOUNDS:
            raise ValueError(f"there is no sound {name!r}; there are {', '.join(SOUNDS)}")
        self._tell("sound", {"sound": name})

    def photo(self) -> None:
        """Take a photo, as the viewer would."""
        self._tell("photo", {})

    def do(self, command: str) -> None:
        """Give a command for the viewer: one of `COMMANDS`."""
        self._do(command)

    def scene(self, id: str) -> None:
        """Choose a scene."""
        self._scene(id)

    def tell(self, **record: Any) -> None:
        """Tell whoever listens to `plugin` events something of its own: plain data."""
        json.dumps(record)
        self._tell("told", {"record": record})

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Call something once so much time of the frames has passed."""
        if len(self._timers) >= MOST_TIMERS:
            raise ValueError(f"it waits for more than {MOST_TIMERS} timers")
        self._timers.append((self.time_s + seconds, do))

    def keep(self, state: dict[str, Any]) -> None:
        """Keep the plug-in's `state`, so that it is there again after a reload."""
        text = json.dumps(state)
        if len(text) > LARGEST_STATE:
            raise ValueError(f"its state is {len(text)} letters of JSON long, over {LARGEST_STATE}")
        self._tell("state", {"state": json.loads(text)})

    def due(self) -> list[Callable[[], None]]:
        """The timers whose time has come, the earliest first; they are forgotten."""
        if not self._timers:
            return []
        over = sorted((each for each in self._timers if each[0] <= self.time_s), key=lambda each: each[0])
        self._timers = [each for each in self._timers if each[0] > self.time_s]
        return [do for _, do in over]
