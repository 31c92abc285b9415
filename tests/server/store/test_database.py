# ruff: noqa: RUF001
import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, text

from server.accounts import audit
from server.store.database import Database
from server.store.migrate import migrate
from server.store.tables import AUDIT, CAMPAIGNS, METADATA
from server.texts.say import tell
from tests.server.store.databases import Opened, opened, postgresql  # noqa: F401


def test_the_migrations_make_the_tables(opened: Opened) -> None:  # noqa: F811
    async def run() -> list:
        database = opened()
        await migrate(database)
        await migrate(database)
        async with database.reading() as connection:
            found = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), METADATA)
            )
        await database.close()
        return found

    assert asyncio.run(run()) == []


def test_servers_that_start_at_once_migrate_once(opened: Opened) -> None:  # noqa: F811
    async def run() -> None:
        databases = [opened() for _ in range(4)]
        await asyncio.gather(*(migrate(database) for database in databases))
        for database in databases:
            await database.close()

    asyncio.run(run())


def test_a_new_database_that_another_server_writes_to_is_waited_for(tmp_path: Path) -> None:
    # To change the journal of one that is being written to is refused at once, whatever the time-out.
    writer = sqlite3.connect(tmp_path / "oivis.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    async def run() -> str:
        database = Database.from_folder(tmp_path)
        asyncio.get_running_loop().call_later(0.2, writer.rollback)
        async with database.reading() as connection:
            mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar()
        await database.close()
        return str(mode)

    assert asyncio.run(run()) == "wal"
    writer.close()


def test_a_database_that_another_program_holds_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.store.database.BUSY_MS", 50)
    holder = sqlite3.connect(tmp_path / "oivis.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    async def run() -> None:
        database = Database.from_folder(tmp_path)
        with pytest.raises(ValueError, match="held by another program"):
            async with database.reading():
                pass
        await database.close()

    asyncio.run(run())
    holder.close()


def test_a_database_of_a_newer_server_is_left_alone(opened: Opened) -> None:  # noqa: F811
    async def run() -> None:
        database = opened()
        await migrate(database)
        async with database.writing() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        try:
            with pytest.raises(ValueError, match="A newer oivis"):
                await migrate(database)
        finally:
            await database.close()

    asyncio.run(run())


def test_the_log_of_an_older_server_can_be_told_in_every_language(opened: Opened) -> None:  # noqa: F811
    kept = [
        ("sign in", ""),
        ("invite", "editor"),
        ("put away", "owner"),
        ("change", "bob: viewer"),
        ("save", "spring, version 12"),
    ]

    async def run() -> list:
        database = opened()
        await migrate(database, "0004")
        async with database.writing() as connection:
            for what, about in kept:
                values = {"at": datetime.now(UTC), "who": "ada", "what": what, "about": about}
                await connection.execute(insert(AUDIT).values(values))
        await migrate(database)
        entries = await audit.entries(database)
        await database.close()
        return [(entry.what, entry.about or "", tell(entry.about, "zh")) for entry in reversed(entries)]

    told = [None, "编辑者", "owner", "bob：查看者", "spring，版本 12"]
    assert asyncio.run(run()) == [(*each, said) for each, said in zip(kept, told, strict=True)]


def test_a_transaction_that_fails_changes_nothing(opened: Opened) -> None:  # noqa: F811
    async def run() -> list:
        database = opened()
        await migrate(database)
        with pytest.raises(RuntimeError, match="in the middle"):
            async with database.writing() as connection:
                await connection.execute(insert(CAMPAIGNS).values(slug="half"))
                raise RuntimeError("in the middle")
        async with database.reading() as connection:
            found = (await connection.execute(select(CAMPAIGNS))).all()
        await database.close()
        return found

    assert asyncio.run(run()) == []


def test_writers_of_sqlite_wait_for_one_another(tmp_path: Path) -> None:
    async def add(database: Database, slug: str) -> None:
        async with database.writing() as connection:
            before = len((await connection.execute(select(CAMPAIGNS))).all())
            await asyncio.sleep(0)
            await connection.execute(insert(CAMPAIGNS).values(slug=f"{slug}-{before}"))

    async def run() -> set:
        databases = [Database.from_folder(tmp_path) for _ in range(4)]
        await migrate(databases[0])
        await asyncio.gather(*(add(database, "a") for database in databases))
        async with databases[0].reading() as connection:
            found = set((await connection.execute(select(CAMPAIGNS.c.slug))).scalars())
        for database in databases:
            await database.close()
        return found

    # Each has seen what those before it wrote.
    assert asyncio.run(run()) == {"a-0", "a-1", "a-2", "a-3"}


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "oivis.db").write_bytes(b"this is no database" * 100)

    async def run() -> None:
        database = Database.from_folder(tmp_path)
        try:
            await migrate(database)
        finally:
            await database.close()

    with pytest.raises(ValueError, match="cannot be read"):
        asyncio.run(run())


@pytest.mark.parametrize(
    "address", ["", "nonsense", "mysql://me:secret@db/x", "sqlite:///x.db", "postgresql+psycopg2://x"]
)
def test_an_address_of_another_database_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="right would be postgresql://") as caught:
        Database.from_url(address)
    assert "secret" not in str(caught.value)
