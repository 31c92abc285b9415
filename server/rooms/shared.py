"""The log in Redis: one stream for each room, which every worker of every machine reads.

No worker owns a room. Each has its own copy, made of the same events in the same order, so one that dies
takes nothing with it. A stream's entries are numbered 0-1, 0-2, ...: a copy that finds a gap is given up, and
made again from the last state when its players come back.

| key | what | expires |
|---|---|---|
| ``oivis:room:CODE`` | stream of lists of events; also the channel that announces them | if nothing happens |
| ``oivis:state:CODE`` | a state, and the number of the last entry in it | the same |
| ``oivis:worker:ID`` | that the worker lives | in two seconds |
| ``oivis:secret`` | what signs the tokens | never |
"""

import asyncio
import contextlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from server.rooms import events
from server.rooms.events import Event
from server.rooms.log import Deliver
from server.rooms.match import IDLE_MS, Match
from server.rooms.tokens import SECRET_BYTES

logger = logging.getLogger(__name__)

KEPT_MS = IDLE_MS + 60_000
OVER_MS = 60_000
BEAT_S = 0.5
ALIVE_MS = 2000
# An entry that cannot be written for so long is lost, and its room says so to everybody.
PATIENCE_S = 3.0
BLOCK = 500


@contextlib.contextmanager
def _answers() -> Iterator[None]:
    """Turn what Redis fails with into an OSError, whichever way it fails."""
    try:
        yield
    except RedisError as error:
        raise OSError(f"Redis does not answer: {error}") from error


class Saved(msgspec.Struct):
    """A state and the number of the last entry that made it."""

    last: int
    match: Match


def stream(code: str) -> str:
    """Name a room's stream and channel."""
    return f"oivis:room:{code}"


def state(code: str) -> str:
    """Name the key of a room's state."""
    return f"oivis:state:{code}"


class Shared:
    """The log of several workers.

    Parameters
    ----------
    url : str
        ``redis://``, ``rediss://`` or ``unix://``, as redis-py takes it.
    """

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(url, socket_connect_timeout=2)
        self.pubsub = self.redis.pubsub()
        self.last: dict[str, int] = {}
        self.looking: dict[str, bool] = {}
        self.waiting: dict[str, list[Event]] = defaultdict(list)
        self.tasks: set[asyncio.Task[Any]] = set()
        self.is_flushing = False

    async def start(self, worker: str, deliver: Deliver, fail: Callable[[str], None]) -> bytes:
        """Begin to read, and to say that this worker lives."""
        self.worker, self.deliver, self.fail = worker, deliver, fail
        with _answers():
            await self.redis.set("oivis:secret", secrets.token_bytes(SECRET_BYTES), nx=True)
            secret: Any = await self.redis.get("oivis:secret")
            await self._beat()
            # A channel of its own keeps the subscription alive while there is no room.
            await self.pubsub.subscribe(f"oivis:worker:{worker}")
        self._run(self._live())
        self._run(self._listen())
        return secret

    async def create(self, code: str, opened: Event) -> bool:
        """Begin a stream with its first entry; Redis refuses a second first."""
        with _answers():
            try:
                await self.redis.xadd(stream(code), {"e": events.encode([opened])}, id="0-1")
            except ResponseError as error:
                if "equal or smaller" in str(error):
                    return False
                raise
            await self.redis.pexpire(stream(code), KEPT_MS)
        return True

    async def load(self, code: str) -> Match | None:
        """Build the room from its last state and what came after."""
        with _answers():
            async with asyncio.timeout(PATIENCE_S), self.redis.pipeline(transaction=True) as pipe:
                await self.pubsub.subscribe(stream(code))
                pipe.get(state(code))
                pipe.xrange(stream(code))
                kept, entries = await pipe.execute()
            if kept is None and not entries:
                await self.pubsub.unsubscribe(stream(code))
                return None
        saved = msgspec.json.decode(kept, type=Saved) if kept else Saved(0, Match())
        for number, event in _read(entries, saved.last):
            saved.match.apply(event)
            saved.last = number
        self.last[code] = saved.last
        # The subscription may have begun after this was read.
        self._look(code)
        return saved.match

    def append(self, code: str, event: Event) -> None:
        """Write the event with all others that come meanwhile."""
        self.waiting[code].append(event)
        if not self.is_flushing:
            self.is_flushing = True
            self._run(self._flush())

    async def dead(self, workers: set[str]) -> set[str]:
        """Give those who have not said for two seconds that they live."""
        names = sorted(workers - {self.worker})
        if not names:
            return set()
        with _answers():
            lives = await self.redis.mget([f"oivis:worker:{name}" for name in names])
        return {name for name, life in zip(names, lives, strict=True) if life is None}

    def save(self, code: str, match: Match) -> None:
        """Keep the state; the entries that made it are needed no more."""
        last = self.last[code]
        kept = msgspec.json.encode(Saved(last, match))
        self._run(self._save(code, kept, last))

    def forget(self, code: str) -> None:
        """Read the stream no more; it is kept for a minute, for workers that are behind."""
        self.last.pop(code, None)
        self._run(self._forget(code))

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _flush(self) -> None:
        # What is posted in one turn of the loop goes out together.
        await asyncio.sleep(0)
        while self.waiting:
            taken, self.waiting = self.waiting, defaultdict(list)
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._write(taken)
            except (RedisError, OSError) as error:
                for code in taken:
                    self._lose(code, f"Redis takes no events: {error}")
        self.is_flushing = False

    async def _write(self, taken: dict[str, list[Event]]) -> None:
        while True:
            try:
                async with self.redis.pipeline(transaction=True) as pipe:
                    for code, happened in taken.items():
                        # A stream that has expired is not begun again: its room is no more.
                        pipe.xadd(stream(code), {"e": events.encode(happened)}, id="0-*", nomkstream=True)
                        pipe.pexpire(stream(code), KEPT_MS)
                        pipe.publish(stream(code), b"")
                    written = (await pipe.execute())[::3]
            except (RedisError, OSError):
                # Perhaps written and perhaps not: written twice, the match refuses the second.
                await asyncio.sleep(0.1)
            else:
                for code, number in zip(taken, written, strict=True):
                    if number is None:
                        self._lose(code, "it has expired")
                return

    async def _listen(self) -> None:
        while True:
            try:
                async for message in self.pubsub.listen():
                    # A new subscription, also one after a lost connection, may have missed something.
                    if message["type"] in ("message", "subscribe"):
                        self._look(message["channel"].decode().rpartition(":")[2])
            except (RedisError, OSError):
                await asyncio.sleep(0.1)

    def _look(self, code: str) -> None:
        if code not in self.last:
            return
        if code not in self.looking:
            self._run(self._catch_up(code))
        self.looking[code] = True

    async def _catch_up(self, code: str) -> None:
        try:
            # What is announced while Redis is asked may not be in its answer: it is asked again.
            while self.looking[code] and code in self.last:
                self.looking[code] = False
                while entries := await self._after(code):
                    if int(entries[0][0].partition(b"-")[2]) != self.last[code] + 1:
                        return self._lose(code, "entries are missing")
                    for number, event in _read(entries, self.last[code]):
                        self.last[code] = number
                        self.deliver(code, [event])
                        if code not in self.last:
                            return None
        except (RedisError, OSError) as error:
            self._lose(code, str(error))
        finally:
            del self.looking[code]

    async def _after(self, code: str) -> Any:
        return await self.redis.xrange(stream(code), f"(0-{self.last[code]}", count=BLOCK)

    def _lose(self, code: str, why: str) -> None:
        logger.error("room %s is lost here: %s", code, why)
        if self.last.pop(code, None) is not None:
            self._run(self._unsubscribe(code))
            self.fail(code)

    async def _unsubscribe(self, code: str) -> None:
        with contextlib.suppress(RedisError, OSError):
            await self.pubsub.unsubscribe(stream(code))

    async def _save(self, code: str, kept: bytes, last: int) -> None:
        with contextlib.suppress(RedisError, OSError):
            async with self.redis.pipeline(transaction=True) as pipe:
                pipe.set(state(code), kept, px=KEPT_MS)
                # What came just before is left for workers that are a little behind.
                pipe.xtrim(stream(code), minid=f"0-{max(1, last - BLOCK)}")
                await pipe.execute()

    async def _forget(self, code: str) -> None:
        await self._unsubscribe(code)
        with contextlib.suppress(RedisError, OSError):
            await self.redis.pexpire(stream(code), OVER_MS)
            await self.redis.pexpire(state(code), OVER_MS)

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            with contextlib.suppress(RedisError, OSError):
                await self._beat()

    async def _beat(self) -> None:
        await self.redis.set(f"oivis:worker:{self.worker}", b"1", px=ALIVE_MS)


def _read(entries: list[tuple[bytes, dict[bytes, bytes]]], last: int) -> list[tuple[int, Event]]:
    """Give the events of the entries after `last`, each with its entry's number."""
    numbered = [(int(number.partition(b"-")[2]), fields[b"e"]) for number, fields in entries]
    return [(number, event) for number, data in numbered if number > last for event in events.decode(data)]
