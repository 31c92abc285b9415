"""The real server, started for a test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes
    ----------
    url : str
        ``http://127.0.0.1:PORT``, without a slash at the end.
    log : Path or None
        What it prints goes there; None where somebody else has started it.
    """

    url: str
    log: Path | None = None

    def printed(self) -> str:
        """Give what it has printed so far, such as the link of the studio's first owner."""
        return self.log.read_text() if self.log else ""


@contextmanager
def serve(*options: str, timeout_s: float = 60) -> Iterator[Server]:
    """Run ``oivis serve`` on a free port of the loopback until the block ends.

    Parameters
    ----------
    *options : str
        Further options of ``oivis serve``, such as ``"--models", folder``.
    timeout_s : float
        How long it may take to answer.

    Yields
    ------
    Server

    Raises
    ------
    RuntimeError
        If there is no ``oivis`` command, or the server ends or stays silent; the message holds what
        it printed.
    """
    command = shutil.which("oivis", path=str(Path(sys.executable).parent)) or shutil.which("oivis")
    if command is None:
        raise RuntimeError("no `oivis` command here: install the workshop, or pass --oivis-url=URL")
    with tempfile.NamedTemporaryFile("w+") as log:
        port = _free_port()
        process = subprocess.Popen(
            [command, "serve", "--host", "127.0.0.1", "--port", str(port), *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            deadline = time.monotonic() + timeout_s
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    what = f"silent for {timeout_s:g} s" if process.poll() is None else "ended"
                    raise RuntimeError(f"`oivis serve` {what}; it printed:\n{log.read()}")
            yield Server(f"http://127.0.0.1:{port}", Path(log.name))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        # A refused connection comes back at once: without a pause this would take a core from the server.
        time.sleep(0.05)
        return False
    finally:
        connection.close()
