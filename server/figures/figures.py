"""The counters: summed in memory, written by day, every few seconds."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from server.campaigns.store import Store
from server.figures.batch import Batch
from server.figures.fields import SUM, VISITS, Known, known
from server.figures.limits import Limits
from server.store.tables import CAMPAIGNS, FIGURES

WRITE_S = 5.0
# How long a campaign that is changed, published or put away counts as before.
FRESH_S = 10.0
REMEMBERED = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One counter of one campaign on one day."""

    day: date
    field: str
    label: str
    count: int


class Figures:
    """Counters of all campaigns.

    What waits to be written is bounded: campaigns that are open, times the fields and labels that they have.

    Parameters
    ----------
    store : Store
    plugins : callable
        Gives the names of the plug-ins that this server offers.
    """

    def __init__(self, store: Store, plugins: Callable[[], Collection[str]]) -> None:
        self.store = store
        self.limits = Limits()
        self._plugins = plugins
        self._waiting: Counter[tuple[str, date, str, str]] = Counter()
        self._remembered: dict[str, tuple[float, Known | None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def known(self, slug: str) -> Known | None:
        """Give what an open campaign counts; None where there is none, or it counts nothing."""
        now_s = time.monotonic()
        then_s, found = self._remembered.get(slug, (-FRESH_S, None))
        if now_s - then_s < FRESH_S:
            return found
        version = await self.store.open(slug, datetime.now(UTC))
        found = None
        if version and version.campaign.figures:
            found = known(version.campaign, self._plugins())
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        self._remembered[slug] = (now_s, found)
        return found

    def visit(self, slug: str, address: str) -> None:
        """Count that an open campaign's page was opened."""
        if self.hears(address) and self.takes(slug):
            self.add(slug, {(VISITS, SUM): 1})

    def hears(self, address: str) -> bool:
        """Tell whether an address may say something now."""
        return self.limits.take(address, _today(), time.monotonic())

    def takes(self, slug: str) -> bool:
        """Tell whether something may be said of a campaign now."""
        return self.limits.take_of(slug, time.monotonic())

    def add(self, slug: str, batch: Batch) -> None:
        """Add to the counters of a campaign that is there; they are written soon."""
        today = _today()
        for (field, label), count in batch.items():
            self._waiting[slug, today, field, label] += count
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def _later(self) -> None:
        while self._waiting:
            await asyncio.sleep(WRITE_S)
            try:
                await self.write()
            except Exception:
                # They go on waiting: the database may be away for a moment.
                logger.exception("the figures could not be written; the next try is in %g s", WRITE_S)

    async def write(self) -> None:
        """Write what waits, in one transaction; where that fails it goes on waiting."""
        async with self._lock:
            taken, self._waiting = self._waiting, Counter()
            try:
                await self._write(taken)
            except BaseException:
                self._waiting.update(taken)
                raise

    async def _write(self, taken: Counter[tuple[str, date, str, str]]) -> None:
        if not taken:
            return
        slugs = {slug for slug, *_ in taken}
        make = sqlite.insert if self.store.database.is_sqlite else postgresql.insert
        added = make(FIGURES)
        added = added.on_conflict_do_update(
            index_elements=["campaign", "day", "field", "label"],
            set_={"count": FIGURES.c.count + added.excluded["count"]},
        )
        async with self.store.database.writing() as connection:
            chosen = select(CAMPAIGNS.c.slug, CAMPAIGNS.c.id).where(CAMPAIGNS.c.slug.in_(slugs))
            keys = {row.slug: row.id for row in await connection.execute(chosen)}
            # In one order: two servers that write the same rows do not wait for each other for ever.
            rows = [
                {
                    "campaign": keys[slug],
                    "day": day.isoformat(),
                    "field": field,
                    "label": label,
                    "count": count,
                }
                for (slug, day, field, label), count in sorted(taken.items())
                if slug in keys
            ]
            if rows:
                await connection.execute(added, rows)

    async def close(self) -> None:
        """Write what waits, at the end."""
        # Never in the midst of writing: it could be written and wait at once.
        async with self._lock:
            if self._task:
                self._task.cancel()
        await self.write()

    async def read(self, slug: str, first: date, last: date) -> list[Row]:
        """Give a campaign's counters, from one day to another, both included; those that wait too."""
        await self.write()
        chosen = (
            select(FIGURES.c.day, FIGURES.c.field, FIGURES.c.label, FIGURES.c.count)
            .join(CAMPAIGNS, CAMPAIGNS.c.id == FIGURES.c.campaign)
            .where(CAMPAIGNS.c.slug == slug, FIGURES.c.day.between(first.isoformat(), last.isoformat()))
            .order_by(FIGURES.c.day, FIGURES.c.field, FIGURES.c.label)
        )
        async with self.store.database.reading() as connection:
            rows = (await connection.execute(chosen)).all()
        return [Row(date.fromisoformat(day), field, label, count) for day, field, label, count in rows]

    async def totals(self, fields: Sequence[str], first: date, last: date) -> Counter[tuple[str, str]]:
        """Sum some fields of every campaign: slug and field to how often."""
        await self.write()
        chosen = (
            select(CAMPAIGNS.c.slug, FIGURES.c.field, func.sum(FIGURES.c.count))
            .join(CAMPAIGNS, CAMPAIGNS.c.id == FIGURES.c.campaign)
            .where(FIGURES.c.field.in_(fields), FIGURES.c.day.between(first.isoformat(), last.isoformat()))
            .group_by(CAMPAIGNS.c.slug, FIGURES.c.field)
        )
        async with self.store.database.reading() as connection:
            rows = (await connection.execute(chosen)).all()
        return Counter({(slug, field): int(count) for slug, field, count in rows})


def _today() -> date:
    return datetime.now(UTC).date()
