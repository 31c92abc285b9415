# ruff: noqa: RUF001
import re
from typing import Any

import pytest

from server.campaigns.document import read
from server.campaigns.place import NOWHERE, Place
from server.campaigns.wrong import WrongError
from server.studio.places import LABELS, PARTS, Places, place_of
from server.texts.say import Sentence, say
from tests.server.campaigns.sample import ASSETS, OFFER, campaign

# Ways of the document, which nobody sees in a form: keys with dots, numbers in brackets.
WRITTEN = re.compile(r"[a-z_]+\.[a-z_]+\b(?!\.?\w*@)|\[\d+\]|_")


def wrong(**changes: Any) -> list[Sentence]:
    """What is wrong with the sample so changed, as the form says it."""
    data = campaign(**changes)
    with pytest.raises(WrongError) as refused:
        read(data, OFFER, ASSETS)
    said = Places(data, OFFER).all(refused.value.sentences)
    assert all(isinstance(sentence, Sentence) for sentence in said)
    return said


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        (
            {"texts.en.title": None},
            '"Texts > English > Name of the page" is empty; write something there.',
            "“文字 > English > 页面名称” 是空的；请填写。",
        ),
        (
            {"texts.zh.products.runner.price": "a" * 121},
            '"Products > 1, runner > price (中文)" is',
            "“商品 > 1, runner > 价格（中文）” 是",
        ),
        (
            {"texts.en.lines.hello": "a" * 121},
            '"Gestures > Lines that a gesture can say > 1 > English" is',
            "“手势 > 手势可以显示的台词 > 1 > English” 是",
        ),
        (
            {"products": [{"id": "X!", "link": "https://shop.example"}]},
            """"Products > 1, X! > Short name" is 'X!'; right would be small letters, digits and -""",
            "“商品 > 1, X! > 短名称” 是 'X!'；应为小写字母、数字和 -",
        ),
        (
            {"privacy_contact": "nobody"},
            """"Texts > Contact for privacy" is 'nobody'; right would be an address such as""",
            "“文字 > 隐私联系邮箱” 是 'nobody'；应为邮箱地址，例如",
        ),
        ({"scenes": []}, '"Scenes" has 0; right would be at least 1.', "“场景” 有 0 个；应为至少 1 个。"),
        (
            {"chain": [{"filter": "vignette"}, {"filter": "vignette", "params": {"radius": 3}}]},
            '"Filters over every scene > 2 > Where it begins" is 3; right would be a number from 0 to 1.',
            "“所有场景上的滤镜 > 2 > 起始位置” 是 3；应为0 至 1 的数字。",
        ),
        (
            {"plugins": [{"name": "catch", "params": {"seconds": 1}}]},
            '"Games and tools > Catch the snow > Seconds" is 1;',
            "“游戏与工具 > 接雪花 > 时长（秒）” 是 1；",
        ),
        (
            {"plugins": [{"name": "gone"}]},
            """"Games and tools > gone": this server has no 'gone';""",
            "“游戏与工具 > gone”：此服务器没有 'gone'；",
        ),
        (
            {"bindings.next": {"do": "product", "product": "boot"}},
            """"Gestures > Slide left" is 'boot'; right would be one of runner.""",
            "“手势 > 向左滑” 是 'boot'；应为以下之一：runner。",
        ),
        (
            {"bindings.next": {"do": "call"}, "call": None},
            '"Gestures > Slide left" shows the call to action; right would be a link in'
            ' "Products > Where the call to action leads".',
            "“手势 > 向左滑” 要显示行动号召；应在 “商品 > 行动号召的链接” 填写链接。",
        ),
        (
            {"brand.colours.ink": "#ffefe6"},
            'The contrast of "Brand > Ink on it" #ffefe6 on "Brand > Ground" #fff7f2 is 1.1;',
            "“品牌 > 底色上的文字” #ffefe6 在 “品牌 > 底色” #fff7f2 上的对比度是 1.1；",
        ),
        (
            {"embed": {"origins": ["https://shop.example", "http://shop.example/x"]}},
            """"Pages of others > Addresses > 2": 'http://shop.example/x' is no origin""",
            "“其他网页 > 网址 > 2”：'http://shop.example/x' 不是网页来源；",
        ),
        (
            {"rude": ["x" * 33]},
            """"Games and tools > Words that no player's name may hold > 1" is""",
            "“游戏与工具 > 玩家名字不得包含的词 > 1” 是",
        ),
        (
            {"schedule": {"opens": "tomorrow"}},
            '"Photos and time > Opens (UTC)" is',
            "“照片与时间 > 开放时间（UTC）” 是",
        ),
    ],
    ids=str,
)
def test_what_is_wrong_names_its_place_as_the_form_does(
    changes: dict[str, Any], english: str, chinese: str
) -> None:
    said = wrong(**changes)
    assert any(english in sentence.told("en") for sentence in said), said
    assert any(chinese in sentence.told("zh") for sentence in said), said
    for sentence in said:
        quoted = re.findall('"([^"]*)"', sentence.told("en"))
        assert not any(WRITTEN.search(way) for way in quoted), quoted


def test_a_name_that_is_wrong_at_several_places_of_the_document_is_said_once() -> None:
    both = {"name": "A", "price": "1"}
    texts = {f"texts.{language}.products": {"X!": both} for language in ("en", "zh")}
    product = {"id": "X!", "link": "https://shop.example"}
    said = wrong(products=[product], **texts, **{"bindings.confirm": {"do": "photo"}})
    assert [str(sentence) for sentence in said] == [
        """"Products > 1, X! > Short name" is 'X!'; right would be small letters, digits and -,"""
        " such as spring-shoes."
    ]


def test_what_the_form_does_not_show_is_named_as_in_the_document() -> None:
    form = Places(campaign(), OFFER)
    for place in (Place("slug"), Place("version"), NOWHERE):
        assert form.name(place) == f'"{place}"'
    whole = say("The campaign is nested too deep to be read.")
    assert form.said(whole) == whole and form.said("plain") == "plain"
    assert place_of(whole) == place_of("plain") == NOWHERE


@pytest.mark.parametrize("place", [*LABELS, *PARTS])
def test_every_part_of_the_document_has_a_name_in_the_form(place: str) -> None:
    way = Places(campaign(), OFFER).name(Place(*place.split(".")))
    assert way != f'"{place}"' and not WRITTEN.search(way) and way.told("zh") != way


def test_a_place_is_written_as_in_the_document_and_as_a_field() -> None:
    place = Place("chain") / 0 / "params" / "smooth"
    assert (place, place.dotted) == ("chain[0].params.smooth", "chain.0.params.smooth")
    assert Place("brand", "colours", "ink", text="ink") == "ink"
