"""The plug-ins of a stage: each hook guarded, timed, and named where it goes wrong."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil, inf
from time import perf_counter
from typing import Any

from ..chain import Chain
from ..errors import OivisError
from ..host import Host
from ..types import Command, Hand
from .canvas import Canvas, Texts
from .desk import Desk
from .find import find
from .moment import Moment
from .param import check_params, in_language, schema_of
from .plugin import Plugin

# A plug-in's share of a frame, and the frames over which it is averaged.
SHARE_MS, FRAMES = 2.0, 20
MOST_FAILURES = 3
# What WebAssembly's memory may grow by while one plug-in is at work, before it is switched off.
LARGEST_GROWTH = 256 << 20


@dataclass(slots=True)
class _On:
    """A plug-in that is switched on."""

    name: str
    plugin: Plugin
    desk: Desk
    drawn: Canvas | None = None
    failures: int = 0
    spent_ms: list[float] = field(default_factory=list)
    every: int = 1
    grown: int = 0
    at_s: float | None = None


class Runner:
    """Runs what is switched on.

    Parameters
    ----------
    host : Host
        Draws what they draw, and is told of them: `plugin` events, and which one is at work.
    chain : Chain
        Takes the filters that they lay over the scene.
    do, scene : callable
        The stage's own, for their desks.
    is_governed : bool
        Whether one that takes more than its share is given fewer frames; files have all the time they need.
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        host: Host,
        chain: Chain,
        do: Callable[[str], None],
        scene: Callable[[str], None],
        *,
        is_governed: bool,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._host = host
        self._chain = chain
        self._do = do
        self._scene = scene
        self._is_governed = is_governed
        self._clock = clock
        self._texts = Texts(host)
        self._on: dict[str, _On] = {}
        self._links: list[dict[str, Any]] = []
        self._shows: dict[int, str] = {}
        self._is_drawn = False
        self._frames = 0
        self._at = ""
        # What to add to the source's time for the plug-ins', which goes on where a source's begins again.
        self._ahead_s: float | None = 0.0
        self._time_s = 0.0
        self.time_ms = 0.0
        # Width of what is on the screen, in heights of the view.
        self.room = inf

    @property
    def names(self) -> list[str]:
        """What is on, in the order in which it was switched on."""
        return list(self._on)

    def play(self, name: str, params: Any, state: Any, language: str) -> None:
        """Switch a plug-in on, anew where it is on already.

        Raises
        ------
        OivisError
            `plugin-failed`: there is none, it cannot be imported or started, or a parameter is wrong.
        """
        self.end(name)
        with self._turn(name):
            made = find(name, self._host.filters)
        self.use(name, made, params, state, language)

    def at(self, timestamp_ms: float) -> None:
        """Say what time it is in the source; without a plug-in no frame says so."""
        self.time_ms = timestamp_ms
        if self._ahead_s is not None:
            self._time_s = timestamp_ms / 1000 + self._ahead_s

    def use(self, name: str, made: type[Plugin], params: Any, state: Any, language: str) -> None:
        """Switch on a plug-in that is there already; raises as `play`."""
        try:
            values = check_params(params, made.parameters, language)
        except ValueError as error:
            raise OivisError("plugin-failed", f"The plug-in {name}: {error}.") from error
        desk = Desk(lambda what, record: self._tell(name, what, record), self._do, self._scene, language)
        desk.time_s = self._time_s
        try:
            with self._turn(name):
                plugin = made()
                plugin.desk, plugin.params = desk, values
                plugin.state = dict(state) if isinstance(state, dict) else {}
                plugin.start()
                about = self._about(plugin, language)
        except Exception as error:
            traceback.print_exception(error)
            raise OivisError(
                "plugin-failed",
                f"The plug-in {name} cannot be started ({type(error).__name__}: {error})."
                " The stage goes on without it.",
            ) from error
        self._on[name] = _On(name, plugin, desk)
        self._tell(name, "on", about)

    def plugin(self, name: str) -> Plugin:
        """One that is switched on; `KeyError` where it is not."""
        return self._on[name].plugin

    def end(self, name: str, why: str = "") -> None:
        """Switch a plug-in off; nothing where it is not on."""
        on = self._on.get(name)
        if on is None:
            return
        self._call(on, on.plugin.stop)
        if self._on.pop(name, None) is None:
            return
        self._tell(name, "off", {"why": why})
        if not self._on:
            self._show()

    def frame(self, timestamp_ms: float, width: int, height: int, hands: Sequence[Hand]) -> None:
        """Give every plug-in the frame in hand, and show what they draw."""
        self._frames += 1
        if self._ahead_s is None:
            self._ahead_s = self._time_s - timestamp_ms / 1000
        self.at(timestamp_ms)
        changed = self._changes(hands)
        for on in list(self._on.values()):
            for hand in changed:
                self._call(on, on.plugin.gesture, hand, hand.gesture)
            if self._frames % on.every == 0:
                with self._turn(on.name):
                    self._step(on, width, height, hands)
        self._show()

    def command(self, command: Command) -> bool:
        """Tell them of a command; whether one of them has taken it for itself."""
        is_taken = False
        for on in list(self._on.values()):
            is_taken |= self._call(on, on.plugin.command, command) is True
        return is_taken

    def scene(self, id: str) -> None:
        """Tell them of a scene."""
        for on in list(self._on.values()):
            self._call(on, on.plugin.scene, id)

    def press(self, name: str, button: str) -> None:
        """A button was pressed; one that is not declared is passed over."""
        on = self._on.get(name)
        if on and button in [each.id for each in on.plugin.buttons]:
            self._call(on, on.plugin.press, button)

    def change(self, name: str, given: Any) -> None:
        """Set parameters; `OivisError` names one that is wrong, and none is changed then."""
        on = self._on.get(name)
        if on is None:
            raise OivisError("plugin-failed", f"The plug-in {name} is not switched on.")
        try:
            values = check_params({**on.plugin.params, **given}, on.plugin.parameters)
        except (TypeError, ValueError) as error:
            raise OivisError("plugin-failed", f"The plug-in {name}: {error}.") from error
        before = dict(on.plugin.params)
        on.plugin.params.update(values)
        for key in values:
            if values[key] != before[key]:
                self._call(on, on.plugin.change, key)

    def reset(self) -> None:
        """A new source: its clock is another, and the plug-ins' goes on from where it is."""
        self._shows = {}
        self._ahead_s = None
        for on in self._on.values():
            on.at_s = None

    def _step(self, on: _On, width: int, height: int, hands: Sequence[Hand]) -> None:
        began = self._clock()
        heap = self._host.heap()
        step_s = 0.0 if on.at_s is None else min(0.25, max(0.0, self._time_s - on.at_s))
        on.at_s = on.desk.time_s = self._time_s
        now = Moment(self._time_s, step_s, (width, height), hands, self._host.small_matte)
        for timer in on.desk.due():
            self._call(on, timer)
        self._call(on, on.plugin.frame, now)
        canvas = Canvas(self._host, self._chain.pictures, self._texts, now.aspect, self.room)
        if on.name in self._on and self._call(on, on.plugin.draw, canvas, default=False) is not False:
            on.drawn = canvas
        on.grown += self._host.heap() - heap
        if on.grown > LARGEST_GROWTH and on.name in self._on:
            self._fail(on, f"it took {on.grown >> 20} MB of memory", is_last=True)
        self._time(on, (self._clock() - began) * 1000)

    def _time(self, on: _On, spent_ms: float) -> None:
        if not self._is_governed:
            return
        on.spent_ms.append(spent_ms)
        if len(on.spent_ms) < FRAMES:
            return
        # The median: one frame in which the machine was busy elsewhere is nobody's fault.
        usual_ms = sorted(on.spent_ms)[FRAMES // 2]
        on.spent_ms.clear()
        every = min(10, max(1, ceil(usual_ms / SHARE_MS)))
        if every != on.every:
            on.every = every
            self._tell(on.name, "slow", {"ms": round(usual_ms, 1), "every": every})

    def _call(self, on: _On, hook: Callable[..., Any], *given: Any, default: Any = None) -> Any:
        try:
            with self._turn(on.name):
                return hook(*given)
        except Exception as error:
            traceback.print_exception(error)
            self._fail(on, f"{type(error).__name__}: {error}")
            return default

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        """Say who is at work, for whoever waits in vain; once for all that a plug-in does in one frame."""
        before, self._at = self._at, name
        if before != name:
            self._host.turn(name)
        try:
            yield
        finally:
            self._at = before
            if before != name:
                self._host.turn(before)

    def _fail(self, on: _On, why: str, *, is_last: bool = False) -> None:
        on.failures += 1
        is_last = is_last or on.failures >= MOST_FAILURES
        self._tell(on.name, "failed", {"why": why[:300], "failures": on.failures})
        if is_last and on.name in self._on:
            del self._on[on.name]
            self._tell(on.name, "off", {"why": why[:300]})

    def _changes(self, hands: Sequence[Hand]) -> list[Hand]:
        changed = [hand for hand in hands if self._shows.get(hand.id, "none") != hand.gesture]
        self._shows = {hand.id: hand.gesture for hand in hands}
        return changed

    def _show(self) -> None:
        """Hand over what all of them have drawn last; nothing is handed over where nothing was and is."""
        drawn = [on.drawn for on in self._on.values() if on.drawn]
        runs = [run for canvas in drawn for run in canvas.runs]
        if runs or self._is_drawn:
            self._host.sprites(runs, [canvas.rows for canvas in drawn if canvas.runs])
            self._is_drawn = bool(runs)
        links: list[dict[str, Any]] = []
        for on in list(self._on.values()):
            if on.drawn and on.drawn.links:
                try:
                    self._chain.played(links + on.drawn.links)
                except OivisError as error:
                    on.drawn.links = []
                    self._fail(on, error.message)
                else:
                    links += on.drawn.links
        if not links and self._links:
            self._chain.played([])
        self._links = links

    def _about(self, plugin: Plugin, language: str) -> dict[str, Any]:
        """What a page needs to show a plug-in's controls: data, no markup."""
        return {
            "title": in_language(plugin.title, language),
            "about": in_language(plugin.about, language),
            "buttons": [
                {"id": each.id, "title": in_language(each.title, language), "key": each.key}
                for each in plugin.buttons
            ],
            "schema": schema_of(plugin.parameters, language),
            "params": plugin.params,
        }

    def _tell(self, name: str, what: str, record: dict[str, Any]) -> None:
        told = {"plugin": name, "what": what, **record, "timestamp": self.time_ms}
        json.dumps(told)
        self._host.emit("plugin", told)
