from pathlib import Path

from server.campaigns.document import read
from server.figures.fields import FIELDS, known
from server.figures.pages import LANGUAGES
from tests.node import run
from tests.server.campaigns.sample import ASSETS, OFFER, campaign

WEB = Path(__file__).parents[3] / "web"


def test_every_field_and_label_is_said_in_every_language() -> None:
    for field in FIELDS:
        said = [field.title, field.about, *(field.labels or {}).values()]
        assert all(words.keys() == set(LANGUAGES) and all(words.values()) for words in said), field.name


def test_names_fit_the_table_and_are_there_once() -> None:
    names = [field.name for field in FIELDS]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 40 for field in FIELDS for name in (field.name, *(field.labels or {})))


def test_the_page_may_send_its_own_products_and_the_servers_plugins_and_no_visit() -> None:
    found = known(read(campaign(), OFFER, ASSETS), {"catch"})
    assert found["products"] == {"runner"}
    assert found["plays"] == {"catch"}
    assert found["photos"] == {""}
    assert "visits" not in found
    assert found.keys() | {"visits"} == {field.name for field in FIELDS}


def test_the_page_counts_under_the_names_of_the_list() -> None:
    program = """
        const { labels } = await import("./campaign/fields.js");
        console.log(JSON.stringify(labels));
    """
    listed = {field.name: list(field.labels) for field in FIELDS if field.labels}
    assert run(program) == listed
    code = (WEB / "campaign" / "counts.js").read_text() + (WEB / "page.js").read_text()
    # What is one sum, or has names of the campaign's own, is written where it happens.
    assert [field.name for field in FIELDS if f'"{field.name}"' not in code] == ["visits"]


def test_every_code_of_an_error_that_viewers_read_is_counted_apart() -> None:
    errors = next(field for field in FIELDS if field.name == "errors")
    house = (WEB.parent / "docs" / "house.md").read_text()
    codes = house.split("Codes: ")[1].split(".\n")[0].replace("\n", " ").replace("`", "").split(", ")
    assert errors.labels
    assert list(errors.labels) == [*codes, "other"]
