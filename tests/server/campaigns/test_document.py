import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oivis.chain import check_links
from oivis.errors import OivisError
from oivis.filters import read_filters
from oivis.looks import LOOKS
from oivis.stickers import STICKERS

from server.campaigns.brand import contrast
from server.campaigns.chain import check_chain
from server.campaigns.document import Campaign, Schedule, read
from server.campaigns.wrong import WrongError
from tests.server.campaigns.sample import ASSETS, OFFER, TEXTS, campaign

ROOT = Path(__file__).parents[3]


def wrong(**changes: object) -> str:
    with pytest.raises(WrongError) as caught:
        read(campaign(**changes), OFFER, ASSETS)
    return str(caught.value)


def test_a_campaign_that_uses_everything_is_read() -> None:
    made = read(campaign(), OFFER, ASSETS)
    assert made.slug == "spring-shoes"
    assert made.bindings["confirm"].do == "product"
    assert made.assets() == ASSETS


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"colour": "red"}, ["The campaign has no 'colour'", "slug, languages, brand"]),
        ({"brand.colors": {}}, ["brand has no 'colors'", "name, logo, backdrop, colours, font"]),
        ({"brand.colours.inc": "#fff"}, ["brand.colours has no 'inc'", "ground, ink, action, on_action"]),
        ({"texts.en.titel": "x"}, ["texts.en has no 'titel'", "title, tagline"]),
        ({"products.0.price": "1"}, ["products[0] has no 'price'", "id, picture, link"]),
        ({"texts.en.title": None}, ["texts.en lacks 'title'"]),
        ({"version": 2}, ["version is 2", "right would be 1"]),
        ({"slug": "Spring Shoes"}, ["slug is 'Spring Shoes'", "small letters, digits and -"]),
        ({"languages": ["en", "fr"]}, ["languages[1] is 'fr'", "'en' or 'zh'"]),
        ({"brand.font": "Papyrus"}, ["brand.font is 'Papyrus'", "'system', 'serif', 'rounded' or 'mono'"]),
        ({"scenes": ["moon"]}, ["scenes[0] is 'moon'", "snow, blur, beach"]),
        ({"scenes": []}, ["scenes has 0", "at least 1"]),
        ({"scenes": ["snow", "snow"]}, ["scenes has 'snow' twice"]),
        ({"bindings.jump": {"do": "photo"}}, ["bindings.jump is 'jump'", "'previous' or 'return'"]),
        ({"bindings.confirm": {"do": "fly"}}, ["bindings.confirm is to 'fly'", "'photo'"]),
        ({"bindings.confirm": {"to": "next"}}, ["bindings.confirm does not say what to 'do'"]),
        ({"bindings.confirm": {"do": "scene", "to": "up"}}, ["bindings.confirm.to is 'up'", "'next'"]),
        ({"bindings.confirm": {"do": "photo", "to": "x"}}, ["bindings.confirm has no 'to'; it takes do."]),
        ({"bindings.confirm.product": "boot"}, ["bindings.confirm.product is 'boot'", "runner"]),
        ({"bindings.return.line": "bye"}, ["texts.en.lines lacks 'bye'", "hello"]),
        ({"bindings.next": {"do": "play", "plugin": "game"}}, ["bindings.next.plugin is 'game'", "none"]),
        ({"texts.en.products": {}}, ["texts.en.products has none", "runner"]),
        ({"texts.zh": None}, ["texts has en", "en, zh"]),
        ({"call": None}, ["texts.en.call and call.link belong together"]),
        ({"photo_frame": "lost.png"}, ["lost.png is shown, and no such file is there", "frame.png"]),
        ({"photo_frame": "../etc/passwd"}, ["photo_frame is '../etc/passwd'"]),
        ({"products.0.link": "javascript:alert(1)"}, ["products[0].link", "https://shop.example/page"]),
        ({"products.0.link": "https://you@evil.example/"}, ["products[0].link", "no link"]),
        ({"call.link": "http://shop.example/"}, ["call.link", "no link"]),
        ({"privacy_contact": "nobody"}, ["privacy_contact is 'nobody'"]),
        ({"texts.en.tagline": "two\nlines"}, ["texts.en.tagline", "several lines"]),
        ({"texts.en.tagline": "\u202eevil"}, ["texts.en.tagline", "control character"]),
        ({"must_cover": "maybe"}, ["must_cover is 'maybe'"]),
        (
            {"schedule": {"opens": datetime(2026, 5, 1)}},
            ["schedule.opens is", "timezone"],
        ),
        ({"schedule": {"opens": datetime(1, 1, 1, tzinfo=UTC)}}, ["schedule.opens: 1 is no year"]),
        (
            {"schedule": {"opens": "2026-05-02T00:00:00Z", "closes": "2026-05-01T00:00:00Z"}},
            ["schedule: It closes at", "right would be after"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_would_be_right(changes: dict, parts: list[str]) -> None:
    said = wrong(**changes)
    for part in parts:
        assert part in said
    assert "[key]" not in said


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"scenes": ["moon"]}, "scenes[0] is 'moon'"),
        ({"chain": [{"filter": "vignette", "params": {"radius": 7}}]}, "chain[0].params.radius is 7"),
        ({"plugins": [{"name": "catch", "params": {"seconds": 1}}]}, "plugins[0].params.seconds is 1"),
        ({"bindings.confirm.product": "boot"}, "bindings.confirm.product is 'boot'"),
        ({"bindings.return.line": "bye"}, "texts.en.lines lacks 'bye'"),
        ({"call": None}, "texts.en.call and call.link belong together"),
        ({"photo_frame": "lost.png"}, "lost.png is shown, and no such file is there"),
    ],
    ids=str,
)
def test_what_is_wrong_between_parts_is_said_though_another_part_is_wrong_by_itself(
    changes: dict, part: str
) -> None:
    said = wrong(privacy_contact="nobody", **changes)
    assert "privacy_contact is 'nobody'" in said
    assert part in said


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"bindings.return.line": "bye"}, "texts.en.lines lacks 'bye'"),
        ({"call": None}, "texts.en.call and call.link belong together"),
        ({"texts.zh.products": {}}, "texts.zh.products has none; right would be all of runner"),
        ({"texts.zh": None}, "texts has en; right would be those of languages: en, zh"),
    ],
    ids=str,
)
def test_what_texts_and_other_parts_lack_is_said_though_a_word_is_wrong(changes: dict, part: str) -> None:
    said = wrong(**{"texts.en.title": ""}, **changes)
    assert "texts.en.title" in said
    assert part in said


@pytest.mark.parametrize("texts", [None, 7, [], {"en": 7}, {"en": {"lines": [1]}}, {"EN!": {}}])
def test_texts_of_which_not_even_the_names_are_right_are_held_against_nothing(texts: object) -> None:
    said = wrong(**{"texts": texts, "bindings.return.line": "bye"})
    assert "texts" in said
    assert "lacks 'bye'" not in said


@pytest.mark.parametrize(
    ("changes", "absent"),
    [
        ({"products.0.link": "nowhere"}, ["bindings", "texts", "is shown"]),
        ({"texts.en.title": ""}, ["lines", "belong together"]),
        ({"bindings.jump": {"do": "photo"}}, ["lacks", "products"]),
        ({"brand": None}, ["is shown"]),
        ({"call.link": "http://shop.example"}, ["belong together"]),
    ],
    ids=str,
)
def test_a_part_that_is_wrong_by_itself_is_held_against_no_other(changes: dict, absent: list[str]) -> None:
    said = wrong(**changes)
    assert len(said.splitlines()) == 1
    assert not [word for word in absent if word in said.removeprefix("products[0]")]


@pytest.mark.parametrize(
    "plugin",
    [
        {"name": "rps", "version": "1.0", "sha256": "0" * 64},
        {"name": "rps"},
        {"name": "badge"},
        {"name": "badge", "version": "1.1", "sha256": "0" * 64},
        {"name": "badge", "version": "1.0", "sha256": "1" * 64},
        {"name": "catch", "version": "1.0", "sha256": "0" * 64},
    ],
    ids=str,
)
def test_a_plugin_that_the_server_does_not_have_is_refused(plugin: dict) -> None:
    said = wrong(plugins=[plugin])
    assert f"plugins[0]: this server has no '{plugin['name']}'" in said
    assert f"right would be one of badge 1.0 {'0' * 64}, catch." in said


def test_a_plugin_that_the_server_has_can_be_played_by_a_command() -> None:
    plugins = [
        {"name": "catch", "params": {"seconds": 20}},
        {"name": "badge", "version": "1.0", "sha256": "0" * 64},
    ]
    given = campaign(plugins=plugins, **{"bindings.next": {"do": "play", "plugin": "catch"}})
    assert read(given, OFFER).plugins[0].params == {"seconds": 20}
    assert "bindings.next.plugin is 'hats'; right would be one of badge, catch." in wrong(
        plugins=plugins, **{"bindings.next": {"do": "play", "plugin": "hats"}}
    )
    assert "'catch' twice" in wrong(plugins=[plugins[0], plugins[0]])


@pytest.mark.parametrize(("sign", "power"), [(1, 400), (-1, 5000)])
def test_a_number_too_large_for_a_float_is_refused_with_its_range(sign: int, power: int) -> None:
    size = sign * 10**power
    link, game = (
        {"filter": "vignette", "params": {"amount": size}},
        {"name": "catch", "params": {"seconds": size}},
    )
    other = {
        "name": "badge",
        "version": "1.0",
        "sha256": "0" * 64,
        "params": {"size": size, "least": -(2**53) + 1},
    }
    parts = [
        ("chain[0].params.amount is ", "right would be a number from 0 to 1."),
        ("plugins[0].params.seconds is ", "right would be a whole number from 10 to 120."),
        ("plugins[1].params.size is ", "right would be a whole number from -9.0072e+15 to 9.0072e+15."),
    ]
    said = wrong(chain=[link], plugins=[game, other]).splitlines()
    assert len(said) == len(parts)
    for sentence, (where, right) in zip(said, parts, strict=True):
        assert sentence.startswith(where) and sentence.endswith(right) and len(sentence) < 200
    assert wrong(version=size).startswith("version is ") and "right would be " in wrong(version=size)


def test_every_wrong_thing_is_named_at_once() -> None:
    said = wrong(slug="X", version=3, **{"brand.font": "x"})
    assert len(said.splitlines()) == 3


def test_thousands_of_wrong_keys_do_not_make_a_book() -> None:
    said = wrong(**{f"key{number}": 1 for number in range(5000)})
    assert len(said) < 10_000
    assert "4980 more are wrong." in said


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"texts": []}, {"bindings": {"confirm": None}}])
def test_what_is_no_campaign_at_all_is_refused_in_sentences(data: object) -> None:
    with pytest.raises(WrongError) as caught:
        read(data, OFFER)
    assert all(sentence.endswith(".") for sentence in caught.value.sentences)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(place=st.sampled_from([*campaign(), "texts.en", "brand.colours", "bindings.confirm"]), value=JSON)
def test_no_value_anywhere_raises_anything_but_sentences(place: str, value: object) -> None:
    changed = campaign(**{place: 0})
    *steps, last = place.split(".")
    here = changed
    for step in steps:
        here = here[step]
    here[last] = value
    try:
        read(changed, OFFER, ASSETS)
    except WrongError as error:
        assert error.sentences


def test_colours_that_cannot_be_read_are_refused() -> None:
    said = wrong(**{"brand.colours.ink": "#ffefe6"})
    assert "brand.colours: The contrast of ink #ffefe6 on ground #fff7f2 is 1." in said
    assert "right would be 4.5 or more" in said


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_a_campaign_is_open_from_the_first_moment_and_closed_at_the_last() -> None:
    opens, closes = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)
    schedule = Schedule(opens=opens, closes=closes)
    assert schedule.is_open(opens)
    assert not schedule.is_open(closes)
    assert Schedule().is_open(opens)


FILTERS = read_filters(ROOT / "web" / "filters")
NAMES = {"table": [*LOOKS, "warm.cube"], "picture": [*STICKERS]}
VALUES = (
    st.floats(-3, 3)
    | st.integers(-2, 2)
    | st.booleans()
    | st.sampled_from(["", "film", "heart", "warm.cube", "#ff8000", "#ff80", "no"])
    | st.lists(st.floats(-1, 2), max_size=4)
)


@st.composite
def links(draw: st.DrawFn) -> object:
    name = draw(st.sampled_from([*FILTERS, "no"]))
    keys = st.sampled_from([*(FILTERS[name].params if name in FILTERS else ()), "no"])
    link = {"filter": name, "params": draw(st.dictionaries(keys, VALUES, max_size=3))}
    return draw(st.sampled_from([link, link | {"on": "person"}, link | {"on": "no"}, [], {}]))


@settings(max_examples=400)
@given(links())
def test_a_chain_is_right_here_where_it_is_right_in_the_stage(link: object) -> None:
    try:
        check_links([link], FILTERS, NAMES)
        is_right = True
    except OivisError:
        is_right = False
    assert (check_chain([link], OFFER, {"warm.cube"}) == []) == is_right


def test_a_chain_of_a_thousand_links_is_refused() -> None:
    assert "at most 16" in wrong(chain=[{"filter": "vignette"}] * 1000)


def test_the_published_schema_is_that_of_the_document() -> None:
    published = json.loads((ROOT / "docs" / "campaign.schema.json").read_text())
    assert published == Campaign.model_json_schema(), "write it anew, as the test reads it"


def test_the_sample_speaks_every_key_of_its_texts() -> None:
    assert set(TEXTS) == set(Campaign.model_json_schema()["$defs"]["Texts"]["properties"])
