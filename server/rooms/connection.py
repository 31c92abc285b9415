"""One player's socket as a room sees it: what waits to be sent, and what is dropped where it is slow."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from starlette.websockets import WebSocketDisconnect

from server.rooms.limits import WAITING


class Connection:
    """Messages on their way to one player.

    `post` never waits, so no room does. A player who is `WAITING` messages behind gets only the newest state:
    each `room` message is a whole one, so the last is a summary of those that were dropped.

    Parameters
    ----------
    link : str
        ``WORKER.NUMBER``.
    send : callable
        Sends a text; waits where the network does.
    close : callable
        Closes the socket with a code of WebSocket's and a reason.
    """

    __slots__ = (
        "close",
        "dropped",
        "ending",
        "heard_s",
        "is_cut",
        "link",
        "queue",
        "reader",
        "send",
        "since_s",
        "wake",
    )

    def __init__(
        self,
        link: str,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int, str], Awaitable[None]],
    ) -> None:
        self.link, self.send, self.close = link, send, close
        self.queue: deque[str] = deque()
        self.wake = asyncio.Event()
        self.ending: tuple[int, str] | None = None
        self.dropped = 0
        self.heard_s = asyncio.get_running_loop().time()
        self.since_s: float | None = None
        self.reader = asyncio.current_task()
        self.is_cut = False

    def post(self, text: str) -> None:
        """Send a text as soon as the player can take it."""
        if self.ending:
            return
        if len(self.queue) >= WAITING:
            self.dropped += len(self.queue)
            self.queue.clear()
        self.queue.append(text)
        self.wake.set()

    def end(self, code: int, reason: str, text: str) -> None:
        """Send a last text and close."""
        if not self.ending:
            self.post(text)
            self.ending = (code, reason)

    def cut(self) -> None:
        """Give up a player to whom nothing can be sent: the task that made this connection is cancelled."""
        self.is_cut = True
        if self.reader:
            self.reader.cancel()

    async def write(self) -> None:
        """Send what is posted until the end."""
        loop = asyncio.get_running_loop()
        try:
            while not (self.ending and not self.queue):
                await self.wake.wait()
                self.wake.clear()
                while self.queue:
                    self.since_s = loop.time()
                    await self.send(self.queue.popleft())
                    self.since_s = None
            await self.close(*self.ending)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the player went away: whoever reads hears of it too
