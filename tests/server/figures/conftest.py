"""A server with one campaign that viewers see, and what its page does."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.store import Store
from server.figures.figures import Figures
from server.figures.limits import Limits
from server.settings import Settings
from server.store.migrate import migrate
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.small import serving
from tests.server.studio.conftest import real_site  # noqa: F401

PATH = "/c/spring-shoes/figures"


def bundle(**changes: object) -> Bundle:
    return Bundle(read(campaign(**changes), OFFER, ASSETS), {name: name.encode() for name in ASSETS})


async def publish(store: Store, **changes: object) -> None:
    made = await store.create(bundle(**changes), "ada")
    await store.publish(made.campaign.slug, 1, "ada")


class Page:
    """A page of the campaign, as the server hears it."""

    def __init__(self, client: httpx.Client, counted: Callable[[str], Counter], limits: Limits) -> None:
        self.client, self.counted, self.limits = client, counted, limits

    def open(self, path: str = "/c/spring-shoes", **headers: str) -> httpx.Response:
        """Open a page as a browser does."""
        return self.client.get(path, headers={"sec-fetch-dest": "document"} | dashed(headers))

    def send(self, batch: Any, path: str = PATH, **headers: str) -> httpx.Response:
        """Send a batch as a beacon does."""
        own = {"origin": str(self.client.base_url).rstrip("/"), "content-type": "application/json"}
        given = {"content": batch} if isinstance(batch, bytes) else {"json": batch}
        return self.client.post(path, headers=own | dashed(headers), **given)


def dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def viewer(real_site: Path, tmp_path: Path) -> Iterator[Page]:  # noqa: F811
    settings = Settings(real_site, data=tmp_path / "data")

    async def prepare() -> None:
        store = Store.from_settings(settings)
        assert store
        await migrate(store.database)
        await publish(store)
        await publish(store, slug="uncounted", figures=False)
        await store.create(bundle(slug="draft"), "ada")
        await store.database.close()

    asyncio.run(prepare())
    app = create_app(settings)
    figures: Figures = app.app.app.state.figures  # type: ignore[attr-defined]

    def counted(slug: str = "spring-shoes") -> Counter:
        """What is counted so far, waiting or written, by field and label."""

        async def ask() -> Counter:
            store = Store.from_settings(settings)
            assert store
            today = datetime.now(UTC).date()
            rows = await Figures(store, list).read(slug, today, today)
            await store.database.close()
            return Counter({(row.field, row.label): row.count for row in rows})

        waiting = Counter({key[2:]: count for key, count in dict(figures._waiting).items() if key[0] == slug})
        return asyncio.run(ask()) + waiting

    with serving(app) as client:
        yield Page(client, counted, figures.limits)
