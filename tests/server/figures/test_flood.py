"""Ten thousand batches handed to the app: bounded, nothing lost that was taken, nobody else disturbed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.types import ASGIApp

from bench.counters import address, look, send
from server.app import create_app
from server.buckets import NAMES
from server.campaigns.store import Store
from server.figures import limits
from server.figures.figures import Figures
from server.settings import Settings
from server.store.migrate import migrate
from server.store.tables import FIGURES
from tests.server.figures.conftest import publish
from tests.server.studio.conftest import real_site  # noqa: F401

FLOOD = 10_000
SLUGS = ("spring", "summer")
BATCH = b'{"photos": {"": 500}, "commands": {"next": 3}}'

Run = Callable[[Callable[[ASGIApp, Figures], Awaitable[None]]], Counter]


def of(slug: str) -> str:
    return f"/c/{slug}/figures"


@pytest.fixture
def run(real_site: Path, tmp_path: Path) -> Run:  # noqa: F811
    """Do something with an app of two campaigns; give what is in its database once it has ended."""
    settings = Settings(real_site, data=tmp_path / "data")

    def run(act: Callable[[ASGIApp, Figures], Awaitable[None]]) -> Counter:
        async def whole() -> Counter:
            store = Store.from_settings(settings)
            assert store
            await migrate(store.database)
            for slug in SLUGS:
                await publish(store, slug=slug)
            app = create_app(settings)
            figures: Figures = app.app.app.state.figures  # type: ignore[attr-defined]
            # However slow this machine is, no more than this is let through.
            figures.limits.all.per_s = 0.0
            for buckets in (figures.limits.campaigns, figures.limits.addresses):
                buckets.per_s = 0.0
            await act(app, figures)
            await figures.close()
            await figures.store.database.close()
            today = datetime.now(UTC).date()
            kept = Figures(store, list)
            found = Counter(
                {
                    (slug, row.field): row.count
                    for slug in SLUGS
                    for row in await kept.read(slug, today, today)
                }
            )
            async with store.database.reading() as connection:
                found["rows"] = (
                    await connection.execute(select(func.count()).select_from(FIGURES))
                ).scalar_one()
            await store.database.close()
            return found

        return asyncio.run(whole())

    return run


def test_what_one_address_floods_is_cut_off_and_others_are_heard_all_the_while(run: Run) -> None:
    flood, others, pages = Counter[int](), Counter[int](), Counter[int]()

    async def act(app: ASGIApp, figures: Figures) -> None:
        for number in range(FLOOD):
            flood[await send(app, BATCH, of("spring"), "192.0.2.1")] += 1
            if number % 100 == 0:
                others[await send(app, BATCH, of("spring"), address(number))] += 1
                others[await send(app, BATCH, of("summer"), address(number + 1))] += 1
                pages[await look(app, "/c/spring", address(number))] += 1

    kept = run(act)
    assert flood == {204: limits.ADDRESS_AT_ONCE, 429: FLOOD - limits.ADDRESS_AT_ONCE}
    assert others == {204: 200}
    assert pages == {200: 100}
    # What was taken is there to the last one, and nothing of what was refused.
    assert kept["spring", "photos"] == 500 * (limits.ADDRESS_AT_ONCE + 100)
    assert kept["summer", "photos"] == 500 * 100
    assert kept["rows"] == 4


def test_what_ten_thousand_addresses_flood_ends_at_the_limit_for_all_and_pages_are_seen(run: Run) -> None:
    flood, pages = Counter[tuple[str, int]](), Counter[int]()

    async def act(app: ASGIApp, figures: Figures) -> None:
        for number in range(FLOOD):
            slug = SLUGS[number % 2]
            flood[slug, await send(app, BATCH, of(slug), address(number))] += 1
            if number % 500 == 0:
                pages[await look(app, f"/c/{slug}")] += 1
            # What is kept of them all: for each address one bucket, of a bounded number, and four sums.
            assert len(figures._waiting) <= 4
        assert len(figures.limits.addresses.buckets) <= NAMES

    kept = run(act)
    taken = {slug: flood[slug, 204] for slug in SLUGS}
    assert sum(taken.values()) == limits.ALL_AT_ONCE
    assert sum(flood.values()) == FLOOD
    assert {status for _, status in flood} == {204, 429}
    assert pages == {200: 20}
    assert {slug: kept[slug, "photos"] for slug in SLUGS} == {slug: 500 * taken[slug] for slug in SLUGS}
    assert kept["rows"] == 4


def test_a_flood_for_one_campaign_leaves_the_others_theirs(run: Run) -> None:
    flood = Counter[int]()

    async def act(app: ASGIApp, figures: Figures) -> None:
        for number in range(int(limits.CAMPAIGN_AT_ONCE) + 150):
            flood[await send(app, BATCH, of("spring"), address(number))] += 1
        assert await send(app, BATCH, of("summer"), address(5000)) == 204

    kept = run(act)
    assert flood == {204: limits.CAMPAIGN_AT_ONCE, 429: 150}
    assert kept["spring", "photos"] == 500 * limits.CAMPAIGN_AT_ONCE
    assert kept["summer", "photos"] == 500


def test_what_is_written_while_a_flood_comes_in_is_counted_once(run: Run) -> None:
    taken = Counter[int]()

    async def act(app: ASGIApp, figures: Figures) -> None:
        figures.limits.all.left = figures.limits.all.most = FLOOD
        figures.limits.campaigns.most = figures.limits.addresses.most = FLOOD

        async def flood(first: int) -> None:
            for number in range(first, FLOOD, 4):
                taken[await send(app, BATCH, of("spring"), address(number))] += 1
                if number % 50 == 0:
                    await asyncio.sleep(0)

        async def write() -> None:
            while sum(taken.values()) < FLOOD:
                await figures.write()
                await asyncio.sleep(0.01)

        await asyncio.gather(*(flood(first) for first in range(4)), write())

    kept = run(act)
    assert taken == {204: FLOOD}
    assert kept["spring", "photos"] == 500 * FLOOD
    assert kept["spring", "commands"] == 3 * FLOOD
