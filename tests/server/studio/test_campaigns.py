import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.server.studio.maker import Maker, Page

SCRIPT = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def begin(maker: Maker, slug: str = "spring", template: str = "launch") -> None:
    answer = maker.send("/studio/new", template=template, slug=slug)
    assert answer.status_code == 303, answer.text


def viewer(maker: Maker, slug: str = "spring") -> httpx.Response:
    return httpx.get(f"{maker.base_url}/c/{slug}", trust_env=False)


@pytest.mark.parametrize("template", ["launch", "holiday", "stream", "booth"])
def test_a_campaign_begins_with_a_template_and_is_open_once_it_is_published(
    owner: Maker, template: str
) -> None:
    begin(owner, "spring", template)
    assert viewer(owner).status_code == 404
    owner.send("/studio/c/spring/publish", version="1", when="now")
    assert viewer(owner).status_code == 200
    assert "Version 1 is open" in owner.get("/studio/c/spring/share").text
    owner.send("/studio/c/spring/unpublish")
    assert viewer(owner).status_code == 404


def test_a_campaign_opens_and_closes_at_a_time(owner: Maker) -> None:
    begin(owner)
    now = datetime.now(UTC)
    later, past = ((now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for days in (1, -1))
    owner.send("/studio/c/spring/publish", version="1", when="between", opens=later, closes="")
    assert viewer(owner).status_code == 404
    assert "published, and not open now" in owner.get("/studio/c/spring/share").text
    owner.send("/studio/c/spring/publish", version="2", when="between", opens=past, closes=later)
    assert viewer(owner).status_code == 200


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [("tomorrow", "", "right would be 2027"), ("2027-01-02T00:00", "2027-01-01T00:00", "It closes at")],
)
def test_a_time_that_is_none_publishes_nothing(owner: Maker, opens: str, closes: str, said: str) -> None:
    begin(owner)
    answer = owner.send("/studio/c/spring/publish", version="1", when="between", opens=opens, closes=closes)
    assert answer.status_code == 400
    assert said in answer.text
    assert "not published" in owner.get("/studio").text


def test_to_go_back_makes_an_older_version_the_newest(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/c/spring/publish", version="1", when="between", opens="2027-01-01T00:00", closes="")
    owner.send("/studio/c/spring/undo", version="1", after="2")
    page = owner.get("/studio/c/spring/share").text
    assert "Publish version 3" in page
    assert 'name="opens" value=""' in page
    stale = owner.send("/studio/c/spring/undo", version="2", after="2")
    assert stale.status_code == 409
    assert "was saved meanwhile" in stale.text


def test_a_copy_is_a_campaign_of_its_own(owner: Maker) -> None:
    begin(owner)
    assert owner.send("/studio/c/spring/duplicate", slug="summer").status_code == 303
    assert "summer" in owner.get("/studio").text
    assert owner.send("/studio/c/spring/duplicate", slug="summer").status_code == 409


def test_what_is_put_away_is_seen_by_nobody_until_it_is_taken_back(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/c/spring/publish", version="1", when="now")
    owner.send("/studio/c/spring/archive")
    assert viewer(owner).status_code == 404
    owner.send("/studio/c/spring/archive", back="1")
    assert viewer(owner).status_code == 200


def test_the_makers_see_a_draft_and_its_assets_and_nobody_else_does(owner: Maker) -> None:
    begin(owner)
    page = owner.get("/studio/c/spring/preview")
    assert 'data-campaign="spring"' in page.text
    found = re.search(r'class="brand-logo" src="([^"]*)"', page.text)
    assert found
    logo = owner.get(found[1])
    assert logo.headers["content-type"] == "image/png"
    assert "public" not in logo.headers["cache-control"]
    for path in ("/studio/c/spring/preview", found[1]):
        answer = httpx.get(owner.base_url + path, trust_env=False)
        assert answer.headers["location"] == "/studio/login"


def test_the_link_is_drawn_as_a_qr_code(owner: Maker) -> None:
    begin(owner)
    assert f"{owner.base_url}/c/spring" in owner.get("/studio/c/spring/share").text
    drawing = owner.get("/studio/c/spring/qr.svg")
    assert drawing.headers["content-type"] == "image/svg+xml"
    assert drawing.text.count("<path") == 2
    assert owner.get("/studio/c/nothing/qr.svg").status_code == 404


@pytest.mark.parametrize("slug", ["", "x", "Spring", "a" * 41, "../etc", "a\x00b", "%2e%2e", SCRIPT])
def test_an_address_that_is_none_begins_nothing(shared: Maker, slug: str) -> None:
    answer = shared.send("/studio/new", template="launch", slug=slug)
    assert answer.status_code == 400
    assert Page(answer.text).foreign == Page(answer.text).acting == []
    assert "There is none yet" in shared.get("/studio").text


def test_a_template_that_is_none_is_refused(shared: Maker) -> None:
    answer = shared.send("/studio/new", template="../../etc", slug="spring")
    assert answer.status_code == 400
    assert "there are launch, holiday, stream, booth" in answer.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("publish", {"version": "9", "when": "now"}),
        ("undo", {"version": "9", "after": "1"}),
        ("publish", {"version": "x"}),
        ("publish", {"version": "9" * 40}),
        ("undo", {"version": "1", "after": ""}),
    ],
)
def test_a_version_that_is_not_there_is_said(owner: Maker, path: str, fields: dict[str, str]) -> None:
    begin(owner)
    assert owner.send(f"/studio/c/spring/{path}", **fields).status_code in (400, 404)


@pytest.mark.parametrize("slug", ["nothing", "x", "Spring", "%00", "..%2f..%2fetc"])
def test_a_campaign_that_is_not_there_is_404(shared: Maker, slug: str) -> None:
    for path in ("share", "preview", "qr.svg"):
        assert shared.get(f"/studio/c/{slug}/{path}").status_code == 404
    for path in ("unpublish", "archive", "duplicate"):
        assert shared.send(f"/studio/c/{slug}/{path}", slug="other").status_code == 404


def test_the_newest_version_is_downloaded_as_a_site_by_who_may_edit(owner: Maker) -> None:
    begin(owner)
    answer = owner.get("/studio/c/spring/site.zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="spring.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert {"index.html", "sw.js", "README.txt"} <= set(archive.namelist())
    assert owner.invite("viewer", "cy").get("/studio/c/spring/site.zip").status_code == 403
    assert "Sign in" in Maker(owner.base_url).get("/studio/c/spring/site.zip").text
    assert owner.get("/studio/c/nothing/site.zip").status_code == 404
