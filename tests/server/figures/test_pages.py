import html
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.figures import limits
from server.figures.batch import LARGEST_BATCH
from server.figures.fields import FIELDS
from tests.server.figures.conftest import PATH, Page

PHOTO = {"photos": {"": 1}}


def test_a_batch_is_counted(viewer: Page) -> None:
    assert (
        viewer.send({"photos": {"": 2}, "products": {"runner": 1}, "plays": {"catch": 1}}).status_code == 204
    )
    assert viewer.send({"photos": {"": 1}}).status_code == 204
    assert viewer.counted("spring-shoes") == {
        ("photos", ""): 3,
        ("products", "runner"): 1,
        ("plays", "catch"): 1,
    }


def test_the_page_is_told_where_to_send_and_links_what_is_counted(viewer: Page) -> None:
    text = viewer.open().text
    found = re.search(r'data-config="([^"]*)"', text)
    assert found
    assert json.loads(html.unescape(found[1]))["campaign"]["figures"] == PATH
    assert 'href="/figures"' in text and "uncounted" not in text


def test_a_visit_is_a_page_that_somebody_opened(viewer: Page) -> None:
    viewer.open()
    viewer.open(sec_fetch_dest="iframe")
    # A prefetch, a robot, a script, a link's preview, and whoever wants none of it.
    viewer.open(sec_purpose="prefetch")
    viewer.open(sec_fetch_dest="empty")
    viewer.client.get("/c/spring-shoes")
    viewer.client.head("/c/spring-shoes", headers={"sec-fetch-dest": "document"})
    viewer.open(dnt="1")
    viewer.open(sec_gpc="1")
    assert viewer.counted("spring-shoes") == {("visits", ""): 2}


@pytest.mark.parametrize("header", ["dnt", "sec_gpc"])
def test_who_wants_not_to_be_counted_is_not(viewer: Page, header: str) -> None:
    assert viewer.send(PHOTO, **{header: "1"}).status_code == 204
    assert viewer.counted("spring-shoes") == {}
    assert viewer.send(PHOTO, **{header: "0"}).status_code == 204
    assert viewer.counted("spring-shoes") == {("photos", ""): 1}


def test_a_campaign_without_figures_has_none(viewer: Page) -> None:
    text = viewer.open("/c/uncounted").text
    assert "/figures" not in text and 'data-text="uncounted"' in text
    assert viewer.send(PHOTO, "/c/uncounted/figures").status_code == 404
    assert viewer.counted("uncounted") == {}


@pytest.mark.parametrize("slug", ["draft", "nothing", "%00", "a" * 3000, "'%20OR%201=1"])
def test_where_no_campaign_is_open_nothing_is_counted(viewer: Page, slug: str) -> None:
    assert viewer.send(PHOTO, f"/c/{slug}/figures").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"content_type": "image/png"}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"transfer_encoding": "chunked"}, 411),
    ],
)
def test_what_is_no_batch_of_our_own_page_is_refused_unread(
    viewer: Page, headers: dict[str, str], status: int
) -> None:
    assert viewer.send(PHOTO, **headers).status_code == status
    assert viewer.counted("spring-shoes") == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xd8\xff\xe0 a picture of a viewer", 400),
        (b"x" * (LARGEST_BATCH + 1), 413),
        (b"", 400),
        (b'{"photos": {"": 501}}', 400),
        (b'{"viewer": {"ada@example.org": 1}}', 400),
        (b'{"visits": {"": 1}}', 400),
        (b'{"plays": {"<script>": 1}}', 400),
    ],
)
def test_what_is_no_figures_is_refused_with_a_sentence(viewer: Page, body: bytes, status: int) -> None:
    answer = viewer.send(body)
    assert answer.status_code == status
    assert answer.text.endswith(".\n")
    assert "Traceback" not in answer.text
    assert viewer.counted("spring-shoes") == {}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_figures_are_only_sent(viewer: Page, method: str) -> None:
    assert viewer.client.request(method, PATH).status_code == 405


def test_a_flood_is_cut_off_and_the_pages_go_on(viewer: Page) -> None:
    # However slow this machine is, the flood is quicker than what is let through.
    viewer.limits.addresses.per_s = 0.01

    def flood(_: int) -> list[int]:
        return [viewer.send({"photos": {"": 500}}).status_code for _ in range(250)]

    with ThreadPoolExecutor(8) as pool:
        floods = pool.map(flood, range(8))
        seen = [viewer.open().status_code for _ in range(20)]
        heard = [status for statuses in floods for status in statuses]
    assert set(seen) == {200}
    assert set(heard) == {204, 429}
    assert heard.count(204) <= limits.ADDRESS_AT_ONCE + 10
    photos = viewer.counted("spring-shoes")["photos", ""]
    assert photos == heard.count(204) * 500


def test_who_floods_uses_up_nothing_of_others(viewer: Page) -> None:
    viewer.limits.addresses.per_s = 0.01
    statuses = {viewer.send(PHOTO).status_code for _ in range(int(limits.ADDRESS_AT_ONCE) + 50)}
    assert statuses == {204, 429}
    # Only this machine is believed when it speaks for another, as a proxy does.
    assert viewer.send(PHOTO, x_forwarded_for="192.0.2.7").status_code == 204


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-Hans")])
def test_viewers_read_of_every_field_what_it_is(viewer: Page, language: str, tag: str) -> None:
    answer = viewer.client.get(f"/figures?lang={language}")
    text = html.unescape(answer.text)
    assert f'<html lang="{tag}">' in text
    for field in FIELDS:
        assert f"<code>{field.name}</code>" in text
        assert field.about[language] in text
        assert all(words[language] in text for words in (field.labels or {}).values())


def test_the_page_is_in_the_language_of_the_browser(viewer: Page) -> None:
    told = viewer.client.get("/figures", headers={"accept-language": "fr,zh-CN;q=0.8,en;q=0.5"})
    assert '<html lang="zh-Hans">' in told.text
    odd = viewer.client.get("/figures?lang=<script>", headers={"accept-language": "\x7f,;;q=," * 50})
    assert '<html lang="en">' in odd.text
    assert "<script" not in odd.text
