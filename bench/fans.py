"""Players without a screen, many in one process: for the load test, and for tests that need a crowd."""

from __future__ import annotations

import asyncio
import itertools
import random
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from bench.frames import Frames
from server.rooms.messages import MOVES, Answered, Failed, Move, Pong, Room, Welcome
from server.rooms.tally import commitment

# One after another: in a burst all would wait in the same queue.
PINGS = 5
PING_S = 0.3
# A crowd that comes back all at once is spread over this.
AGAIN_S = 0.5
FINAL = range(4400, 4500)

_decoder: msgspec.json.Decoder[Answered] = msgspec.json.Decoder(Answered)


def now_ms() -> float:
    """Give the time in milliseconds since 1970."""
    return time.time() * 1000


@dataclass
class Fan:
    """One player, who joins, plays `moves` round by round, and comes back when the connection is lost.

    Attributes
    ----------
    clock_ms : float
        By how much this player's clock is wrong.
    offset_ms : float
        What the player has found of that: to be added to the own clock for the server's.
    heard : list of (float, Room)
        States of the room and the true times at which they came, one for each phase of each round.
    joins : list of float
        True times at which a welcome came.
    """

    url: str
    code: str
    name: str = "Fan"
    moves: Iterable[Move] = ()
    clock_ms: float = 0
    offset_ms: float = 0
    token: str = ""
    fan: str = ""
    heard: list[tuple[float, Room]] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    room: Room | None = None
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = iter(self.moves)
        self.round = 0
        self.move: Move = "rock"
        self.nonce = ""
        self.best_ms = float("inf")
        self.news = asyncio.Event()
        self.socket: Frames | None = None

    async def run(self) -> None:
        """Play until the room ends or the task is cancelled."""
        while True:
            try:
                if await self._live() in FINAL:
                    return
            except OSError:
                pass  # nobody answers yet
            await asyncio.sleep(random.uniform(0, AGAIN_S))

    def say(self, kind: str, **fields: object) -> None:
        """Send one message."""
        assert self.socket
        self.socket.send(msgspec.json.encode({"type": kind, **fields}))

    async def until(self, *phases: str, after: int = 0, limit_s: float = 60) -> Room:
        """Wait for a phase of a round later than `after`.

        Raises
        ------
        TimeoutError
            If it does not come in time.
        """
        async with asyncio.timeout(limit_s):
            while not (self.room and self.room.phase in phases and self.room.round > after):
                self.news.clear()
                await self.news.wait()
        return self.room

    async def _live(self) -> int:
        """Be connected once; give the code with which that ended."""
        self.socket = await Frames.connect(self.url, f"/rooms/{self.code or 'new'}", self._hear)
        if self.code:
            self.say("join", name=self.name, token=self.token)
        else:
            self.say("open", name=self.name)
        keep = asyncio.create_task(self._keep())
        try:
            return await self.socket.closed
        finally:
            keep.cancel()

    async def _keep(self) -> None:
        """Ask for the time, quickly at first, then now and then: it also says that there is somebody."""
        for number in itertools.count():
            self.say("ping", sent=self._clock())
            await asyncio.sleep(PING_S if number < PINGS else random.uniform(10, 20))

    def _clock(self) -> float:
        return now_ms() + self.clock_ms

    def _hear(self, text: bytes) -> None:
        message = _decoder.decode(text)
        match message:
            case Welcome(code, fan, token):
                self.code, self.fan, self.token = code, fan, token
                self.joins.append(now_ms())
            case Pong(sent, server_ms):
                # As NTP does: of several answers, the one that was quickest says most.
                took_ms = self._clock() - sent
                if took_ms < self.best_ms:
                    self.best_ms, self.offset_ms = took_ms, server_ms - sent - took_ms / 2
            case Failed(code):
                self.failed.append(code)
            case Room():
                self._react(message)

    def _react(self, room: Room) -> None:
        before = self.room
        if before is None or (before.phase, before.round) != (room.phase, room.round):
            self.heard.append((now_ms(), room))
        self.room = room
        self.news.set()
        you = room.you
        if you is None or not you.is_in:
            return
        if room.phase in ("countdown", "commit") and not you.has_committed:
            if self.round < room.round:
                move = next(self.left, None)
                if move is None:
                    return
                self.round, self.move, self.nonce = room.round, move, secrets.token_hex(16)
                self._commit()
            elif before is None:
                self._commit()
        elif (
            room.phase == "reveal" and you.has_committed and not you.has_revealed and self.round == room.round
        ):
            self.say("reveal", round=room.round, move=self.move, nonce=self.nonce)

    def _commit(self) -> None:
        made = commitment(self.move, self.nonce, self.round, self.fan)
        self.say("commit", round=self.round, hash=made)


def at_random(rounds: int) -> list[Move]:
    """Give moves of somebody who has no plan."""
    return random.choices(MOVES, k=rounds)
