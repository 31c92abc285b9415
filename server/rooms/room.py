"""One room in one worker: the match, the players whose sockets end here, and what they are told."""

import asyncio
import time

from server.rooms import messages
from server.rooms.connection import Connection
from server.rooms.events import Event, Gone, Joined, Left, Tick
from server.rooms.log import Log
from server.rooms.match import ANCHOR, Effect, Match
from server.rooms.messages import Said, You
from server.rooms.names import Rude
from server.rooms.tokens import token

# Counts that can wait are told to the anchor so often, and to all the less often the more they are: at a
# thousandth of a second for each, what 4,000 who arrive were told took as long as to let them in.
SOON_S = 0.25
ALL_EACH_S = 0.004

# Codes of refusals that end the connection, with WebSocket's own code (4000 to 4999 are ours).
ENDS = {
    "message-invalid": 4400,
    "message-early": 4400,
    "token-invalid": 4401,
    "room-missing": 4404,
    "silent": 4408,
    "replaced": 4409,
    "room-closed": 4410,
    "room-full": 4413,
    "too-fast": 4429,
    "name-empty": 4422,
    "name-long": 4422,
    "name-rude": 4422,
    "rooms-apart": 4501,
    "server-full": 1013,
    "room-lost": 1013,
}


def now_ms() -> float:
    """Give the time as rooms count it: milliseconds since 1970, alike on machines that keep their clocks."""
    return time.time() * 1000


def refuse(connection: Connection, code: str) -> None:
    """Tell a player what was refused; end the connection where there is no going on."""
    text = messages.encode(messages.refusal(code))
    if code in ENDS:
        connection.end(ENDS[code], code, text)
    else:
        connection.post(text)


class Room:
    """A room as one worker has it.

    Parameters
    ----------
    code : str
        Six letters of `tokens.LETTERS`.
    match : Match
        Its state; changed by `take` and nothing else.
    log : Log
        Where its events go, and come from.
    secret : bytes
        What signs the tokens.
    """

    def __init__(self, code: str, match: Match, log: Log, secret: bytes) -> None:
        self.code, self.match, self.log, self.secret = code, match, log, secret
        self.rude = Rude(match.rude)
        self.connections: dict[str, Connection] = {}
        self.arriving: dict[str, Connection] = {}
        self.soon: asyncio.TimerHandle | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.until_ms = self.all_s = 0.0
        self.set_timer()

    def say(self, fan: str, what: Said | Joined | Left) -> None:
        """Put what somebody does into the log; `take` gets it back."""
        self.log.append(self.code, Event(now_ms(), fan, what))

    def arrive(self, fan: str, name: str, connection: Connection) -> None:
        """Let somebody in, as soon as the log has it."""
        self.arriving[connection.link] = connection
        self.say(fan, Joined(name, connection.link))

    def depart(self, fan: str, connection: Connection) -> None:
        """Say that a connection is no more."""
        self.arriving.pop(connection.link, None)
        if self.connections.get(fan) is connection:
            del self.connections[fan]
        if self.match.phase != "closed":
            self.say(fan, Left(connection.link))

    def take(self, event: Event) -> None:
        """Take an event of the log in, and tell those who are here what came of it."""
        had_result = self.match.result is not None
        effects = self.match.apply(event)
        if isinstance(event.what, Joined):
            self._admit(event.fan, event.what.link, effects)
        elif isinstance(event.what, Gone):
            self._stay(event.what.worker)
        for effect in dict.fromkeys(effects):
            self._tell(effect)
        if self.match.phase == "closed":
            self.close("room-closed")
            return
        # One of all workers is enough: the one that has the anchor.
        if self.match.result and not had_result and ANCHOR in self.connections:
            self.log.save(self.code, self.match)
        self.set_timer()

    def close(self, code: str) -> None:
        """End every connection, with the reason."""
        for timer in (self.timer, self.soon):
            if timer:
                timer.cancel()
        for connection in [*self.connections.values(), *self.arriving.values()]:
            refuse(connection, code)

    def tell_all(self) -> None:
        """Tell the state to everybody here."""
        if self.soon:
            self.soon.cancel()
            self.soon = None
        self.all_s = asyncio.get_running_loop().time() + len(self.connections) * ALL_EACH_S
        # Most fans are in the same place, so few texts are made.
        texts: dict[You | None, str] = {}
        room = self.match.room()
        for fan, connection in self.connections.items():
            you = self.match.you(fan)
            text = texts.get(you)
            if text is None:
                text = texts[you] = messages.encode(messages.with_you(room, you))
            connection.post(text)

    def set_timer(self) -> None:
        """Look at the clock when the phase ends; every worker does, and the first that says so counts."""
        if self.timer and self.until_ms == self.match.until_ms:
            return
        if self.timer:
            self.timer.cancel()
        self.until_ms = self.match.until_ms
        wait_s = max(0.0, self.until_ms - now_ms()) / 1000
        self.timer = asyncio.get_running_loop().call_later(wait_s + 0.001, self._tick)

    def _tick(self) -> None:
        self.timer = None
        self.log.append(self.code, Event(now_ms(), "", Tick()))

    def _admit(self, fan: str, link: str, effects: list[Effect]) -> None:
        before = self.connections.get(fan)
        refused = any(effect.fan == fan and effect.refused for effect in effects)
        # Also where the newer link is another worker's.
        if before and before.link != link and not refused:
            del self.connections[fan]
            refuse(before, "replaced")
        connection = self.arriving.pop(link, None)
        if connection is None:
            return
        if refused:
            for effect in effects:
                if effect.refused:
                    refuse(connection, effect.refused)
            return
        self.connections[fan] = connection
        signed = token(self.secret, self.code, fan)
        welcome = messages.Welcome(self.code, fan, signed, fan == ANCHOR, now_ms())
        connection.post(messages.encode(welcome))

    def _stay(self, worker: str) -> None:
        """Say that players are still here whose worker was only too busy to say that it lives."""
        for fan, connection in self.connections.items():
            if connection.link.startswith(f"{worker}."):
                self.say(fan, Joined(self.match.fans[fan].name, connection.link))

    def _tell(self, effect: Effect) -> None:
        if effect.fan:
            connection = self.connections.get(effect.fan)
            if connection and effect.refused:
                refuse(connection, effect.refused)
            elif connection:
                connection.post(messages.encode(self.match.room(effect.fan)))
        elif effect.is_urgent:
            self.tell_all()
        elif not self.soon:
            self.soon = asyncio.get_running_loop().call_later(SOON_S, self._tell_soon)

    def _tell_soon(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() >= self.all_s:
            self.tell_all()
            return
        if anchor := self.connections.get(ANCHOR):
            anchor.post(messages.encode(self.match.room(ANCHOR)))
        self.soon = loop.call_later(SOON_S, self._tell_soon)
