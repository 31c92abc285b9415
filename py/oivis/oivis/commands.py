"""What the viewer means: the motions of hands, bound to commands, never two at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .motions import MOTIONS, Limits, Motion
from .types import COMMANDS, Command, Hand

# In view coordinates: leftwards is `next`, as one turns a page.
DEFAULTS: Mapping[str, str] = {
    "clench": "confirm",
    "open": "return",
    "slide-left": "next",
    "slide-right": "previous",
}


@dataclass(frozen=True, slots=True)
class Hold:
    """How far a hand is on its way to a command.

    Attributes
    ----------
    command : str
        One of `COMMANDS`.
    progress : float
        0..1; at 1 the command has just been given.
    """

    command: str
    progress: float


class Commands:
    """Commands out of the hands of one source.

    Parameters
    ----------
    bindings : mapping of str to str
        Which motion gives which command; a motion that is left out gives none.
    limits : Limits
        When a motion is meant.

    Attributes
    ----------
    holds : dict of int to Hold
        By hand id: what is on its way in the frame in hand.

    Raises
    ------
    ValueError
        Where a binding names no motion or no command.
    """

    def __init__(self, bindings: Mapping[str, str] = DEFAULTS, limits: Limits | None = None) -> None:
        for motion, command in bindings.items():
            if motion not in MOTIONS or command not in COMMANDS:
                raise ValueError(
                    f"{motion!r} cannot be bound to {command!r}: motions are {', '.join(MOTIONS)}, "
                    f"commands {', '.join(COMMANDS)}"
                )
        self._bindings = dict(bindings)
        self._limits = limits or Limits()
        self.reset()

    def reset(self) -> None:
        """Forget every hand and the last command: a new source."""
        self.holds: dict[int, Hold] = {}
        self._motions: dict[int, Motion] = {}
        self._now_ms = float("-inf")
        self._ready_ms = float("-inf")

    def do(self, command: str, by: str, timestamp_ms: float) -> Command:
        """A command that no hand gave. It is never refused; those of hands wait for it as for each other."""
        self._wait(timestamp_ms)
        return Command(command, by, None, timestamp_ms)

    def update(self, hands: list[Hand], width: int, height: int, timestamp_ms: float) -> list[Command]:
        """The commands of one frame.

        Parameters
        ----------
        hands : list of Hand
            All that are seen.
        width, height : int
            Of the frame, pixels.
        timestamp_ms : float
            The frame's. Where time runs backwards all hands begin anew.

        Returns
        -------
        list of Command
            At most one.
        """
        if timestamp_ms < self._now_ms:
            self.reset()
        self._now_ms = timestamp_ms
        self.holds = {}
        given: list[Command] = []
        for motion, hand in zip(self._follow(hands), hands, strict=True):
            # What nobody looked at was not seen to be held.
            made = motion.see(hand, width, height, timestamp_ms, self._ready_ms) if hand.is_fresh else None
            if motion.hold and (command := self._bindings.get(motion.hold[0])):
                self.holds[hand.id] = Hold(command, motion.hold[1])
            if made and (command := self._bindings.get(made)):
                motion.done(made, timestamp_ms)
                self._wait(timestamp_ms)
                given.append(Command(command, "gesture", hand.id, timestamp_ms))
        return given

    def _wait(self, timestamp_ms: float) -> None:
        self._ready_ms = timestamp_ms + self._limits.cooldown_s * 1000

    def _follow(self, hands: list[Hand]) -> list[Motion]:
        """The motion of each hand. A hand lost in the blur of a slide may come back under a new id.

        What it has just done must not be done again by the newcomer: whoever comes within the time of
        leaving is taken for the hand that was lost.
        """
        past_ms = self._now_ms - self._limits.leave_s * 1000
        ids = [hand.id for hand in hands]
        kept = {id: motion for id, motion in self._motions.items() if motion.seen_ms >= past_ms}
        lost = sorted((id for id in kept if id not in ids), key=lambda id: kept[id].seen_ms)
        for id in ids:
            if id not in kept:
                kept[id] = kept.pop(lost.pop()) if lost else Motion(self._limits)
        for id in lost:
            kept[id].miss(self._now_ms)
        self._motions = kept
        return [kept[id] for id in ids]
