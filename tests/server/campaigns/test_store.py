import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.files import Files
from server.campaigns.store import MissingError, Store, TakenError
from server.store.migrate import migrate
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.store.databases import Opened, opened, postgresql  # noqa: F401

NOW = datetime(2026, 6, 1, tzinfo=UTC)
T = TypeVar("T")
Run = Callable[[Callable[[Store], Awaitable[T]]], T]


def bundle(title: str = "Spring", **changes: object) -> Bundle:
    made = read(campaign(**{"texts.en.title": title}, **changes), OFFER, ASSETS)
    return Bundle(made, {name: f"{title} {name}".encode() for name in ASSETS})


@pytest.fixture
def run(opened: Opened, tmp_path: Path) -> Run:  # noqa: F811
    """Do something with a store that is opened for it alone, as after a restart."""

    def run(act: Callable[[Store], Awaitable[T]]) -> T:
        async def whole() -> T:
            database = opened()
            await migrate(database)
            try:
                return await act(Store(database, Files(tmp_path / "assets")))
            finally:
                await database.close()

        return asyncio.run(whole())

    return run


def test_a_campaign_comes_back_whole_after_a_restart(run: Run) -> None:
    run(lambda store: store.create(bundle(), "ada"))

    async def again(store: Store) -> Bundle:
        return store.bundle(await store.read("spring-shoes"))

    assert run(again) == bundle()


def test_every_version_is_kept_and_an_old_one_can_come_back(run: Run) -> None:
    async def act(store: Store) -> list:
        await store.create(bundle("One"), "ada")
        await store.save(bundle("Two"), "bob", after=1)
        await store.restore("spring-shoes", 1, "ada", after=2)
        newest = await store.read("spring-shoes")
        assert store.bundle(newest) == bundle("One")
        return [(version.number, version.by) for version in await store.history("spring-shoes")]

    assert run(act) == [(3, "ada"), (2, "bob"), (1, "ada")]


def test_who_saves_over_what_another_has_saved_is_refused(run: Run) -> None:
    async def act(store: Store) -> None:
        await store.create(bundle(), "ada")
        await store.save(bundle("Two"), "bob", after=1)
        with pytest.raises(TakenError, match="Version 2 of 'spring-shoes' was saved meanwhile"):
            await store.save(bundle("Three"), "ada", after=1)

    run(act)


def test_of_many_who_save_at_once_one_wins(run: Run) -> None:
    async def act(store: Store) -> None:
        await store.create(bundle(), "ada")
        saves = (store.save(bundle(f"By {number}"), "x", after=1) for number in range(8))
        ends = await asyncio.gather(*saves, return_exceptions=True)
        assert sum(isinstance(end, TakenError) for end in ends) == 7
        assert [version.number for version in await store.history("spring-shoes")] == [2, 1]

    run(act)


def test_two_campaigns_do_not_share_an_address(run: Run) -> None:
    async def act(store: Store) -> None:
        await store.create(bundle(), "ada")
        with pytest.raises(TakenError, match="'spring-shoes' already"):
            await store.create(bundle("Two"), "bob")
        assert len(await store.history("spring-shoes")) == 1

    run(act)


@pytest.mark.parametrize("slug", ["nothing", "", "' OR 1=1 --", "\x00", "x" * 10_000])
def test_what_is_not_there_is_said(run: Run, slug: str) -> None:
    async def act(store: Store) -> None:
        with pytest.raises(MissingError, match="There is no campaign"):
            await store.history(slug)
        assert await store.open(slug, NOW) is None

    run(act)


def test_viewers_see_the_published_version_alone(run: Run) -> None:
    async def act(store: Store) -> list:
        seen = []

        async def look() -> None:
            version = await store.open("spring-shoes", NOW)
            seen.append(version and version.number)

        await store.create(bundle(), "ada")
        await look()
        await store.publish("spring-shoes", 1, "ada")
        await store.save(bundle("Two"), "ada", after=1)
        await look()
        await store.publish("spring-shoes", 2, "ada")
        await look()
        await store.archive("spring-shoes", "ada")
        await look()
        await store.archive("spring-shoes", "ada", False)
        await look()
        await store.publish("spring-shoes", None, "ada")
        await look()
        with pytest.raises(MissingError, match="no version 9"):
            await store.publish("spring-shoes", 9, "ada")
        return seen

    assert run(act) == [None, 1, 2, None, 2, None]


def test_a_schedule_opens_and_closes_by_itself(run: Run) -> None:
    schedule = {"opens": NOW, "closes": NOW + timedelta(days=1)}

    async def act(store: Store) -> list:
        await store.create(bundle(schedule=schedule), "ada")
        await store.publish("spring-shoes", 1, "ada")
        moments = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(days=1)]
        return [await store.open("spring-shoes", moment) is not None for moment in moments]

    assert run(act) == [False, True, False]


def test_the_list_names_each_campaign_once(run: Run) -> None:
    async def act(store: Store) -> list:
        await store.create(bundle(), "ada")
        await store.save(bundle("Two"), "ada", after=1)
        await store.create(bundle(slug="autumn"), "ada")
        await store.publish("spring-shoes", 1, "ada")
        return [(entry.slug, entry.newest, entry.published) for entry in await store.entries()]

    assert run(act) == [("autumn", 1, None), ("spring-shoes", 2, 1)]


def test_a_copy_is_a_campaign_of_its_own(run: Run) -> None:
    async def act(store: Store) -> None:
        await store.create(bundle(), "ada")
        copy = await store.duplicate("spring-shoes", "summer-shoes", "bob")
        assert store.bundle(copy) == bundle(slug="summer-shoes")
        await store.save(bundle("Two", slug="summer-shoes"), "bob", after=1)
        assert store.bundle(await store.read("spring-shoes")) == bundle()
        for taken in ("spring-shoes", "ab", "No Slug", "\x00"):
            with pytest.raises(TakenError, match="slug"):
                await store.duplicate("spring-shoes", taken, "bob")
        with pytest.raises(MissingError):
            await store.duplicate("nothing", "winter", "bob")

    run(act)


SAVER = """
import asyncio, sys
from pathlib import Path
from server.campaigns.files import Files
from server.campaigns.store import Store
from server.store.database import Database
from tests.server.campaigns.test_store import bundle

async def main(kind, address, assets):
    database = Database.from_folder(Path(address)) if kind == "sqlite" else Database.from_url(address)
    store = Store(database, Files(Path(assets)))
    print((await store.create(bundle("0"), "x")).number, flush=True)
    for number in range(1, 100_000):
        print((await store.save(bundle(str(number)), "x", after=number)).number, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_kill_in_the_middle_of_a_save_loses_nothing_that_was_acknowledged(
    opened: Opened,  # noqa: F811
    run: Run,
    tmp_path: Path,
    after: int,
) -> None:
    run(lambda store: store.entries())
    database = opened()
    kind = "sqlite" if database.is_sqlite else "postgresql"
    address = (
        Path(str(database.url.database)).parent
        if database.is_sqlite
        else database.url.render_as_string(hide_password=False)
    )
    arguments = [kind, str(address), str(tmp_path / "assets")]
    saver = subprocess.Popen([sys.executable, "-c", SAVER, *arguments], stdout=subprocess.PIPE, text=True)
    assert saver.stdout
    told = [int(saver.stdout.readline()) for _ in range(after)]
    saver.send_signal(signal.SIGKILL)
    told += [int(line) for line in saver.stdout if line.endswith("\n")]
    saver.wait()

    async def look(store: Store) -> None:
        versions = await store.history("spring-shoes")
        numbers = [version.number for version in versions]
        assert numbers == list(range(len(numbers), 0, -1))
        assert max(told) <= len(numbers) <= max(told) + 1
        for version in versions:
            assert store.bundle(version) == bundle(str(version.number - 1))

    run(look)
