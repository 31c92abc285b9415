"""Both languages say the same things, and nothing that nobody shows."""

import json
import re
from pathlib import Path

import pytest
from oivis.own import OWN

from server.rooms.messages import REFUSALS
from setup.examples import programs
from tests.node import run

WEB = Path(__file__).parents[2] / "web"
# Groups of which one is picked by what happens: each of these names is one that the page can be given.
PICKED = (
    "states",
    "gestures",
    "commands",
    "scenes",
    "parts",
    "titles",
    "errors",
    "names",
    "sliders",
    "trouble",
    "moves",
    "outcomes",
    "refusals",
)


@pytest.fixture(scope="module")
def texts():
    """Every text as {language: {("page", "start"): "Start camera"}}."""
    program = """
        const flat = (value, path = []) => typeof value === "object"
            ? Object.entries(value).flatMap(([key, one]) => flat(one, [...path, key]))
            : [[path, typeof value === "string" ? value : null]];
        const { en } = await import("./texts/en.js");
        const { zh } = await import("./texts/zh.js");
        console.log(JSON.stringify({ en: flat(en), zh: flat(zh) }));
    """
    return {name: {tuple(path): text for path, text in pairs} for name, pairs in run(program).items()}


def test_both_languages_have_the_same_texts_in_the_same_order(texts):
    assert list(texts["en"]) == list(texts["zh"])


def test_chinese_is_not_english_left_standing(texts):
    same = [key for key, text in texts["en"].items() if text and text == texts["zh"][key]]
    assert same == [("loading", "parts", "python")]


def test_no_text_is_one_that_nobody_shows(texts):
    sources = [*WEB.rglob("*.js"), *(WEB.parent / "server" / "templates").rglob("*.*")]
    code = "\n".join(path.read_text() for path in sources if path.parent.name != "texts")
    unused = [
        ".".join(path)
        for path in texts["en"]
        if not any(group in path[:-1] for group in PICKED)
        and not re.search(rf"\b(texts|words)(\.\w+)*\.{re.escape(path[-1])}\b", code)
        and not re.search(rf'data-(text|label)="{re.escape(path[-1])}"', code)
    ]
    assert unused == []


def test_every_scene_has_a_title_in_both_languages(texts):
    scenes = Path(__file__).parents[2] / "py" / "oivis" / "oivis" / "scenes"
    ids = {path.parent.name for path in scenes.glob("*/scene.json")}
    assert {path[1] for path in texts["en"] if path[0] == "scenes"} == ids | {OWN}


def test_the_english_titles_are_those_of_the_scenes(texts):
    scenes = Path(__file__).parents[2] / "py" / "oivis" / "oivis" / "scenes"
    for path in scenes.glob("*/scene.json"):
        assert json.loads(path.read_text())["title"] == texts["en"]["scenes", path.parent.name]


def test_the_english_titles_are_those_of_the_examples(texts):
    titles = {path[-1]: text for path, text in texts["en"].items() if path[:2] == ("try", "titles")}
    assert titles == {program["name"]: program["title"] for program in programs()}


def test_every_refusal_of_a_room_has_its_sentence_in_both_languages(texts):
    codes = {path[-1] for path in texts["en"] if path[:2] == ("play", "refusals")}
    assert codes == set(REFUSALS)
