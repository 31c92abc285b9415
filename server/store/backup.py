"""A backup: one zip with every row and every asset, the same from SQLite and from PostgreSQL."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import DateTime, Integer, MetaData, Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from server.campaigns.files import SHA256, Files
from server.store.database import Database
from server.store.migrate import migrate
from server.store.tables import METADATA, VERSIONS

ROWS, ASSETS = "rows.json", "assets/"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError)


async def backup(database: Database, files: Files, out: Path) -> tuple[int, int]:
    """Write a backup; a server may go on meanwhile.

    Parameters
    ----------
    database : Database
        Migrated.
    files : Files
    out : Path
        The zip; it appears once it is whole.

    Returns
    -------
    tuple of int
        How many rows and how many assets.

    Raises
    ------
    OSError
        If an asset is lost or changed, or the disk is full.
    """
    async with database.engine.connect() as connection:
        if not database.is_sqlite:
            # All rows of one moment, as SQLite gives them anyway.
            await connection.execution_options(isolation_level="REPEATABLE READ")
        kept = [table for table in METADATA.sorted_tables if not table.info.get("is_passing")]
        tables = {table.name: await _rows(connection, table) for table in kept}
        revision = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    named = {sha256 for row in tables[VERSIONS.name] for sha256 in row["assets"].values()}
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                rows = json.dumps({"revision": revision, "tables": tables}, ensure_ascii=False)
                archive.writestr(ROWS, rows, zipfile.ZIP_DEFLATED)
                for sha256 in sorted(named):
                    # What is in there is packed already.
                    archive.writestr(ASSETS + sha256, files.read(sha256), zipfile.ZIP_STORED)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return sum(map(len, tables.values())), len(named)


async def _rows(connection: AsyncConnection, table: Table) -> list[dict[str, Any]]:
    found = (await connection.execute(select(table))).mappings().all()
    return [
        {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
        for row in found
    ]


async def restore(database: Database, files: Files, source: Path) -> tuple[int, int]:
    """Bring a backup back into a store that has nothing yet; all of it, or nothing.

    Parameters
    ----------
    database : Database
        Empty, or migrated and without rows.
    files : Files
    source : Path
        What `backup` has written, of this version or an older one.

    Returns
    -------
    tuple of int
        How many rows and how many assets.

    Raises
    ------
    ValueError
        If it is no backup, is broken, or was made by a newer server; if the store has something already,
        or the form of a later server than the backup's.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            about = json.loads(archive.read(ROWS))
            revision, tables = str(about["revision"]), dict(about["tables"])
            # Assets that nothing names do no harm, should what follows fail.
            count = sum(1 for _ in _put(archive, files))
    except BROKEN as error:
        raise ValueError(f"{source} is no backup that can be read: {error}") from error
    await migrate(database, revision)
    async with database.writing() as connection:
        metadata = MetaData()
        # As the tables were then: the migrations that came later follow.
        await connection.run_sync(metadata.reflect)
        for name in tables:
            if name not in metadata.tables:
                raise ValueError(f"{source} has rows of {name!r}, which this server does not know.")
        for table in metadata.sorted_tables:
            if table.name in tables:
                await _fill(connection, table, tables[table.name])
    await migrate(database)
    return sum(map(len, tables.values())), count


def _put(archive: zipfile.ZipFile, files: Files) -> Iterator[str]:
    for name in archive.namelist():
        if name == ROWS:
            continue
        sha256 = name.removeprefix(ASSETS)
        if not SHA256.fullmatch(sha256) or files.put(archive.read(name)) != sha256:
            raise ValueError(f"the asset {name[:80]!r} has changed")
        yield sha256


async def _fill(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if (await connection.execute(select(table).limit(1))).first():
        raise ValueError("This store has something already. Restore into a folder or database that is new.")
    moments = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    for row in rows:
        values = {
            key: datetime.fromisoformat(value) if key in moments and value else value
            for key, value in row.items()
        }
        await connection.execute(insert(table).values(values))
    counted = [column.name for column in table.primary_key if isinstance(column.type, Integer)]
    if connection.dialect.name == "postgresql" and counted and rows:
        # It gives out numbers by itself, and does not look at those that were given here.
        last = max(row[counted[0]] for row in rows)
        sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        await connection.execute(sequence, {"table": table.name, "column": counted[0], "last": last})
