"""The stage: what happens to each frame, from the person's matte to the viewer's command."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from .asked import answer, parse
from .chain import Chain
from .commands import Commands
from .errors import OivisError
from .failures import Failures
from .focus import Focus, segment
from .gestures import Gestures
from .governor import Governor
from .host import Host
from .landmarks import Landmarks
from .places import MOVES, Places
from .portrait import SQUARE, WIDE, portrait_model
from .scenes import SCENES, Scene
from .shown import Shown
from .tracks import Tracks
from .types import COMMANDS, SENDERS, Command, Hand

if TYPE_CHECKING:
    from .plugins.runner import Runner


class Stage:
    """One source, the models, the chain and the commands.

    Parameters
    ----------
    host : Host
        The frame in hand, the models that look at it, what draws it, who is told.
    gestures : Gestures
    scenes : sequence of Scene
        The first one is where the stage begins and where `return` leads.
    moves : mapping of str to str
        Commands that change the scene: to the `next`, the `previous` or the `first`.
    tables : mapping of str to str
        Texts of `.cube` files by the names that the scenes' chains give them.
    is_governed : bool
        Whether quality is given up for time; files have all the time that they need.
    must_cover : bool
        Whether the frame is never to be shown as it is, not even before the first scene.
    landmarks : str
        Which network looks at hands, "quick" or "fine"; "" leaves it to what frames cost, see `Landmarks`.
    clock : callable
        Seconds, for the governor alone: all else goes by the frames' own timestamps.

    Notes
    -----
    It never raises to its host for what a viewer may meet: each failure becomes one `error` record,
    told again only after the part that failed has worked in between. Where there is no matte, the
    frame is shown frosted once a scene has been shown or where it must be, and as it is before that.
    """

    def __init__(
        self,
        host: Host,
        gestures: Gestures,
        *,
        scenes: Sequence[Scene] = SCENES,
        moves: Mapping[str, str] = MOVES,
        tables: Mapping[str, str] | None = None,
        is_governed: bool = True,
        must_cover: bool = False,
        landmarks: str = "",
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._host = host
        self._clock = clock
        self._chain = Chain(host)
        for name, text in (tables or {}).items():
            self._chain.pictures.add_table(name, text)
        self._focus = Focus()
        self._tracks = Tracks(gestures)
        self._landmarks = Landmarks(host, clock, landmarks)
        self._commands = Commands()
        self._governor = Governor() if is_governed else None
        self._shown = Shown(host.emit)
        self._failures = Failures(host.emit)
        self._places = Places(scenes, moves, self._chain, self._failures, self._entered)
        self._is_covered = must_cover
        self._is_open = False
        self._timestamp = 0.0
        self._frames = 0
        self._hands: list[Hand] = []
        # Made when the first plug-in is switched on: whoever plays nothing pays nothing.
        self._runner: Runner | None = None
        self._room = inf
        self.scene(scenes[0].id)

    async def frame(
        self, width: int, height: int, timestamp_ms: float, mirrored: bool = False, spent_ms: float = 0.0
    ) -> None:
        """One frame, already in the host's hand.

        Parameters
        ----------
        width, height : int
            Pixels of the frame, as resized by the governor.
        timestamp_ms : float
            The frame's own.
        mirrored : bool
            Whether the view is as in a mirror.
        spent_ms : float
            What the frame had cost before it came here.
        """
        began = self._clock()
        self._timestamp = self._failures.timestamp_ms = timestamp_ms
        self._frames += 1
        await self._picture(width, height, timestamp_ms)
        if self._has_hands_turn():
            await self._see(width, height, timestamp_ms, mirrored)
        if self._governor:
            scale = self._governor.now.scale
            window = self._governor.frame(timestamp_ms, spent_ms + (self._clock() - began) * 1000)
            if window:
                self._landmarks.window(*window, self._governor.level)
            if self._governor.now.scale != scale:
                self._host.resize(self._governor.now.scale)
        level = self._governor.level if self._governor else 0
        scene = self._places.here
        self._shown.hud(self._hands, self._commands.holds, width, height, scene, level, timestamp_ms)

    async def _picture(self, width: int, height: int, timestamp_ms: float) -> None:
        wide = self._governor is not None and self._governor.now.wide
        fitting = portrait_model(width, height, wide=wide)
        # In a page the other model may not have been loaded yet; any matte is better than none.
        name = next((name for name in (fitting, SQUARE, WIDE) if self._host.has(name)), fitting)
        try:
            await segment(self._host, self._focus, name, width, height, timestamp_ms)
            if self._runner and self._runner.names:
                self._play(width, height, timestamp_ms)
            self._host.render(timestamp_ms)
        except Exception as error:
            self._failures.fail("picture", error)
            self._cover()
        else:
            self._is_covered = True
            self._failures.works("picture")

    def _play(self, width: int, height: int, timestamp_ms: float) -> None:
        try:
            assert self._runner
            self._runner.frame(timestamp_ms, width, height, self._hands)
        except Exception as error:
            # A plug-in's own failures end in the runner; this is one of ours, and the picture goes on.
            self._failures.fail("plug-ins", error)
        else:
            self._failures.works("plug-ins")

    def _cover(self) -> None:
        try:
            self._host.cover("frosted" if self._is_covered else "frame")
        except Exception as error:
            # What is on the screen stays there: an old composite at worst, never the room.
            self._failures.fail("cover", error)
        else:
            self._failures.works("cover")

    def _has_hands_turn(self) -> bool:
        if not (self._host.has("palm") and self._host.has("hand")):
            return False
        return self._governor is None or self._frames % self._hands_every() == 0

    def _hands_every(self) -> int:
        if self._governor is None or self._tracks.is_following:
            return 1
        return self._governor.now.seek_every

    async def _see(self, width: int, height: int, timestamp_ms: float, mirrored: bool) -> None:
        runs = self._governor.now.runs if self._governor else 3
        try:
            self._hands = await self._tracks.update(
                self._landmarks.look, width, height, timestamp_ms, mirrored=mirrored, runs=runs
            )
            self._shown.gestures(self._hands, timestamp_ms)
            for command in self._commands.update(self._hands, width, height, timestamp_ms):
                self._obey(command)
        except Exception as error:
            self._hands = []
            self._tracks.reset()
            self._failures.fail("hands", error)
        else:
            self._failures.works("hands")

    def do(self, command: str, by: str = "page") -> None:
        """A command that no hand gave: one of `COMMANDS`, by "keyboard", "touch" or "page"."""
        if command not in COMMANDS or by not in SENDERS:
            message = (
                f"There is no command {command!r} by {by!r}: {', '.join(COMMANDS)} by {', '.join(SENDERS)}."
            )
            self._failures.tell("unsupported", message)
            return
        self._obey(self._commands.do(command, by, self._timestamp))

    def _obey(self, command: Command) -> None:
        is_taken = bool(self._runner and self._runner.command(command))
        self._host.emit(
            "command",
            {
                "command": command.command,
                "by": command.by,
                "hand": command.hand,
                "taken": is_taken,
                "timestamp": command.timestamp,
            },
        )
        if not is_taken and not (command.command == "return" and self._is_open):
            self._places.obey(command.command)

    def open(self, is_open: bool) -> None:
        """The page says whether something lies open that `return` closes; the scene then stays."""
        self._is_open = is_open

    def scene(self, id: str) -> None:
        """Choose a scene; where there is none of that name, or it cannot be drawn, the one before goes on."""
        self._places.go(id)

    def _entered(self, id: str) -> None:
        self._host.emit("scene", {"scene": id, "timestamp": self._timestamp})
        if self._runner:
            self._runner.scene(id)

    def own(self, given: str) -> str:
        """Make a scene of what the viewer has, the last one of all, and go there.

        Parameters
        ----------
        given : str
            JSON, see `own.own_scene`. The host has the picture already, by the name `own`.

        Returns
        -------
        str
            As `chain`; the scene before then goes on.
        """
        return answer(lambda: self._places.own(parse(given)))

    def still(self, is_still: bool) -> None:
        """The viewer wants less motion: what moves has a `speed`, and that becomes 0."""
        try:
            self._chain.still(is_still)
        except Exception as error:
            self._failures.fail("still", error)
        else:
            self._failures.works("still")

    def chain(self, links: str) -> str:
        """Lay filters over whatever scene is shown, now and after it changes.

        Parameters
        ----------
        links : str
            JSON: `[{"filter": name, "params": {...}, "on": "person" | "picture"}, ...]`, see
            `chain.check_links`. What is on the person comes before the scene's own links and
            changes the person alone; the rest, as where `on` is left out, comes last. `[]` takes all away.

        Returns
        -------
        str
            Nothing; or a sentence that names what is wrong and what would be right. The chain
            before it then goes on.
        """
        return answer(lambda: self._chain.over(parse(links)))

    def table(self, name: str, text: str) -> str:
        """Give a table of colours, the text of a `.cube` file, its name for `lut`; returns as `chain`."""

        def add() -> None:
            self._chain.pictures.add_table(name, text)
            self._chain.again()

        return answer(add)

    def picture(self, name: str) -> str:
        """The host has a new picture of that name, for `sticker`; returns as `chain`."""

        def add() -> None:
            self._chain.pictures.add_picture(name)
            self._chain.again()

        return answer(add)

    def play(self, name: str, params: str = "{}", state: str = "{}", language: str = "en") -> str:
        """Switch a plug-in on.

        Parameters
        ----------
        name : str
            One of ours, or of an entry point in the group `oivis.plugins`.
        params, state : str
            JSON: its parameters, and what it kept before a reload.
        language : str
            Of the viewer.

        Returns
        -------
        str
            Nothing; or a sentence that names the plug-in and what is wrong.
        """

        def start() -> None:
            if self._runner is None:
                from .plugins.runner import Runner

                self._runner = Runner(
                    self._host, self._chain, self.do, self.scene, is_governed=self._governor is not None
                )
            self._runner.at(self._timestamp)
            self._runner.room = self._room
            self._runner.play(name, parse(params), parse(state), language)

        return answer(start)

    def room(self, aspect: float) -> None:
        """Width over height of the place where the page shows the picture: what does not fit is cut off."""
        self._room = aspect
        if self._runner:
            self._runner.room = aspect

    def end(self, name: str) -> None:
        """Switch a plug-in off; nothing where it is not on."""
        if self._runner:
            self._runner.end(name)

    def press(self, name: str, button: str) -> None:
        """A button of a plug-in was pressed, or its key."""
        if self._runner:
            self._runner.press(name, button)

    def change(self, name: str, params: str) -> str:
        """Set parameters of a plug-in, JSON; returns as `play`."""

        def change() -> None:
            if self._runner is None:
                raise OivisError("plugin-failed", f"The plug-in {name} is not switched on.")
            self._runner.change(name, parse(params))

        return answer(change)

    def scenes(self) -> str:
        """JSON: `[{"id", "title"}]` in the order in which `next` goes through them."""
        return json.dumps(self._places.listed())

    def reset(self) -> None:
        """A new source: forget tracks, the matte's history, holds. The scene stays."""
        self._hands = []
        self._focus.reset()
        self._tracks.reset()
        self._commands.reset()
        self._shown.reset()
        self._host.forget()
        if self._runner:
            self._runner.reset()
        if self._governor:
            self._governor.restart()
        self._landmarks.restart()

    def stats(self) -> str:
        """JSON: the governor's level, how hands are looked for, how many are seen, where people are."""
        level = self._governor.level if self._governor else 0
        return json.dumps(
            {
                "level": level,
                "hands_every": self._hands_every(),
                "landmarks": self._landmarks.name,
                "view": [round(side, 3) for side in self._focus.view],
                "hands": len(self._hands),
                "scene": self._places.here,
            }
        )
