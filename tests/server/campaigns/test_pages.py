import asyncio
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.store import Store
from server.campaigns.wrong import WrongError
from server.plugins import read as read_wheel
from server.settings import Settings
from server.store.migrate import migrate
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.rooms.player import Player
from tests.server.small import serving
from tests.server.wheels import wheel

Act = Callable[[Store], Any]
SCRIPT = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def bundle(**changes: object) -> Bundle:
    return Bundle(read(campaign(**changes), OFFER, ASSETS), {name: name.encode() for name in ASSETS})


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Act], None]:
    """Do something in the store that the server reads."""

    def keep(act: Act) -> None:
        async def run() -> None:
            store = Store.from_settings(settings(tmp_path))
            assert store
            await migrate(store.database)
            await act(store)
            await store.database.close()

        asyncio.run(run())

    return keep


def settings(folder: Path, site: Path | None = None) -> Settings:
    return Settings(*([site] if site else []), data=folder / "data")


@pytest.fixture
def client(site: Path, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(create_app(settings(tmp_path, site))) as client:
        yield client


def opened(**changes: object) -> Act:
    async def act(store: Store) -> None:
        made = await store.create(bundle(**changes), "ada")
        await store.publish(made.campaign.slug, 1, "ada")

    return act


def config(page: str) -> dict:
    found = re.search(r"<html[^>]*\sdata-config=\"([^\"]*)\"", page)
    assert found
    return json.loads(html.unescape(found[1]))


class Tags(HTMLParser):
    """What a browser would make of a page: its elements, and the attributes that act."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, bool]] = []
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.seen.append((tag, "src" in names))
        self.acting += [name for name in names if name.startswith("on") or name == "style"]
        self.acting += [value for _, value in attrs if value == "x"]


def test_a_published_campaign_is_the_stage_with_its_own_words_and_assets(keep, client: httpx.Client) -> None:
    keep(opened())
    page = client.get("/c/spring-shoes")
    assert page.status_code == 200
    assert "<title>Spring shoes</title>" in page.text
    told = config(page.text)
    assert told["mustCover"] is True
    assert told["campaign"]["scenes"] == ["blossom", "beach"]
    assert told["campaign"]["texts"]["zh"]["title"] == "春天的鞋"
    assert told["campaign"]["bindings"] == {
        "confirm": {"do": "product", "product": "runner"},
        "next": {"do": "scene", "to": "next"},
        "previous": {"do": "scene", "to": "previous"},
        "return": {"do": "say", "line": "hello"},
    }
    for address in [told["campaign"]["frame"], *told["campaign"]["tables"].values()]:
        found = client.get(address)
        assert found.content == address.rsplit("/", 1)[1].encode()
        assert "immutable" in found.headers["cache-control"]


def test_consent_retention_and_contact_stand_before_the_camera_can_be_started(
    keep, client: httpx.Client
) -> None:
    keep(opened())
    page = client.get("/c/spring-shoes").text
    places = [
        page.index(mark) for mark in ('id="consent"', 'id="retention"', 'id="contact"', 'data-start="camera"')
    ]
    assert places == sorted(places)


def test_the_plain_page_is_as_it_was(client: httpx.Client) -> None:
    page = client.get("/").text
    assert "campaign" not in config(page)
    assert 'id="consent"' not in page
    assert 'id="offers"' not in page


def test_what_is_not_published_not_open_put_away_or_not_there_looks_the_same(
    keep, client: httpx.Client
) -> None:
    async def act(store: Store) -> None:
        await store.create(bundle(slug="draft"), "ada")
        await opened(slug="over", schedule={"closes": datetime(2020, 1, 1, tzinfo=UTC)})(store)
        await opened(slug="early", schedule={"opens": datetime(2090, 1, 1, tzinfo=UTC)})(store)
        await opened(slug="away")(store)
        await store.archive("away", "ada")

    keep(act)
    answers = {client.get(f"/c/{slug}").text for slug in ("draft", "over", "early", "away", "nothing")}
    assert answers == {"There is no campaign here now. The stage is at /.\n"}
    assert client.get("/c/draft").status_code == 404


def test_assets_of_a_version_that_viewers_do_not_see_are_not_given(keep, client: httpx.Client) -> None:
    async def act(store: Store) -> None:
        await opened()(store)
        secret = Bundle(bundle().campaign, bundle().assets | {"secret.png": b"secret"})
        made = await store.save(secret, "ada", after=1)
        seen.append(made.assets["secret.png"])

    seen: list[str] = []
    keep(act)
    assert client.get(f"/c/spring-shoes/{seen[0]}/secret.png").status_code == 404
    assert client.get(f"/c/spring-shoes/{seen[0]}/logo.png").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/c/",
        "/c/../etc",
        "/c/%00",
        "/c/spring-shoes/..%2f..%2fetc/passwd",
        "/c/spring-shoes/x/logo.png",
        "/c/Spring-Shoes",
        "/c/" + "a" * 5000,
        "/c/'%20OR%201=1",
    ],
)
def test_no_other_spelling_finds_anything(keep, client: httpx.Client, path: str) -> None:
    keep(opened())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "place", ["texts.en.title", "texts.en.about", "texts.en.tagline", "texts.en.consent", "brand.name"]
)
def test_a_script_in_a_text_is_only_read(keep, client: httpx.Client, place: str) -> None:
    keep(opened(**{place: SCRIPT}))
    page = client.get("/c/spring-shoes").text
    tags = Tags()
    tags.feed(page)
    assert ("script", True) in tags.seen
    assert ("script", False) not in tags.seen
    assert tags.acting == []
    said = config(page)["campaign"]
    assert SCRIPT in (*said["texts"]["en"].values(), said["brand"]["name"])


def test_a_lost_asset_is_said_and_not_a_crash(keep, client: httpx.Client, tmp_path: Path) -> None:
    keep(opened())
    address = config(client.get("/c/spring-shoes").text)["campaign"]["frame"]
    for path in (tmp_path / "data" / "assets").rglob("*"):
        if path.is_file():
            path.unlink()
    answer = client.get(address)
    assert answer.status_code == 500
    assert "restore it from a backup" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_no_address_of_a_campaign_takes_a_picture(keep, client: httpx.Client, method: str) -> None:
    keep(opened())
    for path in ("/c/spring-shoes", "/c/spring-shoes/" + "0" * 64 + "/logo.png"):
        assert client.request(method, path, content=b"\xff\xd8 a picture").status_code == 413
        assert client.request(method, path).status_code == 405


def test_the_schema_is_published(client: httpx.Client) -> None:
    answer = client.get("/campaign.schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == json.loads(
        (Path(__file__).parents[3] / "docs" / "campaign.schema.json").read_text()
    )


def test_the_page_has_the_campaigns_plugins_and_no_other_of_the_server(
    keep, site: Path, tmp_path: Path
) -> None:
    wheels = [wheel(tmp_path, name, "") for name in ("badge", "other")]
    sha256 = read_wheel(wheels[0]).asset.sha256
    held = {"name": "badge", "version": "1.0", "sha256": sha256, "params": {"size": 2}}
    gone = {"name": "gone", "version": "1.0", "sha256": "1" * 64}
    plugins = {"catch": (None, None), "badge": ("1.0", sha256), "gone": ("1.0", "1" * 64)}
    offer = replace(OFFER, plugins=plugins)
    document = campaign(
        plugins=[{"name": "catch"}, held, gone], **{"bindings.next": {"do": "play", "plugin": "catch"}}
    )

    async def act(store: Store) -> None:
        made = Bundle(read(document, offer, ASSETS), bundle().assets)
        await store.create(made, "ada")
        await store.publish("spring-shoes", 1, "ada")

    keep(act)
    with serving(create_app(replace(settings(tmp_path, site), plugins=tuple(wheels)))) as client:
        told = config(client.get("/c/spring-shoes").text)["plugins"]
        assert [each["name"] for each in config(client.get("/").text)["plugins"]] == ["badge", "other"]
    assert told == [
        {"name": "catch", "params": {}, "waits": True},
        held | {"url": f"/plugins/{sha256}/badge-1.0-py3-none-any.whl", "waits": False},
    ]


def test_a_campaigns_rude_words_hold_in_its_rooms_and_in_no_others(
    client: httpx.Client, keep: Callable[[Act], None]
) -> None:
    url = str(client.base_url).rstrip("/")
    keep(lambda store: store.create(bundle(rude=["Blume", "ラーメン"]), "ann"))
    early = Player.open(url, campaign="spring-shoes")
    keep(lambda store: store.publish("spring-shoes", 1, "ann"))
    anchor = Player.open(url, campaign="spring-shoes")
    for name in ("BLUME", "b l u m e", "ラーメン屋"):
        fan = Player(url, anchor.code)
        fan.say("join", name=name)
        assert fan.failed() == "name-rude" and fan.ended() == 4422
    Player.join(url, anchor.code, "Rose")
    # Nothing was published when the first was opened; the third is of no campaign.
    for other in (
        early,
        Player.open(url),
        Player.open(url, campaign="../etc"),
        Player.open(url, campaign="no"),
    ):
        assert Player.join(url, other.code, "Blume").room["fans"] >= 0
    shouting = Player(url, "new")
    shouting.say("open", name="Ann", campaign="x" * 41)
    assert shouting.failed() == "message-invalid"


@pytest.mark.parametrize("rude", [["two\nlines"], ["x" * 33], [""], ["word"] * 61, "word"])
def test_rude_words_are_short_lines_and_not_too_many(rude: object) -> None:
    with pytest.raises(WrongError, match="rude"):
        bundle(rude=rude)
