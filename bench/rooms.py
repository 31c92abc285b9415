"""What a room costs: fans in one process of their own against the real server, on the loopback.

With OIVIS_REDIS_URL set the server has two workers that share the room, else one.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.fans import PING_S, PINGS, Fan, at_random
from server.rooms.match import COUNTDOWN_MS, IDLE_MS

Say = Callable[[str], None]

FANS = (100, 500, 1000, 2000, 4000)
ROUNDS = 3
# The budget for 2,000 fans in one room.
RESULT_MS = 500
# So many connect at a time: a crowd comes over seconds, not in one.
DOOR = 100
PATIENCE_S = 300


@dataclass(frozen=True)
class Cost:
    """One size of a room; times in milliseconds over all fans and rounds.

    Attributes
    ----------
    join_s : float
        From the first fan's connection until all are in.
    skew_p50, skew_p99 : float
        By how much a fan's clock is off, after five pings, when it counts down.
    countdown_p50, countdown_p99, result_p50, result_p99 : float
        From the server's decision until a fan has read it.
    kb_a_fan : float
        Growth of the server's resident memory, in kB.
    cpu_s : float
        The server's processor time for each round.
    late : int
        Moves, of all rounds, that came after their time and were refused.
    is_exact : bool
        Whether every tally was that of the moves that the fans made, but for those that came too late.
    """

    fans: int
    join_s: float
    skew_p50: float
    skew_p99: float
    countdown_p50: float
    countdown_p99: float
    result_p50: float
    result_p99: float
    kb_a_fan: float
    cpu_s: float
    late: int
    is_exact: bool


def run(sizes: Sequence[int], say: Say) -> Iterator[Cost]:
    """Measure rooms of several sizes, each on a fresh server."""
    for size in sizes:
        say(f"a room with {size} fans")
        with server() as (url, pid):
            yield asyncio.run(_measure(url, pid, size))


def table(costs: Iterable[Cost]) -> Table:
    """Show what was measured."""
    shown = Table(title="Rooms: one anchor and so many fans, times in ms", title_justify="left")
    for name in ("fans", "joined, s", "clock p50 / p99", "countdown p50 / p99", "result p50 / p99"):
        shown.add_column(name, justify="right")
    for name in ("kB a fan", "CPU s a round", "late", "tally"):
        shown.add_column(name, justify="right")
    for cost in costs:
        shown.add_row(
            str(cost.fans),
            f"{cost.join_s:.1f}",
            f"{cost.skew_p50:.1f} / {cost.skew_p99:.1f}",
            f"{cost.countdown_p50:.0f} / {cost.countdown_p99:.0f}",
            f"{cost.result_p50:.0f} / {cost.result_p99:.0f}",
            f"{cost.kb_a_fan:.1f}",
            f"{cost.cpu_s:.2f}",
            str(cost.late),
            "exact" if cost.is_exact else "WRONG",
            style=None if cost.is_exact and cost.result_p99 <= RESULT_MS else "red",
        )
    return shown


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Run `oivis serve` on a free port; give its address and its process."""
    workers = "2" if os.environ.get("OIVIS_REDIS_URL") else "1"
    command = [sys.executable, "-c", "from cli import main; main()", "serve", "--port", "0", "--json"]
    with subprocess.Popen([*command, "--workers", workers], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                raise RuntimeError("`oivis serve` ended before it listened; run it to see why.")
            yield json.loads(line)["url"], process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


async def _measure(url: str, pid: int, size: int) -> Cost:
    anchor = Fan(url, "", "Anchor", at_random(ROUNDS))
    tasks = [asyncio.create_task(anchor.run())]
    await anchor.until("lobby", after=-1)
    before_kb, start_s = _memory_kb(pid), time.monotonic()
    door = asyncio.Semaphore(DOOR)
    fans = [
        Fan(url, anchor.code, f"Fan {number}", at_random(ROUNDS), clock_ms=random.uniform(-5000, 5000))
        for number in range(size)
    ]
    for fan in fans:
        tasks.append(asyncio.create_task(_enter(fan, door)))
    deadline_s = start_s + PATIENCE_S
    while anchor.room is None or anchor.room.fans < size:
        refused = Counter(code for fan in fans for code in fan.failed)
        if refused or time.monotonic() > deadline_s:
            raise TimeoutError(f"{size} fans did not all come in: {anchor.room}, {dict(refused)}")
        await asyncio.sleep(0.05)
    join_s = time.monotonic() - start_s
    await asyncio.sleep(PINGS * PING_S)
    kb_a_fan = (_memory_kb(pid) - before_kb) / size
    used_s, late, is_exact = _cpu_s(pid), list[Fan](), True
    for number in range(ROUNDS):
        anchor.say("next" if number else "start")
        room = await anchor.until("result", after=number)
        assert room.result
        await asyncio.gather(*(fan.until("result", after=number) for fan in fans))
        absent = [fan for fan in fans if fan.room and fan.room.you and fan.room.you.outcome == "absent"]
        wanted = Counter[str](fan.move for fan in fans) - Counter(fan.move for fan in absent)
        found = {"rock": room.result.rock, "paper": room.result.paper, "scissors": room.result.scissors}
        is_exact &= found == {move: wanted[move] for move in found} and room.result.absent == len(absent)
        late += absent
    cpu_s = (_cpu_s(pid) - used_s) / ROUNDS
    # A move that is not counted was refused, and its fan hears so.
    for fan in late:
        is_exact &= await _is_refused(fan)
    anchor.say("close")
    await asyncio.gather(*tasks)

    heard = [(at_ms, room) for fan in fans for at_ms, room in fan.heard]
    countdowns = [at_ms - room.go_ms + COUNTDOWN_MS for at_ms, room in heard if room.phase == "countdown"]
    results = [at_ms - room.until_ms + IDLE_MS for at_ms, room in heard if room.phase == "result"]
    skews = [abs(fan.offset_ms + fan.clock_ms) for fan in fans]
    return Cost(
        fans=size,
        join_s=join_s,
        skew_p50=_at(skews, 50),
        skew_p99=_at(skews, 99),
        countdown_p50=_at(countdowns, 50),
        countdown_p99=_at(countdowns, 99),
        result_p50=_at(results, 50),
        result_p99=_at(results, 99),
        kb_a_fan=kb_a_fan,
        cpu_s=cpu_s,
        late=len(late),
        is_exact=is_exact,
    )


async def _is_refused(fan: Fan) -> bool:
    for _ in range(50):
        if "not-now" in fan.failed:
            return True
        await asyncio.sleep(0.1)
    return False


async def _enter(fan: Fan, door: asyncio.Semaphore) -> None:
    async with door:
        playing = asyncio.create_task(fan.run())
        while not fan.joins and not playing.done():
            await asyncio.sleep(0.01)
    await playing


def _at(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _family(pid: int) -> list[int]:
    """Give a process and its children, the workers."""
    children = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    return [pid, *(int(child) for some in children for child in some)]


def _memory_kb(pid: int) -> int:
    status = [Path(f"/proc/{one}/status").read_text() for one in _family(pid)]
    return sum(int(text.partition("VmRSS:")[2].split()[0]) for text in status)


def _cpu_s(pid: int) -> float:
    stats = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in _family(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")
