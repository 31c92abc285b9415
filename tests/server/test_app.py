import asyncio
from pathlib import Path

import pytest

from server.app import create_app
from server.campaigns.store import Store
from server.settings import Settings
from server.store.migrate import migrate
from tests.server.small import serving


@pytest.fixture
def settings(site: Path, tmp_path: Path) -> Settings:
    """A server that keeps campaigns, its database ready."""
    settings = Settings(site, data=tmp_path / "data")

    async def prepare() -> None:
        store = Store.from_settings(settings)
        assert store
        await migrate(store.database)
        await store.database.close()

    asyncio.run(prepare())
    return settings


def test_a_server_that_stops_lets_go_of_its_database(settings: Settings) -> None:
    log = settings.data and settings.data / "oivis.db-wal"
    assert log and not log.exists()
    with serving(create_app(settings)) as client:
        assert client.get("/c/spring").status_code == 404
        assert log.exists()
    # SQLite takes its log away with the last connection.
    assert not log.exists()
