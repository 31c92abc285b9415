"""What htmx asks for: parts of pages, to who shows the token of one of them."""

import html
import re

import httpx
import pytest

from tests.server.studio.form import Fields, fields
from tests.server.studio.maker import Maker, Page
from tests.server.studio.test_campaigns import SCRIPT, begin
from tests.server.studio.test_door import LOOKS
from tests.server.studio.test_upload import png

SCRIPTED = {"sec-fetch-dest": "empty", "sec-fetch-site": "same-origin"}


def asking(maker: Maker, **more: str) -> dict[str, str]:
    """What htmx sends along."""
    return SCRIPTED | {"hx-request": "true", "x-form-token": maker.token()} | more


def part(maker: Maker, path: str, **more: str) -> httpx.Response:
    return maker.client.get(path, headers=asking(maker, **more), follow_redirects=True)


def swap(maker: Maker, path: str, more: dict[str, str] | None = None, **values: str) -> httpx.Response:
    """Send a form as htmx does, which follows to where that leads."""
    headers = asking(maker, origin=maker.base_url, **(more or {}))
    data = {"form_token": maker.token()} | values
    return maker.client.post(path, data=data, headers=headers, follow_redirects=True)


def check(maker: Maker, **changes: str) -> dict[str, str]:
    """What is said beside each field of the form with these changes."""
    answer = swap(maker, "/studio/c/spring/check", {"hx-target": "check"}, **(fields(maker) | changes))
    assert answer.status_code == 200
    found = re.findall(
        r'<span class="wrong" id="wrong-([^"]*)" hx-swap-oob="true">([^<]*)</span>', answer.text
    )
    return {place: html.unescape(said) for place, said in found}


def test_the_same_address_answers_a_page_and_the_part_of_it_that_is_swapped(shared: Maker) -> None:
    whole, answer = shared.get("/studio"), part(shared, "/studio")
    assert whole.text.startswith("<!doctype html>") and "</html>" in whole.text
    assert re.match(r'\s*<title>Campaigns - oivis</title>\s*<main id="main">', answer.text)
    assert "</main>" in answer.text and "<html" not in answer.text
    for each in (whole, answer):
        assert "hx-request" in each.headers["vary"] and each.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [path for path in LOOKS if "{" not in path and "/c/" not in path])
@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é"])
def test_a_script_without_the_token_of_a_page_gets_no_part(shared: Maker, path: str, token: str) -> None:
    headers = [(name, value) for name, value in asking(shared).items() if name != "x-form-token"]
    answer = shared.client.get(path, headers=[*headers, ("x-form-token", token.encode())])
    assert "form_token" not in answer.text and answer.status_code in (303, 403, 404)
    # Nor does one that says nothing of itself, as older browsers do.
    bare = shared.client.get(path, headers={"hx-request": "true"})
    assert "form_token" not in bare.text


def test_the_token_of_somebody_else_opens_no_part(owner: Maker) -> None:
    bob = owner.invite("editor", "bob")
    answer = owner.client.get("/studio", headers=asking(owner) | {"x-form-token": bob.token()})
    assert answer.status_code == 403


def test_who_is_signed_out_meanwhile_is_led_to_the_door(shared: Maker) -> None:
    maker = Maker(shared.base_url)
    for answer in (part(maker, "/studio"), swap(maker, "/studio/new")):
        assert answer.status_code == 401
        assert answer.headers["hx-redirect"] == "/studio/login"


def test_what_is_wrong_is_said_beside_its_field_before_it_is_saved(owner: Maker) -> None:
    begin(owner)
    assert set(check(owner).values()) == {""}
    said = check(owner, **{"brand.name": "", "call.link": "http://x", "brand.colours.ink": "#fff1e6"})
    assert '"Brand > Name" is empty' in said["brand.name"]
    assert "is no link" in said["call.link"]
    assert 'contrast of "Brand > Ink on it"' in said["brand.colours"]
    assert said["texts.en.title"] == ""
    # Also between two of them, though another one is wrong by itself.
    assert "is 'none'" in check(owner, **{"brand.name": "", "bindings.next": "product:none"})["bindings.next"]
    # Every field that the page has room beside is spoken of, and nothing was kept.
    room = set(re.findall(r'id="wrong-([^"]*)"', owner.get("/studio/c/spring").text))
    assert set(said) == room
    assert "Save as version 2" in owner.get("/studio/c/spring").text


@pytest.mark.parametrize(
    ("emptied", "wrong", "field", "said"),
    [
        (
            {"products.0.id": ""},
            {"products.1.link": "http://x"},
            "products.1.link",
            '"Products > 2, bag > Link"',
        ),
        (
            {"products.0.id": ""},
            {"products.1.en.name": ""},
            "products.1.en.name",
            '"Products > 2, bag > name (English)"',
        ),
        (
            {"products.0.id": "boot"},
            {"products.0.en.name": ""},
            "products.0.en.name",
            '"Products > 1, boot > name (English)"',
        ),
        (
            {"chain.0.filter": ""},
            {"chain.1.filter": "vignette", "chain.1.params.radius": "7"},
            "chain.1.params.radius",
            '"Filters over every scene > 2 > Where it begins"',
        ),
        (
            {"lines.0.id": "", "lines.0.en": "", "lines.0.zh": ""},
            {"lines.1.id": "No!", "lines.1.en": "No"},
            "lines.1.id",
            '"Gestures > Lines that a gesture can say > 2 > Short name"',
        ),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_row_though_one_above_is_emptied(
    owner: Maker, emptied: dict[str, str], wrong: dict[str, str], field: str, said: str
) -> None:
    begin(owner)
    # No gesture shows the product that goes.
    told = check(owner, **(emptied | wrong | {"bindings.confirm": ""}))
    assert said in told[field]
    assert [place for place, sentence in told.items() if sentence] == [field]
    # What was wrong in the emptied row is said no more; filters come anew with their settings.
    room = re.findall(r'id="wrong-([^"]*)"', owner.get("/studio/c/spring").text)
    assert {place for place in room if place.startswith(("products.", "lines."))} <= told.keys()


def test_a_check_answers_with_what_a_choice_brings(owner: Maker) -> None:
    begin(owner)
    form = fields(owner) | {"chain.0.filter": "painterly", "plugins.catch": "1", "products.2.id": "hat"}
    answer = swap(owner, "/studio/c/spring/check", {"hx-target": "filters"}, **form)
    found = Fields(answer.text).values
    assert "chain.0.params.brush" in found and "params.catch.seconds" in found
    assert found["products.2.id"] == "hat" and found["products.3.id"] == ""
    assert '<option value="play:catch">' in answer.text


def test_a_script_in_a_form_that_is_checked_is_only_read(owner: Maker) -> None:
    begin(owner)
    form = fields(owner) | {"brand.name": SCRIPT, "privacy_contact": SCRIPT, "chain.0.filter": SCRIPT}
    for target in ("check", "filters", SCRIPT.encode().hex()):
        answer = swap(owner, "/studio/c/spring/check", {"hx-target": target}, **form)
        assert Page(answer.text).scripts == Page(answer.text).acting == []


def test_a_form_is_saved_and_shown_again_as_a_part(owner: Maker) -> None:
    begin(owner)
    answer = swap(owner, "/studio/c/spring", **(fields(owner) | {"brand.name": "Blume"}))
    assert answer.status_code == 200 and "Preview of version 2" in answer.text
    assert Fields(answer.text).values["after"] == "2"
    wrong = swap(owner, "/studio/c/spring", **(fields(owner) | {"brand.name": ""}))
    assert wrong.status_code == 400
    assert wrong.headers["hx-retarget"] == "#main" and "Not saved yet" in wrong.text
    # The stage beside it goes on.
    assert "hx-preserve" in wrong.text and "hx-preserve" not in answer.text


def test_a_row_of_the_list_changes_with_what_is_done_to_it(owner: Maker) -> None:
    begin(owner)

    def row(answer: httpx.Response) -> str:
        found = re.search(r'<li class="sheet" id="row-spring">.*?</li>', answer.text, re.DOTALL)
        assert answer.status_code == 200 and found
        return found[0]

    here = {"from": "list"}
    assert "not published" in row(owner.get("/studio"))
    shown = row(swap(owner, "/studio/c/spring/publish", None, version="1", when="now", **here))
    assert ">published<" in shown and "Unpublish" in shown and "Publish version" not in shown
    assert "not published" in row(swap(owner, "/studio/c/spring/unpublish", None, **here))
    assert "Take back" in row(swap(owner, "/studio/c/spring/archive"))
    assert "Put away" in row(swap(owner, "/studio/c/spring/archive", None, back="1"))
    copied = swap(owner, "/studio/c/spring/duplicate", None, slug="summer", **here)
    assert 'id="row-summer"' in copied.text
    # Without htmx the same buttons lead back to the list.
    plain = owner.send("/studio/c/spring/publish", version="1", when="now", **here)
    assert plain.headers["location"] == "/studio"


def test_what_is_not_done_is_said_above_the_page_that_is_open(owner: Maker) -> None:
    begin(owner)
    taken = swap(owner, "/studio/c/spring/duplicate", None, slug="spring")
    assert taken.status_code == 409 and "hx-retarget" not in taken.headers
    assert taken.text.startswith('<p class="wrong">There is a campaign')
    hostile = part(owner, "/studio/c/%3Cimg%20src=x%3E/share")
    assert hostile.status_code == 404 and "<img" not in hostile.text
    assert hostile.text.startswith('<p class="wrong">')


def test_going_back_and_people_are_parts_too(owner: Maker) -> None:
    begin(owner)
    assert "Publish version 2" in swap(owner, "/studio/c/spring/undo", None, version="1", after="1").text
    invited = swap(owner, "/studio/people/invite", None, role="viewer")
    assert "join?token=" in invited.text and "<html" not in invited.text


def test_the_figures_of_another_campaign_and_range_are_chosen(owner: Maker) -> None:
    begin(owner)
    begin(owner, "autumn")
    answer = part(owner, "/studio/figures?slug=autumn&from=2027-01-01&to=2027-01-07")
    assert answer.url.path == "/studio/c/autumn/figures"
    assert answer.url.params["from"] == "2027-01-01"
    assert "Figures of autumn" in answer.text and "<option selected>autumn</option>" in answer.text
    assert part(owner, "/studio/figures").url.path == "/studio/c/autumn/figures"
    for slug in ("nothing", "", SCRIPT, "//evil.example"):
        assert owner.client.get("/studio/figures", params={"slug": slug}).status_code == 404


def send(maker: Maker, name: str, after: str) -> httpx.Response:
    return maker.client.post(
        "/studio/c/spring/assets",
        data={"form_token": maker.token(), "after": after},
        files={"file": (name, png())},
        headers=asking(maker, origin=maker.base_url),
    )


def test_a_file_that_was_sent_is_told_to_the_form_beside(owner: Maker) -> None:
    begin(owner)
    answer = send(owner, "red.png", "1")
    assert answer.status_code == 200 and answer.text.count('id="files"') == 1
    assert "hx-swap-oob=\"beforeend:select[data-endings~='.png']\"><option>red.png</option>" in answer.text
    assert 'id="after" value="2" hx-swap-oob="true"' in answer.text
    # A new one of the same name can be chosen already.
    again = send(owner, "red.png", "2")
    assert "<option>" not in again.text and 'value="3"' in again.text
    # Where somebody else has saved meanwhile the number stays: they are not overwritten unseen.
    late = send(owner, "blue.png", "1")
    assert 'id="after"' not in late.text
    out = swap(owner, "/studio/c/spring/assets/out", None, name="blue.png", after="4")
    assert "blue.png" not in out.text and 'id="after" value="5"' in out.text
