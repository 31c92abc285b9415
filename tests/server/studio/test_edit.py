import html
import json
import re

import pytest

from tests.server.studio.form import Fields, fields, save, seen
from tests.server.studio.maker import Maker, Page
from tests.server.studio.test_campaigns import SCRIPT, begin


def test_what_is_edited_is_what_the_preview_shows(owner: Maker) -> None:
    begin(owner)
    changes = {
        "brand.name": "Blume",
        "brand.colours.action": "#003366",
        "texts.en.title": "Blume in spring",
        "scenes.aurora": "1",
        "scenes.blossom": "2",
        "scenes.beach": "",
        "bindings.next": "say:hello",
        "lines.0.id": "hello",
        "lines.0.en": "Hello!",
        "lines.0.zh": "你好",
        "products.2.id": "hat",
        "products.2.link": "https://shop.example/hat",
        "products.2.en.name": "Hat",
        "products.2.en.price": "9 EUR",
        "products.2.zh.name": "帽子",
        "products.2.zh.price": "69 元",
        "chain.0.filter": "painterly",
        "must_cover": "1",
        "rude": "Tulpe\r\n\r\n Rose ",
    }
    assert save(owner, **changes).status_code == 303
    told = seen(owner)
    assert told["brand"]["name"] == "Blume"
    assert told["brand"]["colours"]["action"] == "#003366"
    assert told["texts"]["en"]["title"] == "Blume in spring"
    assert told["scenes"][:2] == ["aurora", "blossom"]
    assert "beach" not in told["scenes"]
    assert told["bindings"]["next"] == {"do": "say", "line": "hello"}
    assert told["texts"]["zh"]["lines"] == {"hello": "你好"}
    assert [product["id"] for product in told["products"]] == ["runner", "bag", "hat"]
    assert told["chain"] == [{"filter": "painterly"}]
    assert Fields(owner.get("/studio/c/spring").text).values["rude"] == "Tulpe\nRose"


def played(owner: Maker) -> list[dict]:
    """The plug-ins of the preview's page."""
    found = re.search(r'data-config="([^"]*)"', owner.get("/studio/c/spring/preview").text)
    assert found
    return list(json.loads(html.unescape(found[1]))["plugins"])


def test_a_game_is_ticked_set_and_played_by_a_gesture(owner: Maker) -> None:
    begin(owner)
    assert save(owner, **{"plugins.catch": "1", "plugins.hats": "1"}).status_code == 303
    changes = {"bindings.next": "play:catch", "params.catch.seconds": "20", "params.hats.hat": "crown"}
    assert save(owner, **changes).status_code == 303
    assert played(owner) == [
        {"name": "hats", "params": {"hat": "crown"}, "waits": False},
        {"name": "catch", "params": {"seconds": 20}, "waits": True},
    ]
    assert seen(owner)["bindings"]["next"] == {"do": "play", "plugin": "catch"}


def test_settings_of_games_have_fields_with_their_ranges_and_what_is_wrong_beside_them(owner: Maker) -> None:
    begin(owner)
    ticked = {f"plugins.{name}": "1" for name in ("catch", "hats", "prompter")}
    assert save(owner, **ticked).status_code == 303
    page = owner.get("/studio/c/spring").text
    values = Fields(page).values
    assert values["params.catch.seconds"] == "" and values["params.hats.hat"] == ""
    assert "<span>Seconds <small>10 to 120</small></span>" in page
    assert '<option value="">as it is: Party hat</option>' in page
    said = {"params.catch.seconds": "7", "params.catch.speed": "fast", "params.prompter.text": "One\r\nTwo"}
    wrong = save(owner, **said)
    assert wrong.status_code == 400
    told = '"Games and tools > Catch the snow > Seconds" is 7; right would be a whole number from 10 to 120.'
    assert f'<span class="wrong" id="wrong-params.catch.seconds">{told}</span>' in html.unescape(wrong.text)
    # At the top, and beside its field: not once more above all games.
    assert html.unescape(wrong.text).count(told) == 2
    assert "Speed\" is 'fast'; right would be a number from 0.3 to 2.5." in html.unescape(wrong.text)
    assert Fields(wrong.text).values["params.catch.speed"] == "fast"
    assert (
        save(owner, **(said | {"params.catch.seconds": "12", "params.catch.speed": "1.5"})).status_code == 303
    )
    kept = {plugin["name"]: plugin["params"] for plugin in played(owner)}
    assert kept["catch"] == {"seconds": 12, "speed": 1.5} and kept["prompter"] == {"text": "One\nTwo"}


def test_a_hostile_setting_is_text_in_the_form_and_nothing_else(owner: Maker) -> None:
    begin(owner)
    assert save(owner, **{"plugins.hats": "1"}).status_code == 303
    wrong = save(owner, **{"params.hats.hat": '"><script>alert(1)</script>'})
    assert wrong.status_code == 400 and "<script>alert" not in wrong.text


def test_a_form_is_tried_out_without_being_kept(owner: Maker) -> None:
    begin(owner)
    form = fields(owner) | {"texts.en.title": "Not yet", "scenes.aurora": "1"}
    answer = owner.send("/studio/c/spring/preview", **form)
    assert "<title>Not yet</title>" in answer.text
    # Viewers will be counted and the maker is not: it tells neither.
    assert "counted" not in answer.text.partition("<body")[2]
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert seen(owner)["texts"]["en"]["title"] == "The spring collection"
    wrong = owner.send("/studio/c/spring/preview", **(form | {"privacy_contact": "nobody"}))
    assert wrong.status_code == 400
    assert "&#34;Texts &gt; Contact for privacy&#34; is &#39;nobody&#39;" in wrong.text


def test_a_filters_numbers_are_numbers(owner: Maker) -> None:
    begin(owner, "spring", "stream")
    assert save(owner, **{"chain.0.params.smooth": "0.7"}).status_code == 303
    assert seen(owner)["chain"] == [{"filter": "beauty", "params": {"smooth": 0.7}, "on": "person"}]
    wrong = save(owner, **{"chain.0.params.smooth": "much"})
    assert wrong.status_code == 400
    assert "right would be a number from" in html.unescape(wrong.text)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"texts.en.title": ""}, "texts.en.title", "is empty; write something"),
        ({"texts.en.title": "a" * 121}, "texts.en.title", 'Name of the page" is'),
        ({"privacy_contact": "nobody"}, "privacy_contact", 'Contact for privacy" is'),
        ({"privacy_contact": ""}, "privacy_contact", 'Contact for privacy" is empty'),
        ({"products.0.link": "javascript:alert(1)"}, "products.0.link", "is no link"),
        ({"call.link": "http://shop.example"}, "call.link", "is no link"),
        ({"brand.logo": "../../etc/passwd"}, "brand.logo", '"Brand > Logo" is'),
        ({"brand.colours.ink": "#fff1e6"}, "brand.colours", 'contrast of "Brand > Ink on it"'),
        ({"bindings.next": "product:none"}, "bindings.next", "\"Gestures > Slide left\" is 'none'"),
        ({"bindings.next": "explode"}, "bindings.next", "is to 'explode'"),
        ({"schedule.opens": "tomorrow"}, "schedule.opens", 'Opens (UTC)" is'),
        (
            {"products.0.en.price": ""},
            "products.0.en.price",
            '1, runner > price (English)" is empty',
        ),
        ({"products.2.en.name": "Hat"}, "products.2.id", "\"Products > 3 > Short name\" is ''"),
        ({"lines.0.en": "Goodbye"}, "lines.0.id", "can say > 1 > Short name\" is ''"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    shared: Maker, changes: dict[str, str], field: str, said: str
) -> None:
    if shared.get("/studio/c/spring").status_code == 404:
        begin(shared)
    answer = save(shared, **changes, **{"texts.zh.title": "还在这里"})
    assert answer.status_code == 400
    found = re.findall(rf'<span class="wrong" id="wrong-{re.escape(field)}">([^<]*)</span>', answer.text)
    assert any(said in html.unescape(sentence) for sentence in found), found
    assert Fields(answer.text).values["texts.zh.title"] == "还在这里"
    assert "Save as version 2" in answer.text


def test_of_two_who_save_the_second_sees_both_and_decides(owner: Maker) -> None:
    begin(owner)
    bob = owner.invite("editor", "bob")
    mine = fields(owner)
    save(bob, **{"brand.name": "Bobs"})
    answer = owner.send("/studio/c/spring", **(mine | {"brand.name": "Adas"}))
    assert answer.status_code == 409
    assert "<td>&#34;Brand &gt; Name&#34;</td><td>Bobs</td><td>Adas</td>" in answer.text
    assert seen(owner)["brand"]["name"] == "Bobs"
    again = Fields(answer.text).values
    assert again["after"] == "2"
    assert owner.send("/studio/c/spring", **again).status_code == 303
    assert seen(owner)["brand"]["name"] == "Adas"


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 40, "²", "1.0"])
def test_a_form_that_does_not_know_its_version_overwrites_nothing(shared: Maker, after: str) -> None:
    if shared.get("/studio/c/spring").status_code == 404:
        begin(shared)
    assert save(shared, after=after).status_code in (400, 409)
    assert "Save as version 2" in shared.get("/studio/c/spring").text


def test_a_script_in_every_text_field_is_only_read(owner: Maker) -> None:
    begin(owner)
    before = fields(owner)
    fixed = ("form_token", "after", "languages", "schedule", "scenes", "bindings", "chain", "brand.colours")
    texts = {name: SCRIPT for name in before if not name.startswith(fixed)}
    wrong = owner.send("/studio/c/spring", **(before | texts))
    assert wrong.status_code == 400
    harmless = [name for name in texts if name.startswith(("texts.", "brand.name")) and before[name]]
    harmless += [name for name in texts if re.match(r"products\.[01]\.(en|zh)\.", name) and before[name]]
    assert len(harmless) > 20
    assert owner.send("/studio/c/spring", **(before | dict.fromkeys(harmless, SCRIPT))).status_code == 303
    for page in (wrong.text, owner.get("/studio/c/spring").text):
        assert None not in Page(page).scripts
        assert Page(page).acting == []
        assert html.escape(SCRIPT, quote=False) in page or html.escape(SCRIPT) in page or "&lt;script" in page
    stage = owner.get("/studio/c/spring/preview").text
    assert None not in Page(stage).scripts
    assert seen(owner)["texts"]["en"]["title"] == SCRIPT


def test_who_may_only_look_sees_the_form_and_no_button_to_save(owner: Maker) -> None:
    begin(owner)
    page = owner.invite("viewer", "cy").get("/studio/c/spring").text
    assert "Save as" not in page
    assert '<fieldset class="plainly" disabled>' in page


def test_pages_that_may_show_a_campaign_are_named_one_a_line(owner: Maker) -> None:
    begin(owner)
    lines = "https://shop.example\r\nhttp://127.0.0.1:8080\r\n"
    assert save(owner, **{"embed.origins": lines}).status_code == 303
    assert seen(owner)["origins"] == ["https://shop.example", "http://127.0.0.1:8080"]
    assert fields(owner)["embed.origins"] == "https://shop.example\nhttp://127.0.0.1:8080"
    share = owner.get("/studio/c/spring/share").text
    assert "It may be shown by https://shop.example, http://127.0.0.1:8080" in share
    lines = (
        f'<script type="module" src="{owner.base_url}/embed.js"></script>\n<oivis-stage campaign="spring">'
    )
    assert lines in html.unescape(share)
    refused = save(owner, **{"embed.origins": f"https://shop.example\n{SCRIPT}"})
    assert refused.status_code == 400
    assert "is no origin of a page; right would be https://shop.example" in html.unescape(refused.text)
    assert Page(refused.text).acting == []
