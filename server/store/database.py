"""One database, read and written in whole transactions."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Table, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.util import await_only

BUSY_MS = 10_000
SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"


class Database:
    """A database; made without being opened.

    Parameters
    ----------
    url : URL
        Of `SQLITE` or `POSTGRESQL`.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.drivername == SQLITE
        self.engine = create_async_engine(url, pool_pre_ping=not self.is_sqlite)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)

    @classmethod
    def from_folder(cls, folder: Path) -> Self:
        """Give the SQLite database of a data folder."""
        return cls(URL.create(SQLITE, database=str(folder / "oivis.db")))

    @classmethod
    def from_url(cls, address: str) -> Self:
        """Give the database at an address such as ``postgresql://oivis@db.example/oivis``.

        Raises
        ------
        ValueError
            If it is no address of PostgreSQL. The address is not repeated: it may hold a password.
        """
        try:
            url = make_url(address)
        except ArgumentError:
            url = None
        if url is None or url.drivername not in ("postgresql", "postgres", POSTGRESQL):
            raise ValueError(
                "OIVIS_DATABASE_URL is no address of a PostgreSQL; right would be postgresql://user@host/name."
            )
        return cls(url.set(drivername=POSTGRESQL))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one moment of the database."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes are all kept at the end, or none where it fails."""
        async with self.engine.connect() as connection:
            await connection.execution_options(is_writing=True)
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Let go of the connections."""
        await self.engine.dispose()


async def take_turns(connection: AsyncConnection, table: Table) -> None:
    """Let nobody else write to a table until this transaction is over: for who counts rows, then adds one."""
    # SQLite has but one writer at a time.
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")


def _prepare(connection: Any, record: Any) -> None:
    # The driver would begin transactions by itself, and too late to keep two writers apart.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        # Waiting comes first: to change the journal needs the file for oneself.
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _write_ahead(cursor)
        # What was acknowledged is on the disk, also where the power fails.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            raise ValueError(
                f"The database is held by another program for longer than {BUSY_MS // 1000} s. End that one."
            ) from error
        raise ValueError(f"The database cannot be read: {error}. Restore it from a backup.") from error
    finally:
        cursor.close()


def _write_ahead(cursor: Any) -> None:
    # Of two that change the journal of a new file at once SQLite turns one away without waiting, as each
    # would wait for the other.
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
        else:
            return
        await_only(asyncio.sleep(0.01))


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _begin(connection: Connection) -> None:
    # A reader that becomes a writer fails where another has written meanwhile: writers say so at once.
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
