# ruff: noqa: RUF001
import csv
import html
import io
import re
from html.parser import HTMLParser

import pytest

from server.texts.say import tell
from tests.server.campaigns.sample import OFFER
from tests.server.studio.form import fields, save
from tests.server.studio.maker import PASSWORD, Maker
from tests.server.studio.test_campaigns import begin
from tests.server.studio.test_upload import upload
from tests.server.texts.test_say import DONE

CHINESE = {"accept-language": "zh-CN,zh;q=0.9"}


def tag(page: str) -> str:
    found = re.search(r'<html lang="([^"]*)">', page)
    assert found
    return found[1]


def test_the_door_speaks_what_the_browser_asks_for_and_what_is_chosen_there_stays(
    studio: tuple[str, str],
) -> None:
    maker = Maker(studio[0])
    page = maker.client.get("/studio/login", headers=CHINESE).text
    assert tag(page) == "zh-Hans" and "<h1>登录</h1>" in page
    assert tag(maker.get("/studio/login").text) == "en"
    door = maker.get(f"/studio/join?token={studio[1]}&lang=zh").text
    assert "创建你的账号" in door and 'action="/studio/join?lang=zh"' in door
    assert f"token={studio[1]}&amp;lang=en" in door
    weak = maker.send("/studio/join?lang=zh", token=studio[1], name="ada", password="short")
    assert "密码应有 12 至 200 个字符" in weak.text
    assert (
        maker.send("/studio/join?lang=zh", token=studio[1], name="ada", password=PASSWORD).status_code == 303
    )
    # Whatever this browser asks for: it is the account's now.
    assert tag(maker.get("/studio").text) == "zh-Hans"


def test_who_chooses_a_language_has_it_from_then_on_and_is_where_they_were(owner: Maker) -> None:
    begin(owner)
    page = owner.get("/studio/c/spring/share?x=1").text
    assert 'name="back" value="/studio/c/spring/share?x=1"' in page
    answer = owner.send("/studio/language", language="zh", back="/studio/c/spring/share?x=1")
    assert answer.headers["location"] == "/studio/c/spring/share?x=1"
    assert "发布版本 1" in owner.get("/studio/c/spring/share").text
    elsewhere = Maker(owner.base_url)
    elsewhere.send("/studio/login", name="ada", password=PASSWORD)
    assert tag(elsewhere.get("/studio").text) == "zh-Hans"
    owner.send("/studio/language", language="en")
    assert tag(owner.client.get("/studio", headers=CHINESE).text) == "en"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        "/studio@evil.example",
        "/studio\\evil",
        "/studiox",
        "/c/x",
        "",
    ],
)
def test_a_switch_of_language_leads_nowhere_else(shared: Maker, back: str) -> None:
    answer = shared.send("/studio/language", language="en", back=back)
    assert answer.headers["location"] == "/studio"


@pytest.mark.parametrize("language", ["", "fr", "<script>", "zh" * 400])
def test_a_language_that_there_is_not_is_refused(shared: Maker, language: str) -> None:
    answer = shared.send("/studio/language", language=language)
    assert answer.status_code == 403 and "there are en, zh" in answer.text
    assert "<script>" not in answer.text


def test_what_is_wrong_is_said_in_chinese_beside_its_field(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/language", language="zh")
    changes = {"texts.en.title": "a" * 121, "privacy_contact": "", "products.0.link": "http://shop.example"}
    answer = save(owner, **changes, **{"bindings.next": "product:none"})
    assert answer.status_code == 400
    said = html.unescape(answer.text)
    title = "“文字 > English > 页面名称” 是 .*；应为最多 120 个字符。"
    assert re.search(rf'id="wrong-texts.en.title">{title}<', said)
    assert 'id="wrong-privacy_contact">“文字 > 隐私联系邮箱” 是空的；请填写。<' in said
    assert (
        "“商品 > 1, runner > 链接”：'http://shop.example' 不是链接；应类似 https://shop.example/page。"
        in said
    )


def test_what_the_store_the_files_and_other_processes_refuse_is_said_in_chinese(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/language", language="zh")
    # The picture is looked at in a process of its own.
    assert "logo.png 不是可读取的图片" in upload(owner, "logo.png", b"none").text
    assert "不是活动可用的类型" in upload(owner, "page.html", b"none").text
    assert "已经有活动" in owner.send("/studio/c/spring/duplicate", slug="spring").text
    missing = owner.client.get("/studio/c/nothing", headers={"accept": "text/html"})
    assert missing.status_code == 404 and "没有活动 &#39;nothing&#39;" in missing.text
    assert tag(missing.text) == "zh-Hans"


def test_the_figures_and_their_csv_have_headings_of_the_language(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/language", language="zh")
    page = owner.get("/studio/c/spring/figures").text
    assert "访问与开始" in page and '<th scope="col">照片</th>' in page
    sheet = owner.get("/studio/c/spring/figures.csv").content
    assert sheet.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(io.StringIO(sheet.decode("utf-8-sig")))) == ["日期", "项目", "分类", "次数"]


def test_a_form_means_the_same_in_every_language(owner: Maker) -> None:
    begin(owner)
    before = {name: value for name, value in fields(owner).items() if name != "form_token"}
    owner.send("/studio/language", language="zh")
    after = {name: value for name, value in fields(owner).items() if name != "form_token"}
    assert before == after


class Read(HTMLParser):
    """What is read on a page within one element: its texts, and those that stand for a picture."""

    def __init__(self, text: str, id: str) -> None:
        super().__init__()
        self.id, self.depth, self.said = id, 0, [""]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in ("input", "img", "hr", "br"):
            self.said += [found.get("alt") or ""] * bool(self.depth)
        elif self.depth or found.get("id") == self.id:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        self.said += [data] * bool(self.depth)

    @property
    def foreign(self) -> set[str]:
        """Words that are not Chinese, but addresses and colours."""
        return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"[#/]\S+", "", " ".join(self.said))))


def test_every_filter_and_game_with_its_settings_is_named_in_chinese(owner: Maker) -> None:
    begin(owner)
    owner.send("/studio/language", language="zh")
    given, names = fields(owner), sorted(OFFER.filters)
    for first in range(0, len(names), 16):
        chain = {f"chain.{place}.filter": name for place, name in enumerate(names[first : first + 16])}
        games = {f"plugins.{name}": "1" for name in OFFER.settings}
        page = owner.send("/studio/c/spring/check", **(given | chain | games)).text
        assert all(f'name="chain.{place}.on"' in page for place in range(len(chain)))
        settings = [f"params.{name}.{key}" for name, known in OFFER.settings.items() for key in known]
        assert all(f'name="{setting}"' in page for setting in settings)
        assert Read(page, "filters").foreign == Read(page, "games").foreign == set()
        # The campaign's own words beside these.
        assert Read(page, "gestures").foreign == {"English", "runner", "bag", "hello"}
    assert "暗角" in Read(page, "filters").said and "撒彩纸" in "".join(Read(page, "games").said)


def test_the_log_is_read_in_the_language_of_who_reads_it(owner: Maker) -> None:
    begin(owner)
    save(owner)
    for path, form in (
        ("c/spring/publish", {"version": "2", "when": "now"}),
        ("c/spring/unpublish", {}),
        ("c/spring/archive", {}),
        ("c/spring/archive", {"back": "1"}),
    ):
        assert owner.send(f"/studio/{path}", **form).status_code == 303
    owner.invite("viewer", "cy")
    _, number = re.findall(r'name="id" value="(\d+)"', owner.get("/studio/people").text)
    owner.send("/studio/people/change", id=number, role="editor")
    owner.send("/studio/people/change", id=number, close="1")
    owner.send("/studio/me", before=PASSWORD, password=f"{PASSWORD} again")
    assert "spring, version 2</td>" in owner.get("/studio/people").text
    owner.send("/studio/language", language="zh")
    log = re.search(r'<table class="log">.*?</table>', owner.get("/studio/people").text, re.DOTALL)
    assert log
    rows = re.findall(r"<td>[^<]*</td><td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td>", log[0])
    assert {what for _, what, _ in rows} == {tell(what, "zh") for what in DONE}
    assert ("ada", "保存", "spring，版本 2") in rows and ("ada", "停用账号", "cy：编辑者") in rows
    assert ("cy", "加入", "查看者") in rows and ("ada", "收起", "spring") in rows
    assert set(re.findall("[A-Za-z]{2,}", str(rows))) == {"ada", "cy", "spring"}
