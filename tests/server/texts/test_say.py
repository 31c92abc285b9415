import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import nodes
from oivis.plugins.find import BUILT_IN, find

from server.accounts.accounts import ROLES
from server.campaigns.offer import HIDDEN, read_header
from server.campaigns.wrong import RIGHT
from server.figures.sheet import HEADS
from server.pages import TEMPLATES
from server.texts.say import (
    LANGUAGES,
    NAMED,
    NAMES,
    TABLES,
    TAGS,
    name_of,
    named,
    packed,
    preferred,
    said_by,
    say,
    tell,
    unpacked,
)
from setup.site import web
from tests.node import run

SERVER = Path(__file__).parents[3] / "server"
STUDIO = sorted((SERVER / "templates" / "studio").glob("*.html"))
# What the templates and the code name by a variable, in `[words]` and `[done]`.
WORDS = {*ROLES, "closed", "none", "picture", "person", "system", "serif", "rounded", "mono", *HEADS}
WORDS |= {"name", "price", "about", "visits", "starts", "Clench", "Slide left", "Slide right", "Open palm"}
DONE = {"save", "publish", "unpublish", "put away", "take back", "sign in", "change password"}
DONE |= {"invite", "join", "change", "close"}
WORDED = re.compile(r"[A-Za-z]{2,}")
# The same in every language.
ALIKE = {"oivis"}


def in_code() -> set[str]:
    """Every sentence of the code."""
    calls = (node for file in SERVER.rglob("*.py") for node in ast.walk(ast.parse(file.read_text())))
    return {
        node.args[0].value
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        if isinstance(node.args[0], ast.Constant)
    }


def in_templates() -> set[str]:
    """Every text that a template of the studio says."""
    calls = (
        call
        for file in STUDIO
        for call in TEMPLATES.env.parse(file.read_text()).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "t"
    )
    first = (call.args[0] for call in calls)
    return {
        const.value
        for node in first
        for const in ([node] if isinstance(node, nodes.Const) else node.find_all(nodes.Const))
    }


def of_the_stage() -> set[str]:
    """Names of scenes, of our own plug-ins and of their settings, and the texts with which these start."""
    about = json.loads(web()["stage.json"])
    named = [*about["scenes"], *about["plugins"].values()]
    settings = [one for plugin in about["plugins"].values() for one in plugin["params"].values()]
    texts = {one["default"] for one in settings if one["type"] == "string" and "enum" not in one}
    return {one["title"] for one in (*named, *settings)} | texts


def of_the_build() -> dict[str, set[str]]:
    """Names of filters, of their parameters, and of what these and the settings of plug-ins may be."""
    files = web()
    about = json.loads(files["stage.json"])
    headers = [read_header(source) for source in json.loads(files["filters.json"]).values()]
    filters = {each["name"]: each.get("params", {}) for each in headers if each["kind"] not in HIDDEN}
    settings = [one for plugin in about["plugins"].values() for one in plugin["params"].values()]
    choices = {choice for one in settings for choice in one.get("enum", [])}
    return {
        "filters": set(filters),
        "params": {name for params in filters.values() for name in params},
        "choices": {*choices, *about["tables"], *about["pictures"], "true", "false"},
    }


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("language", TABLES)
def test_everything_is_said_in_every_language_and_nothing_else(language: str) -> None:
    said = in_code() | in_templates() | of_the_stage() | set(RIGHT.values()) | WORDS | DONE
    assert said == set(TABLES[language])


@pytest.mark.parametrize("language", NAMED)
def test_everything_that_the_build_names_has_a_name_in_every_language(language: str) -> None:
    assert {kind: set(names) for kind, names in NAMED[language].items()} == of_the_build()
    for names in NAMED[language].values():
        assert all(told.strip() for told in names.values())
        # In each language that has tables a name is in its letters.
        assert language == "en" or not WORDED.search("".join(names.values()))


@pytest.mark.parametrize("language", NAMED)
def test_the_names_are_those_that_viewers_read(language: str) -> None:
    page = run(f'console.log(JSON.stringify((await import("./texts/{language}.js")).{language}))')
    names, sliders = page["effects"]["names"], page["effects"]["sliders"]
    ours = NAMED[language]["filters"] | NAMED[language]["choices"]
    assert {**names, "none": ""} == {id: ours.get(id, "") for id in names}
    assert tell("none", language).lower() == names["none"].lower()
    assert sliders == {id: NAMED[language]["params"].get(id) for id in sliders}


def test_the_chinese_names_of_plugins_are_those_that_viewers_read() -> None:
    page = run('console.log(JSON.stringify((await import("./texts/zh.js")).zh))')
    for plugin in map(find, BUILT_IN):
        params = plugin.parameters.values()
        texts = [plugin.title, *(param.title for param in params)]
        texts += [param.default for param in params if isinstance(param.default, dict)]
        assert [tell(text["en"], "zh") for text in texts] == [text["zh"] for text in texts]
    assert page["plugins"]["names"] == {name: find(name).title["zh"] for name in BUILT_IN}


def test_a_name_that_is_a_campaigns_own_stays() -> None:
    assert name_of("choices", "look.cube", "zh") == "look.cube"
    assert name_of("filters", "night", "zh") != name_of("params", "night", "zh") == "夜色"
    assert name_of("filters", "night", "en") == "City at night"
    assert name_of("filters", "of-others", "en") == "of-others"
    night = named("params", "night")
    assert (night, night.told("en"), night.told("zh")) == ("night", "Night", "夜色")


@pytest.mark.parametrize("language", TABLES)
def test_every_language_has_the_same_placeholders(language: str) -> None:
    for english, told in TABLES[language].items():
        assert fields(english) == fields(told), english
        assert told.strip() and told == told.strip()


def test_every_verb_of_the_audit_log_is_a_word_of_ours() -> None:
    noted = set()
    for file in (*(SERVER / "accounts").glob("*.py"), SERVER / "campaigns" / "store.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note":
                noted |= {each.value for each in ast.walk(node.args[2]) if isinstance(each, ast.Constant)}
    assert noted and noted <= DONE


class Bare(HTMLParser):
    """What a template says without asking for its language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        read = ("alt", "title", "aria-label", "placeholder", "content" if tag == "title" else "label")
        self.said += [value for name, value in attrs if name in read and WORDED.search(value or "")]

    def handle_data(self, data: str) -> None:
        # Attributes that several tags share stand by themselves.
        # So do the lines that are to be copied.
        words = WORDED.findall(re.sub(r"[\w-]+=\"[^\"]*\"|<[^>]*>", "", data))
        self.said += [word for word in words if word not in ALIKE]


@pytest.mark.parametrize("file", STUDIO, ids=lambda file: file.name)
def test_no_template_holds_a_bare_sentence(file: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL)
    assert Bare(bare).said == []


def test_a_bare_sentence_would_be_seen() -> None:
    assert Bare("<p>Nothing here</p>").said and Bare('<img alt="A picture">').said


def test_a_sentence_is_english_as_a_text_and_another_where_it_is_told() -> None:
    sentence = say("Only one who is {role} may do this.", role=say("owner"))
    assert sentence == "Only one who is owner may do this."
    assert sentence.told("zh") == "只有所有者才能这样做。"
    assert sentence.told("fr") == sentence


def test_what_comes_from_outside_is_never_told_nor_a_template() -> None:
    sentence = say("There is no campaign {slug!r}.", slug="{slug.__class__} owner")
    assert "{slug.__class__} owner" in sentence.told("zh")
    # A word of ours, as somebody's name, stays theirs.
    assert "owner" in say("The name {name!r} is taken; choose another.", name="owner").told("zh")


def test_a_sentence_passes_from_one_process_to_another() -> None:
    where = say("{name}, line {number}:", name="look.cube", number=3)
    sentence = say("{where} {found!r}; right would be {count} numbers.", where=where, found="x", count=3)
    again = unpacked(json.loads(json.dumps(packed(sentence))))
    assert again == sentence and again.told("zh") == sentence.told("zh") != sentence
    assert unpacked(json.loads(json.dumps(packed("plain")))) == "plain"


def test_an_error_says_its_sentence() -> None:
    sentence = say("There is no such account.")
    assert said_by(ValueError(sentence)) is sentence
    assert said_by(ValueError("plain")) == "plain" and said_by(ValueError()) == ""


@pytest.mark.parametrize(
    ("accepted", "wanted", "spoken"),
    [
        ("", "", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh"),
        ("fr, zh-Hans", "", "zh"),
        ("zh", "en", "en"),
        ("zh", "xx", "zh"),
        ("\x00;;,,=", "<script>", "en"),
    ],
)
def test_the_language_is_what_was_chosen_else_the_browsers_first(
    accepted: str, wanted: str, spoken: str
) -> None:
    assert preferred(accepted, wanted) == spoken


def test_every_language_has_a_name_and_a_tag() -> None:
    assert set(LANGUAGES) == set(NAMES) == set(TAGS)
    assert tell("owner", "zh") == "所有者" and tell(3, "zh") == 3
