import asyncio
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.store import Store
from server.campaigns.wrong import WrongError
from server.settings import Settings
from server.store.migrate import migrate
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.small import serving

SHOP = "https://shop.example"


def policy(page: httpx.Response) -> str:
    return page.headers["content-security-policy"].rsplit("; frame-ancestors ", 1)[1]


@pytest.fixture
def ask(site: Path, tmp_path: Path):
    """Ask a server, whose settings may differ, for a campaign that these origins may show."""

    def ask(origins: list[str], path: str = "/c/spring-shoes", **changes: str) -> httpx.Response:
        settings = Settings(site, data=tmp_path / "data", **changes)

        async def keep() -> None:
            store = Store.from_settings(settings)
            assert store
            await migrate(store.database)
            document = read(campaign(embed={"origins": origins}), OFFER, ASSETS)
            await store.create(Bundle(document, {name: name.encode() for name in ASSETS}), "ada")
            await store.publish("spring-shoes", 1, "ada")
            await store.database.close()

        asyncio.run(keep())
        with serving(create_app(settings)) as client:
            return client.get(path)

    return ask


def test_a_campaign_lies_in_nobodys_frame_unless_it_says_whose(ask) -> None:
    page = ask([])
    assert policy(page) == "'none'"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_campaign_lies_in_the_frames_of_its_origins_and_of_no_other(ask) -> None:
    page = ask([SHOP, "http://127.0.0.1:8080"])
    assert policy(page) == f"{SHOP} http://127.0.0.1:8080"
    # An isolated page of another origin shows it only with both of these.
    assert page.headers["cross-origin-resource-policy"] == "cross-origin"
    assert page.headers["cross-origin-embedder-policy"] == "require-corp"


def test_its_origins_are_beside_those_of_the_server(ask) -> None:
    assert policy(ask([SHOP], frame_ancestors="'self' https://all.example")) == (
        f"'self' https://all.example {SHOP}"
    )


def test_no_other_page_is_opened_by_it(ask) -> None:
    assert policy(ask([SHOP], "/")) == "'none'"


def test_a_campaign_that_is_not_there_lies_in_nobodys_frame(ask) -> None:
    assert policy(ask([SHOP], "/c/another")) == "'none'"


@pytest.mark.parametrize(
    "origin",
    [
        "shop.example",
        "http://shop.example",
        "https://shop.example/",
        "https://shop.example/page",
        "https://SHOP.example",
        "https://shop.example:443",
        "https://*.example",
        "*",
        "null",
        "'self'",
        "https://shop.example; script-src *",
        "https://shop.example\r\nset-cookie: a=b",
        "https://shop.example https://other.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_origin_is_named_with_what_would_be_right(origin: str) -> None:
    with pytest.raises(WrongError, match=r"^embed\.origins\[1\]"):
        read(campaign(embed={"origins": [SHOP, origin]}), OFFER, ASSETS)


def test_an_origin_that_stands_twice_and_too_many_are_refused() -> None:
    with pytest.raises(WrongError, match=r"embed\.origins has 'https://shop\.example' twice"):
        read(campaign(embed={"origins": [SHOP, SHOP]}), OFFER, ASSETS)
    with pytest.raises(WrongError, match=r"embed\.origins .*at most 20"):
        read(campaign(embed={"origins": [f"https://{n}.example" for n in range(21)]}), OFFER, ASSETS)


def test_pages_of_others_may_load_the_script_and_nothing_else(ask, site: Path) -> None:
    script = ask([SHOP], "/embed.js")
    assert script.headers["access-control-allow-origin"] == "*"
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    with serving(create_app(Settings(site))) as client:
        for path in ("/", "/sw.js", "/campaign.schema.json"):
            assert "access-control-allow-origin" not in client.get(path).headers
