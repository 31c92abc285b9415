"""Many viewers who open a campaign at once, on the loopback's real server; also beside a flood of figures."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from oivis.testing import serve
from rich.table import Table

Say = Callable[[str], None]

CAMPAIGN = "/c/product-launch"
OWN = re.compile(r'(?:src|href)="(/(?:assets|c)/[^"]+)"')
IMPORT = re.compile(r'(?:from|import)\s*"(\.[^"]+\.js)"')
BATCH = b'{"commands": {"next": 3}, "photos": {"": 1}}'
# A flood comes over a few connections, so many requests at a time on each.
FLOODERS, AT_ONCE = 4, 100
PATIENCE_S = 120


@dataclass
class Load:
    """One crowd; times in milliseconds.

    Attributes
    ----------
    page_ms : list of float
        From a viewer's connection until they have the page.
    whole_ms : list of float
        Until they have all its modules, style sheets and pictures, and have sent one batch of figures.
    errors : list of str
        Answers that were none of those that a viewer should get.
    flood : int
        Batches that were sent beside them.
    grown_mb : float
        Growth of the server's resident memory.
    rows : int
        Rows of figures in the database at the end.
    """

    viewers: int
    requests: int = 0
    wall_s: float = 0
    page_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    flood: int = 0
    grown_mb: float = 0
    rows: int = 0


class Line:
    """A connection from an address of its own, as viewers have them; one request after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self.reader, self.writer, self.host = reader, writer, host

    @classmethod
    async def connect(cls, url: str, number: int) -> Line:
        """Connect from the loopback's address of that number."""
        host, port = urlsplit(url).hostname, urlsplit(url).port
        # The kernel does not need to hold a port for an address that is another for each.
        local = (f"127.{1 + number // 60_000}.{number // 240 % 250}.{1 + number % 240}", 0)
        reader, writer = await asyncio.open_connection(host, port, local_addr=local)
        return cls(reader, writer, f"{host}:{port}")

    def ask(self, path: str, body: bytes | None = None) -> None:
        """Send a request."""
        head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nhost: {self.host}\r\naccept-encoding: br\r\n"
        if body:
            head += f"origin: http://{self.host}\r\ncontent-type: application/json\r\n"
            head += f"content-length: {len(body)}\r\n"
        elif path == CAMPAIGN:
            head += "sec-fetch-dest: document\r\n"
        self.writer.write(head.encode() + b"\r\n" + (body or b""))

    async def hear(self) -> tuple[int, bytes]:
        """Read an answer: its status and its bytes as they came."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        return int(head.split(b" ", 2)[1]), await self.reader.readexactly(int(length[1]) if length else 0)

    async def get(self, path: str) -> tuple[int, bytes]:
        """Ask and hear."""
        self.ask(path)
        return await self.hear()


def run(viewers: int, say: Say) -> Iterator[Load]:
    """Measure the same crowd twice, each on a fresh server: alone, and beside a flood of figures."""
    for is_flooded in (False, True):
        say(f"{viewers} viewers at once" + (" beside a flood of figures" if is_flooded else ""))
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store"
            keep(Path(folder) / "launch", store)
            with serve("--store", str(store)) as server:
                load = asyncio.run(_measure(server.url, viewers, is_flooded))
            with closing(sqlite3.connect(store / "oivis.db")) as database:
                load.rows = database.execute("SELECT count(*) FROM figures").fetchone()[0]
        yield load


def table(loads: Iterable[Load]) -> Table:
    """Show what was measured."""
    shown = Table(title="Viewers who open a campaign at once, ms", title_justify="left")
    names = (
        "viewers",
        "page p50",
        "p99",
        "whole p50",
        "p99",
        "requests/s",
        "errors",
        "flood/s",
        "MB",
        "rows",
    )
    for name in names:
        shown.add_column(name, justify="right")
    for load in loads:
        times = [
            f"{_share(times, part):.0f}" for times in (load.page_ms, load.whole_ms) for part in (0.5, 0.99)
        ]
        rates = [f"{number / load.wall_s:.0f}" for number in (load.requests, load.flood)]
        rest = (str(len(load.errors)), rates[1], f"{load.grown_mb:.1f}", str(load.rows))
        shown.add_row(str(load.viewers), *times, rates[0], *rest)
    return shown


def _share(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(part * len(times)))] if times else 0


def keep(folder: Path, store: Path) -> None:
    """Keep a campaign of a template in a new store, published."""
    oivis = [sys.executable, "-c", "from cli import main; main()", "campaign"]
    subprocess.run([*oivis, "new", "launch", folder], check=True, capture_output=True)
    subprocess.run([*oivis, "import", folder, "--publish", "--store", store], check=True, capture_output=True)


async def _measure(url: str, viewers: int, is_flooded: bool) -> Load:
    load = Load(viewers)
    paths = await _needed(url)
    before_mb = _resident_mb(url)
    flood = [asyncio.create_task(_flood(url, number, load)) for number in range(FLOODERS * is_flooded)]
    began_s = time.perf_counter()
    await asyncio.gather(*(_visit(url, number, paths, load) for number in range(1000, 1000 + viewers)))
    load.wall_s = time.perf_counter() - began_s
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    load.grown_mb = _resident_mb(url) - before_mb
    return load


async def _needed(url: str) -> list[str]:
    """Find what a browser asks for once it has the page: what that names, and what its modules import."""
    line = await Line.connect(url, 0)
    line.writer.write(f"GET {CAMPAIGN} HTTP/1.1\r\nhost: {line.host}\r\n\r\n".encode())
    found = list(dict.fromkeys(OWN.findall((await line.hear())[1].decode())))
    for path in found:
        if path.endswith(".js"):
            line.writer.write(f"GET {path} HTTP/1.1\r\nhost: {line.host}\r\n\r\n".encode())
            source = (await line.hear())[1].decode()
            found += [new for name in IMPORT.findall(source) if (new := urljoin(path, name)) not in found]
    line.writer.close()
    return found


async def _visit(url: str, number: int, paths: list[str], load: Load) -> None:
    began_s = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S):
            line = await Line.connect(url, number)
            await _expect(line, CAMPAIGN, 200, load)
            load.page_ms.append((time.perf_counter() - began_s) * 1000)
            for path in paths:
                await _expect(line, path, 200, load)
            line.ask(f"{CAMPAIGN}/figures", BATCH)
            status, _ = await line.hear()
            load.requests += 1
            # Beside a flood the limit for all is used up: what viewers count is lost then, and nothing else.
            if status not in (204, 429):
                load.errors.append(f"figures: {status}")
            load.whole_ms.append((time.perf_counter() - began_s) * 1000)
            line.writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        load.errors.append(repr(error))


async def _expect(line: Line, path: str, wanted: int, load: Load) -> None:
    status, _ = await line.get(path)
    load.requests += 1
    if status != wanted:
        load.errors.append(f"{path}: {status}")


async def _flood(url: str, number: int, load: Load) -> None:
    """Send batches as fast as they are answered, from ever new addresses."""
    while True:
        number += FLOODERS
        line = await Line.connect(url, 20_000 + number)
        for _ in range(AT_ONCE):
            line.ask(f"{CAMPAIGN}/figures", BATCH)
        # Whoever sends too much is cut off, so the rest has no answer.
        with suppress(OSError, asyncio.IncompleteReadError):
            for _ in range(AT_ONCE):
                await line.hear()
                load.flood += 1
        line.writer.close()


def _resident_mb(url: str) -> float:
    """Give the resident memory of the process that listens there."""
    port = urlsplit(url).port
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"serve" in words and str(port).encode() in words:
                pages = int((process / "statm").read_text().split()[1])
                return pages * 4096 / 1e6
    raise RuntimeError(f"There is no server at {url}.")
