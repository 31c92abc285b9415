"""All rooms of one worker."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence

from server.buckets import Buckets
from server.rooms import limits
from server.rooms.connection import Connection
from server.rooms.events import Event, Gone, Opened
from server.rooms.log import Alone, Log
from server.rooms.match import ANCHOR
from server.rooms.messages import Open
from server.rooms.names import Rude
from server.rooms.room import Room, now_ms, refuse
from server.rooms.tokens import SECRET_BYTES, new_code
from server.settings import Settings

LOOK_S = 1.0


class Rooms:
    """The rooms that this worker follows, and every connection that ends here.

    Made with the app, it begins to live with the first player: before, there is no event loop.

    Parameters
    ----------
    settings : Settings
    words : callable
        Gives the rude words of the published campaign that a room is opened for, by its slug.
    """

    def __init__(self, settings: Settings, words: Callable[[str], Awaitable[list[str]]]) -> None:
        self.worker = secrets.token_hex(4)
        self.rude = Rude.from_file(settings.rude)
        self.words = words
        self.is_apart = settings.workers > 1 and not settings.redis
        self.redis = settings.redis
        self.rooms: dict[str, Room] = {}
        self.connections: set[Connection] = set()
        self.tries = Buckets(limits.TRIES_PER_S, limits.TRIES_AT_ONCE)
        self.links = 0
        self.log: Log | None = None
        self.lock: asyncio.Lock | None = None
        self.secret = b""

    async def find(self, code: str) -> Room | None:
        """Give a room, also one that only another worker has followed so far."""
        if room := self.rooms.get(code):
            return room
        log = await self._start()
        assert self.lock
        async with self.lock:
            if code not in self.rooms and (match := await log.load(code)):
                self.rooms[code] = Room(code, match, log, self.secret)
        return self.rooms.get(code)

    async def open(self, wish: Open) -> Room | None:
        """Open a room; None where this worker has as many as it can."""
        if len(self.rooms) >= limits.ROOMS:
            return None
        log = await self._start()
        rude = [*wish.rude, *await self.words(wish.campaign)] if wish.campaign else wish.rude
        opened = Event(now_ms(), ANCHOR, Opened(wish.fans, rude))
        while not await log.create(code := new_code(), opened):
            pass
        return await self.find(code)

    def connect(self, connection: Connection) -> bool:
        """Count a connection in; False where there are as many as there may be."""
        if len(self.connections) >= limits.CONNECTIONS:
            return False
        self.connections.add(connection)
        return True

    def new_link(self) -> str:
        """Name a connection as no other of any worker is named."""
        self.links += 1
        return f"{self.worker}.{self.links}"

    def deliver(self, code: str, events: Sequence[Event]) -> None:
        """Give events of the log to their room."""
        for event in events:
            room = self.rooms.get(code)
            if room is None:
                return
            room.take(event)
            if room.match.phase == "closed":
                del self.rooms[code]
                room.log.forget(code)

    def lose(self, code: str) -> None:
        """Give up a room whose log cannot be followed: its players come back, perhaps to another worker."""
        if room := self.rooms.pop(code, None):
            room.close("room-lost")

    async def _start(self) -> Log:
        if self.lock is None:
            self.lock = asyncio.Lock()
        async with self.lock:
            if self.log is None:
                log = self._make_log()
                self.secret = await log.start(self.worker, self.deliver, self.lose)
                self.log = log
                self.watch = asyncio.get_running_loop().create_task(self._watch())
        return self.log

    def _make_log(self) -> Log:
        if not self.redis:
            return Alone(secrets.token_bytes(SECRET_BYTES))
        from server.rooms.shared import Shared

        return Shared(self.redis)

    async def _watch(self) -> None:
        """Once a second, part with whoever is silent or stuck, and tell rooms of workers that have died."""
        assert self.log
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_S)
            now_s = loop.time()
            for connection in list(self.connections):
                if connection.since_s and now_s - connection.since_s > limits.STALL_S:
                    connection.cut()
                elif now_s - connection.heard_s > limits.SILENCE_S:
                    refuse(connection, "silent")
            if self.redis:
                await self._bury()

    async def _bury(self) -> None:
        assert self.log
        followed = {code: room.match.workers() for code, room in self.rooms.items()}
        try:
            dead = await self.log.dead(set().union(*followed.values()))
        except OSError:
            return
        for code, workers in followed.items():
            for worker in workers & dead:
                self.log.append(code, Event(now_ms(), "", Gone(worker)))
