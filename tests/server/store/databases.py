"""Both kinds of database, fresh for each test."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from server.store.database import Database
from tests.server.store.cluster import cluster, programs

# Gives the database anew, as another process would open it.
Opened = Callable[[], Database]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of the tests' own."""
    place = programs()
    if place is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    with cluster(place) as address:
        yield address


async def _make(address: str, name: str) -> None:
    database = Database.from_url(address)
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """A fresh database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return lambda: Database.from_folder(tmp_path / "data")
    address = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex}"
    asyncio.run(_make(address, name))
    url = make_url(address).set(database=name).render_as_string(hide_password=False)
    return lambda: Database.from_url(url)
