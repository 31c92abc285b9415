"""A WebSocket as light as can be: thousands of them are to cost less than the server that is measured.

It speaks to our own server only: text in single frames, no extensions. Tests speak by a library.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
ABNORMAL = 1006


class Frames(asyncio.Protocol):
    """One connection.

    Parameters
    ----------
    hear : callable
        Is given the bytes of each text.

    Attributes
    ----------
    opened : Future
        Done when the server has agreed; fails with ConnectionError where it has not.
    closed : Future of int
        WebSocket's code when the connection has ended.
    """

    def __init__(self, hear: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self.hear = hear
        self.buffer = b""
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        self.transport: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, url: str, path: str, hear: Callable[[bytes], None]) -> Frames:
        """Open ``url + path``, as a page of `url` does.

        Raises
        ------
        OSError
            If nobody answers, or not as wanted.
        """
        place = urlsplit(url)
        loop = asyncio.get_running_loop()
        host, port = place.hostname or "", place.port or 80
        _, frames = await loop.create_connection(lambda: cls(hear), host, port)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        assert frames.transport
        frames.transport.write(
            f"GET {path} HTTP/1.1\r\nhost: {place.netloc}\r\norigin: {url}\r\nupgrade: websocket\r\n"
            f"connection: upgrade\r\nsec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n\r\n".encode()
        )
        await frames.opened
        return frames

    def send(self, data: bytes, opcode: int = TEXT) -> None:
        """Send a frame; a mask of zeros leaves the data as it is."""
        if self.transport and not self.transport.is_closing():
            size = len(data)
            head = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
            self.transport.write(bytes([0x80 | opcode]) + head + bytes(4) + data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """End whoever waits."""
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("The server did not open a WebSocket."))
        if not self.closed.done():
            self.closed.set_result(ABNORMAL)

    def data_received(self, data: bytes) -> None:
        """Take apart what has come."""
        self.buffer += data
        if not self.opened.done():
            head, ended, rest = self.buffer.partition(b"\r\n\r\n")
            if not ended:
                return
            self.buffer = rest
            if not head.startswith(b"HTTP/1.1 101 "):
                assert self.transport
                self.transport.close()
                return
            self.opened.set_result(None)
        start = 0
        while (end := self._frame(start)) is not None:
            start = end
        self.buffer = self.buffer[start:]

    def _frame(self, start: int) -> int | None:
        """Read the frame that begins here; give where it ends, or None where it is not whole yet."""
        if len(self.buffer) < start + 4:
            # Only a close without a code is shorter, and then the connection ends as well.
            return None
        opcode, size, begin = self.buffer[start] & 15, self.buffer[start + 1], start + 2
        if size == 126:
            size, begin = int.from_bytes(self.buffer[begin : begin + 2], "big"), begin + 2
        end = begin + size
        if len(self.buffer) < end:
            return None
        data = self.buffer[begin:end]
        if opcode == TEXT:
            self.hear(data)
        elif opcode == PING:
            self.send(data, PONG)
        elif opcode == CLOSE:
            if not self.closed.done():
                self.closed.set_result(int.from_bytes(data[:2], "big"))
            self.send(data, CLOSE)
            assert self.transport
            self.transport.close()
        return end
