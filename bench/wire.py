"""Counts the bytes between the browser and the server, headers and all."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Wire:
    """A relay in front of a server.

    Attributes
    ----------
    url : str
        Where the browser goes instead.
    """

    def __init__(self, url: str, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._target = urlsplit(url)
        self._received = 0
        self._lock = threading.Lock()

    def take(self) -> int:
        """Bytes that the server sent since the last call."""
        with self._lock:
            received, self._received = self._received, 0
        return received

    def relay(self, browser: socket.socket) -> None:
        """Carry one connection in both directions until it ends."""
        with socket.create_connection((self._target.hostname, self._target.port)) as server:
            asking = threading.Thread(target=self._carry, args=(browser, server, False), daemon=True)
            asking.start()
            self._carry(server, browser, True)
            asking.join()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                if is_answer:
                    with self._lock:
                        self._received += len(data)
                sink.sendall(data)
        except OSError:
            pass  # Either side may hang up at any time.
        finally:
            for end in (source, sink):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


@contextmanager
def count(url: str) -> Iterator[Wire]:
    """Put a relay before ``url`` until the block ends."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire.relay(self.request)

    class Relay(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Relay(("127.0.0.1", 0), Handler) as relay:
        wire = Wire(url, relay.server_address[1])
        thread = threading.Thread(target=relay.serve_forever, daemon=True)
        thread.start()
        try:
            yield wire
        finally:
            relay.shutdown()
            thread.join()
