"""A small site's files, and a real server on a free port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

SCRIPT = b"export const answer = 42;\n" * 100
CLIP = bytes(range(256)) * 8
WHEEL = b"PK wheel"
INDEX = b"""{"oivis": {"name": "oivis", "versions": ["0.1.0"], "files": [
  {"filename": "oivis-0.1.0-py3-none-any.whl", "hashes": {"sha256": "00"}, "size": 8}]}}"""


@contextmanager
def serving(app: ASGIApp, send_bytes: int = 0) -> Iterator[httpx.Client]:
    """Run an app on a free port; give a client that sends no Accept-Encoding of its own.

    `send_bytes` is what the kernel holds for a client that does not read; 0 leaves it to the kernel.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    if send_bytes:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_bytes)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="auto", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        headers = {"accept-encoding": "identity"}
        with httpx.Client(base_url=base, headers=headers, trust_env=False, timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
