import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.campaigns.files import Files
from server.campaigns.store import Store
from server.figures import figures as module
from server.figures.figures import Figures
from server.store.migrate import migrate
from server.store.tables import FIGURES
from tests.server.figures.conftest import bundle, publish
from tests.server.store.databases import Opened, opened, postgresql  # noqa: F401

SLUG = "spring-shoes"
TODAY = datetime.now(UTC).date()
Run = Callable[[Callable[[Figures], Awaitable[None]]], None]


@pytest.fixture
def run(opened: Opened, tmp_path: Path) -> Run:  # noqa: F811
    """Do something with the figures of a store with one published campaign, on each kind of database."""

    def run(act: Callable[[Figures], Awaitable[None]]) -> None:
        async def whole() -> None:
            store = Store(opened(), Files(tmp_path / "assets"))
            await migrate(store.database)
            await publish(store)
            figures = Figures(store, lambda: ["catch"])
            try:
                await act(figures)
                await figures.close()
            finally:
                await store.database.close()

        asyncio.run(whole())

    return run


async def counted(figures: Figures, first: date = TODAY, last: date = TODAY) -> dict:
    return {(row.day, row.field, row.label): row.count for row in await figures.read(SLUG, first, last)}


async def rows(figures: Figures) -> int:
    async with figures.store.database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(FIGURES))).scalar_one()


def test_what_is_added_is_summed_by_day(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(figures: Figures) -> None:
        yesterday = TODAY - timedelta(days=1)
        for day, times in ((yesterday, 2), (TODAY, 3)):
            monkeypatch.setattr(module, "_today", lambda day=day: day)
            for _ in range(times):
                figures.add(SLUG, {("photos", ""): 2, ("commands", "next"): 1})
                await figures.write()
        assert await counted(figures, yesterday) == {
            (yesterday, "photos", ""): 4,
            (yesterday, "commands", "next"): 2,
            (TODAY, "photos", ""): 6,
            (TODAY, "commands", "next"): 3,
        }
        assert await rows(figures) == 4
        assert await figures.totals(["photos"], yesterday, TODAY) == {(SLUG, "photos"): 10}
        assert await counted(figures, yesterday, yesterday) == {
            (yesterday, "photos", ""): 4,
            (yesterday, "commands", "next"): 2,
        }

    run(act)


def test_servers_that_write_at_once_add_up(run: Run, opened: Opened, tmp_path: Path) -> None:  # noqa: F811
    async def act(figures: Figures) -> None:
        others = [Figures(Store(opened(), Files(tmp_path / "assets")), list) for _ in range(3)]
        for _ in range(5):
            for each in (figures, *others):
                each.add(SLUG, {("photos", ""): 1, ("clips", ""): 1, ("commands", "next"): 2})
            await asyncio.gather(*(each.write() for each in (figures, *others)))
        for other in others:
            await other.close()
            await other.store.database.close()
        assert set((await counted(figures)).values()) == {20, 40}

    run(act)


def test_what_waits_is_written_by_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(figures: Figures) -> None:
        monkeypatch.setattr(module, "WRITE_S", 0.01)
        figures.add(SLUG, {("photos", ""): 1})
        async with asyncio.timeout(30):
            while not await rows(figures):
                await asyncio.sleep(0.01)

    run(act)


def test_what_could_not_be_written_is_written_later(run: Run) -> None:
    async def act(figures: Figures) -> None:
        figures.add(SLUG, {("photos", ""): 1})
        database = figures.store.database
        whole, database.writing = database.writing, lambda: (_ for _ in ()).throw(OSError("no disk"))  # type: ignore[method-assign]
        with pytest.raises(OSError, match="no disk"):
            await figures.write()
        database.writing = whole  # type: ignore[method-assign]
        figures.add(SLUG, {("photos", ""): 1})
        assert await counted(figures) == {(TODAY, "photos", ""): 2}

    run(act)


def test_only_an_open_campaign_that_wants_figures_is_known(run: Run) -> None:
    async def act(figures: Figures) -> None:
        await figures.store.create(bundle(slug="draft"), "ada")
        await publish(figures.store, slug="uncounted", figures=False)
        found = await figures.known(SLUG)
        assert found
        assert found["plays"] == {"catch"}
        for slug in ("draft", "uncounted", "nothing", "x" * 5000, "../etc", "'--"):
            assert await figures.known(slug) is None

    run(act)


def test_a_campaign_that_is_gone_takes_its_figures_and_stops_nothing(run: Run) -> None:
    async def act(figures: Figures) -> None:
        figures.add("gone", {("photos", ""): 1})
        figures.add(SLUG, {("photos", ""): 1})
        assert await counted(figures) == {(TODAY, "photos", ""): 1}
        assert await rows(figures) == 1

    run(act)


def test_a_count_may_be_larger_than_32_bits(run: Run) -> None:
    async def act(figures: Figures) -> None:
        for _ in range(2):
            figures.add(SLUG, {("photos", ""): 2**31})
            await figures.write()
        assert await counted(figures) == {(TODAY, "photos", ""): 2**32}
        assert await figures.totals(["photos"], TODAY, TODAY) == {(SLUG, "photos"): 2**32}

    run(act)


def test_a_flood_of_names_and_counts_keeps_memory_as_it_is(run: Run) -> None:
    async def act(figures: Figures) -> None:
        def flood(start: int) -> None:
            for number in range(start, start + 11_000):
                figures.hears(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
                figures.add(SLUG, {("commands", "next"): 500})

        flood(0)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        flood(11_000)
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        # The addresses of the first flood were forgotten for those of the second.
        assert len(figures.limits.addresses.buckets) == 10_000
        assert grown < 4_000_000
        for number in range(1200):
            await figures.known(f"slug-{number}")
        assert len(figures._remembered) <= 1000
        await figures.write()
        assert await rows(figures) == 1

    run(act)
