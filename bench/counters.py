"""What a counter costs the server: batches of figures handed to the app itself, with no socket beside it."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table
from starlette.types import ASGIApp, Message, Scope

from bench.viewers import BATCH, CAMPAIGN, keep
from server.app import create_app
from server.figures.figures import Figures
from server.settings import Settings

HOST = "stage.example"
FIGURES = f"{CAMPAIGN}/figures"
# Of them all there is more than one, so that the first ones, which read the campaign, weigh little.
ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """What one kind of batch costs.

    Attributes
    ----------
    batch : str
        What it is.
    status : int
        What the server answers.
    us : float
        Processor time of one, microseconds: the median of the rounds.
    """

    batch: str
    status: int
    us: float

    @property
    def per_s(self) -> float:
        """So many a second would keep one core busy."""
        return 1e6 / self.us


def address(number: int) -> str:
    """Give one of 65,536 addresses."""
    return f"10.1.{number >> 8 & 255}.{number & 255}"


async def send(
    app: ASGIApp, body: bytes = BATCH, path: str = FIGURES, client: str = "192.0.2.1", **headers: str
) -> int:
    """Hand a batch to the app as a server would; give the status of its answer."""
    given = {"host": HOST, "origin": f"https://{HOST}", "content-type": "application/json"}
    given |= {"content-length": str(len(body))} | {key.replace("_", "-"): it for key, it in headers.items()}
    return await _ask(app, "POST", path, given, client, body)


async def look(app: ASGIApp, path: str = CAMPAIGN, client: str = "192.0.2.2") -> int:
    """Ask the app for a page."""
    return await _ask(app, "GET", path, {"host": HOST, "accept": "text/html"}, client)


async def _ask(
    app: ASGIApp, method: str, path: str, headers: dict[str, str], client: str, body: bytes = b""
) -> int:
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (client, 40_000),
        "server": (HOST, 443),
        "state": {},
    }
    said: list[Message] = []
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        # Whoever has said all waits for the answer.
        return sent.pop() if sent else await asyncio.Future()

    async def hear(message: Message) -> None:
        said.append(message)

    await app(scope, receive, hear)
    return int(said[0]["status"])


def run(batches: int) -> list[Cost]:
    """Measure each kind of batch, so many of it in each round."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        keep(Path(folder) / "launch", store)
        return asyncio.run(_measure(store, batches))


async def _measure(store: Path, batches: int) -> list[Cost]:
    app = create_app(Settings(data=store))
    figures: Figures = app.app.app.state.figures  # type: ignore[attr-defined]
    many = [address(number) for number in range(batches)]
    large = b"x" * 5000
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("taken and counted", {}),
        ("from an address that floods", {"is_limited": True}),
        ("from another site", {"origin": "https://evil.example"}),
        ("too large", {"body": large}),
        ("not figures", {"body": b"no figures at all"}),
        ("of no campaign", {"path": "/c/nothing/figures"}),
    ]
    costs = []
    for name, given in kinds:
        is_limited = given.pop("is_limited", False)
        times, statuses = [], Counter[int]()
        for _ in range(ROUNDS):
            # Without limits, but where they are what is measured.
            _limit(figures, 0 if is_limited else 1e9)
            began_s = time.process_time()
            for client in many:
                statuses[await send(app, **({"client": "192.0.2.1" if is_limited else client} | given))] += 1
            times.append((time.process_time() - began_s) / batches * 1e6)
        costs.append(Cost(name, statuses.most_common(1)[0][0], sorted(times)[ROUNDS // 2]))
    await figures.close()
    await figures.store.database.close()
    return costs


def _limit(figures: Figures, each: float) -> None:
    """Let so many through: of all, of a campaign, of an address."""
    limits = figures.limits
    limits.all.left = limits.all.most = max(each, 1e9)
    for buckets in (limits.campaigns, limits.addresses):
        buckets.most = each
        buckets.per_s = 0
        buckets.buckets.clear()


def table(costs: Iterable[Cost]) -> Table:
    """Show what was measured."""
    shown = Table(title="A batch of figures, in the server alone", title_justify="left")
    for name in ("batch", "answer", "CPU, us", "a second on one core"):
        shown.add_column(name, justify="left" if name == "batch" else "right")
    for cost in costs:
        shown.add_row(cost.batch, str(cost.status), f"{cost.us:.0f}", f"{cost.per_s:,.0f}")
    return shown


def to_json(costs: Iterable[Cost]) -> str:
    """Give them as JSON."""
    return json.dumps([{**vars(cost), "per_s": cost.per_s} for cost in costs], indent=1) + "\n"
