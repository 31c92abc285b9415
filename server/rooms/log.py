"""Where the events of rooms are kept: the border between a room and the machines that share it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from server.rooms.events import Event
from server.rooms.match import Match

Deliver = Callable[[str, Sequence[Event]], None]


class Log(Protocol):
    """Keeps events in one order for all processes. `shared.Shared` does so through Redis."""

    async def start(self, worker: str, deliver: Deliver, fail: Callable[[str], None]) -> bytes:
        """Begin to deliver; call `fail` for a room that is lost. Gives the secret of all tokens."""

    async def create(self, code: str, opened: Event) -> bool:
        """Begin a room's log; False where there is one."""

    async def load(self, code: str) -> Match | None:
        """Give a room as it is now, and deliver every event after that; None where there is none."""

    def append(self, code: str, event: Event) -> None:
        """Add an event; it is delivered once it is kept, here as everywhere."""

    async def dead(self, workers: set[str]) -> set[str]:
        """Give those of some workers that are no more."""

    def save(self, code: str, match: Match) -> None:
        """Keep a state in place of the events that made it."""

    def forget(self, code: str) -> None:
        """Deliver a room's events no more: it is over."""


class Alone:
    """The log of a server that is one process: an event is delivered at once, and kept by what it makes."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.matches: dict[str, Match] = {}

    async def start(self, worker: str, deliver: Deliver, fail: Callable[[str], None]) -> bytes:
        """Begin to deliver; no room can be lost alone."""
        self.deliver = deliver
        return self.secret

    async def create(self, code: str, opened: Event) -> bool:
        """Begin a room."""
        if code in self.matches:
            return False
        match = self.matches[code] = Match()
        match.apply(opened)
        return True

    async def load(self, code: str) -> Match | None:
        """Give the room itself."""
        return self.matches.get(code)

    def append(self, code: str, event: Event) -> None:
        """Deliver the event."""
        self.deliver(code, [event])

    async def dead(self, workers: set[str]) -> set[str]:
        """None: there is no other worker that could die."""
        return set()

    def save(self, code: str, match: Match) -> None:
        """Nothing to do: the state is all that is kept."""

    def forget(self, code: str) -> None:
        """Let go of a room that is over."""
        self.matches.pop(code, None)
