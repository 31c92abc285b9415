import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import httpx
import pytest

from server.figures.fields import FIELDS
from tests.server.studio.form import fields
from tests.server.studio.maker import Maker, Page

TODAY = datetime.now(UTC).date()
PATH = "/studio/c/spring/figures"


class Words(HTMLParser):
    """The words of a page, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    def after(self, *path: str) -> str:
        """Give what stands after words that follow each other somewhere below one another."""
        place = 0
        for word in path:
            place = self.words.index(word, place) + 1
        return self.words[place]


def begin(maker: Maker) -> None:
    assert maker.send("/studio/new", template="launch", slug="spring").status_code == 303
    maker.send("/studio/c/spring/publish", version="1", when="now")


def visit(maker: Maker, *batches: dict) -> None:
    """Open the campaign's page as a viewer does, and send what it has counted."""
    with httpx.Client(base_url=maker.base_url, trust_env=False) as viewer:
        assert viewer.get("/c/spring", headers={"sec-fetch-dest": "document"}).status_code == 200
        for batch in batches:
            answer = viewer.post("/c/spring/figures", json=batch, headers={"origin": maker.base_url})
            assert answer.status_code == 204, answer.text


def test_what_viewers_did_is_shown_at_once(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"starts": {"camera": 1}, "first-scene": {"4": 1}, "commands": {"next": 3}})
    visit(owner, {"starts": {"demo": 1}, "photos": {"": 2}, "products": {"runner": 1}})
    shown = Words(owner.get(PATH).text)
    assert shown.after("Visits") == "2"
    assert shown.after("Starts") == "2"
    assert shown.after("Starts", "2") == "100% of visits"
    assert shown.after("First scene seen") == "1"
    assert shown.after("First scene seen", "1") == "50% of starts"
    assert shown.after("Photos") == "2"
    assert shown.after("Commands") == "3"
    assert shown.after("Commands", "next") == "3"
    assert shown.after("Commands", "return") == "0"
    assert shown.after("Clicks on products", "Clicks on products", "runner") == "1"
    # The same in the list of campaigns.
    assert "2 visits, 2 starts, 2 photos in 30 days" in owner.get("/studio").text


def test_games_are_called_what_viewers_call_them_in_either_language(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"plays": {"catch": 3}})
    assert Words(owner.get(PATH).text).after("Catch the snow") == "3"
    owner.send("/studio/language", language="zh")
    assert Words(owner.get(PATH).text).after("接雪花") == "3"


def test_every_field_has_a_column_of_the_table_day_by_day(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"errors": {"camera-denied": 4}})
    text = owner.get(PATH).text
    table = text[text.index('class="numbers"') :]
    heads = re.findall(r'<th scope="col">([^<]*)</th>', table)
    assert heads == ["Day (UTC)", *(field.title["en"] for field in FIELDS)]
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>((?:<td>[^<]*</td>)*)</tr>', table)
    assert len(rows) == 30
    cells = dict(zip(heads[1:], re.findall(r"<td>([^<]*)</td>", rows[-1][1]), strict=True))
    assert rows[-1][0] == TODAY.isoformat()
    assert (cells["Visits"], cells["Errors"], cells["Photos"]) == ("1", "4", "0")


def test_every_chart_is_a_picture_with_a_name_and_a_word_for_each_column(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"photos": {"": 7}})
    drawings = re.findall(r"<svg [^>]*role=\"img\".*?</svg>", owner.get(PATH).text, re.DOTALL)
    charts = [ElementTree.fromstring(drawing) for drawing in drawings]
    names = [chart.get("aria-label") or "" for chart in charts]
    assert len(charts) == 2
    assert names[0].endswith("1 visits, 0 starts")
    assert names[1] == f"Photos day by day from {TODAY - timedelta(days=29)} to {TODAY}: 7"
    titles = [element.text for element in charts[1].iter("title")]
    assert titles == [f"{TODAY}: 7"]


def test_another_range_of_days_shows_those(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"photos": {"": 7}})
    before = TODAY - timedelta(days=1)
    page = Words(owner.get(f"{PATH}?from={before - timedelta(days=6)}&to={before}").text)
    assert page.after("Photos") == "0"
    assert "None in these days." in page.words
    assert Words(owner.get(f"{PATH}?from={TODAY}&to={TODAY}").text).after("Photos") == "7"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=tomorrow", "right would be a day such as 2027-03-01"),
        ("from=2026-13-01", "right would be a day such as"),
        ("from=2026-03-02&to=2026-03-01", "the earlier one first"),
        ("from=2026-01-01&to=2027-01-02", "366 days are the most"),
        ("to=0001-01-01", "right would be a day after 2000"),
        ("from=<script>alert(1)</script>", "right would be a day such as"),
        ("to=9999-12-31", "right would be a day after 2000"),
    ],
)
def test_what_is_no_range_of_days_is_said(owner: Maker, query: str, said: str) -> None:
    begin(owner)
    for path in (PATH, f"{PATH}.csv"):
        answer = owner.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert said in answer.text
        assert Page(answer.text).foreign == Page(answer.text).acting == []


def test_the_csv_holds_the_same_counters(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"commands": {"next": 3, "return": 1}, "photos": {"": 2}})
    answer = owner.get(f"{PATH}.csv?from={TODAY}&to={TODAY}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="spring-{TODAY}-{TODAY}.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows == [
        ["day", "field", "label", "count"],
        [TODAY.isoformat(), "commands", "next", "3"],
        [TODAY.isoformat(), "commands", "return", "1"],
        [TODAY.isoformat(), "photos", "", "2"],
        [TODAY.isoformat(), "visits", "", "1"],
    ]


def test_who_may_look_sees_figures_and_who_is_nobody_does_not(owner: Maker) -> None:
    begin(owner)
    looker = owner.invite("viewer", "cy")
    for path in (PATH, f"{PATH}.csv"):
        assert looker.get(path).status_code == 200
        answer = httpx.get(owner.base_url + path, trust_env=False)
        assert answer.headers["location"] == "/studio/login"
        # Plug-ins run at this origin too.
        scripted = looker.client.get(path, headers={"sec-fetch-dest": "empty"})
        assert scripted.status_code == 403
        assert looker.get(path.replace("spring", "nothing")).status_code == 404


def test_a_copy_has_no_figures_of_what_it_was_made_from(owner: Maker) -> None:
    begin(owner)
    visit(owner, {"photos": {"": 2}})
    owner.send("/studio/c/spring/duplicate", slug="summer")
    assert Words(owner.get("/studio/c/summer/figures").text).after("Photos") == "0"


def test_the_preview_counts_nothing(owner: Maker) -> None:
    begin(owner)
    page = owner.client.get("/studio/c/spring/preview", headers={"sec-fetch-dest": "iframe"})
    assert "/figures" not in page.text
    assert Words(owner.get(PATH).text).after("Visits") == "0"


def test_figures_are_switched_off_in_the_form(owner: Maker) -> None:
    begin(owner)
    told = {name: value for name, value in fields(owner).items() if name != "figures"}
    assert owner.send("/studio/c/spring", **told).status_code == 303
    assert "figures" not in fields(owner)
    owner.send("/studio/c/spring/publish", version="2", when="now")
    page = httpx.get(f"{owner.base_url}/c/spring", headers={"sec-fetch-dest": "document"}, trust_env=False)
    assert page.status_code == 200
    assert "/figures" not in page.text
    assert Words(owner.get(PATH).text).after("Visits") == "0"


def test_a_leap_year_is_a_range(owner: Maker) -> None:
    begin(owner)
    first, last = date(2028, 1, 1), date(2028, 12, 31)
    assert owner.get(f"{PATH}?from={first}&to={last}").status_code == 200
