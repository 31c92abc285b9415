import pytest
from starlette.datastructures import FormData

from server.campaigns.bundle import plain
from server.campaigns.document import read
from server.campaigns.templates import NAMES, read_template
from server.studio.fields import find, flat, to_data
from tests.server.campaigns.sample import ASSETS, OFFER, campaign
from tests.server.studio.form import fields, save
from tests.server.studio.maker import Maker
from tests.server.studio.test_campaigns import begin


@pytest.mark.parametrize("template", NAMES)
def test_a_form_that_nobody_touched_changes_nothing(shared: Maker, template: str) -> None:
    begin(shared, f"same-{template}", template)
    slug = f"same-{template}"
    sent = FormData(fields(shared, slug))
    before = read(plain(read_template(template, OFFER).campaign) | {"slug": slug}, OFFER)
    assert read(to_data(sent, before, OFFER), OFFER) == before
    assert save(shared, slug).status_code == 303
    assert "Save as version 3" in shared.get(f"/studio/c/{slug}").text


def test_every_place_of_the_sample_comes_back_from_the_form() -> None:
    before = read(campaign(), OFFER, ASSETS)
    data = plain(before)
    sent = {place.dotted: value for place, value in flat(data).items()}
    form = {place: value for place, value in sent.items() if not place.startswith(("scenes", "languages"))}
    form |= {f"scenes.{id}": str(place) for place, id in enumerate(before.scenes)}
    form |= {"languages": " ".join(before.languages)}
    form |= {
        "bindings.confirm": "product:runner",
        "bindings.next": "scene:next",
        "bindings.return": "say:hello",
    }
    form["lines.0.id"] = "hello"
    for language in before.languages:
        form[f"lines.0.{language}"] = before.texts[language].lines["hello"]
        for word, value in data["texts"][language]["products"]["runner"].items():
            form[f"products.0.{language}.{word}"] = value
    assert read(to_data(FormData(form), before, OFFER), OFFER, ASSETS) == before


def test_what_is_not_there_is_empty() -> None:
    assert find({"a": [{"b": 1}]}, "a.0.b") == 1
    assert [find({"a": [1]}, place) for place in ("a.7", "a.x", "b.c", "a.0.b")] == ["", "", "", ""]
