"""A server that keeps campaigns, and its first owner."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from server.accounts.accounts import Accounts
from server.app import create_app
from server.campaigns.store import Store
from server.settings import Settings
from server.store.migrate import migrate
from setup.site import assemble, web
from tests.server.small import serving
from tests.server.studio.maker import Maker


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the real page: what campaigns may name is read from it."""
    folder = tmp_path_factory.mktemp("site")
    files = {
        name: content
        for name, content in web().items()
        if name in ("filters.json", "stage.json", "sw.js", "studio/htmx.js")
    }
    assemble({"web": files, "models": {"models.json": b"{}"}}, folder)
    return folder


def keeping(site: Path, folder: Path) -> AbstractContextManager[tuple[str, str]]:
    """Run a fresh studio; give its address, and the token of its first owner."""

    @contextmanager
    def run() -> Iterator[tuple[str, str]]:
        settings = Settings(site, data=folder / "data")
        token = asyncio.run(_prepare(settings))
        with serving(create_app(settings)) as client:
            yield str(client.base_url), token

    return run()


async def _prepare(settings: Settings) -> str:
    store = Store.from_settings(settings)
    assert store
    await migrate(store.database)
    token = await Accounts(store.database).first()
    await store.database.close()
    assert token
    return token


@pytest.fixture
def studio(real_site: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    with keeping(real_site, tmp_path) as found:
        yield found


@pytest.fixture
def owner(studio: tuple[str, str]) -> Maker:
    return Maker(studio[0]).join(studio[1], "ada")


@pytest.fixture(scope="module")
def shared(real_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """An owner whose studio is one for all tests of a file: for those that change nothing."""
    with keeping(real_site, tmp_path_factory.mktemp("shared")) as (url, token):
        yield Maker(url).join(token, "ada")


@pytest.fixture(scope="module")
def looker(shared: Maker) -> Maker:
    """Somebody in the same studio who may only look."""
    return shared.invite("viewer", "cy")
