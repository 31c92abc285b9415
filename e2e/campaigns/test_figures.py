"""What a viewer did is what the dashboard shows, and no more; who wants not to be counted is not."""

import re
import time
from pathlib import Path

import pytest
from oivis.testing import serve
from oivis.testing.page import StagePage

from e2e.campaigns.test_viewer import STILL, begin, oivis
from e2e.test_access import check  # noqa: F401

pytestmark = pytest.mark.server("figures")

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PASSWORD = "a horse in the rain"
CAMPAIGN = "/c/product-launch"
FIGURES = "/studio/c/product-launch/figures"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# What a browser says to pages where its user has asked not to be tracked.
DNT = "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })"
GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })"
# Playwright does not hear every beacon of a page that is left.
SPY = """const send = Navigator.prototype.sendBeacon;
Navigator.prototype.sendBeacon = function (url, body) {
  localStorage.beacons = `${localStorage.beacons ?? ""}${url} `;
  return send.call(this, url, body);
};"""
WISHES = {"dnt": (DNT, {"DNT": "1"}), "gpc": (GPC, {"Sec-GPC": "1"}), "page alone": (DNT, {})}


@pytest.fixture(scope="module")
def server(toy_models, tmp_path_factory):
    """A server with the toy models and one campaign that viewers see."""
    folder = tmp_path_factory.mktemp("figures")
    store = folder / "store"
    oivis("new", "launch", folder / "launch")
    oivis("import", folder / "launch", "--publish", "--store", store)
    with serve("--models", str(toy_models), "--store", str(store)) as server:
        yield server


@pytest.fixture
def viewer(server, oivis_browsers, still_camera):
    """Open the campaign's page."""
    contexts = []

    def open(script="", **context):
        made = oivis_browsers(still_camera).new_context(**STILL, **context)
        contexts.append(made)
        made.route("https://shop.example/**", lambda route: route.fulfill(body="the shop"))
        stage = StagePage(made.new_page(), server.url)
        stage.page.add_init_script(SPY + script)
        stage.page.goto(f"{server.url}{CAMPAIGN}?lang=en")
        return stage

    yield open
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def maker(server, oivis_browsers, still_camera):
    """Somebody who is signed in to the studio."""
    context = oivis_browsers(still_camera).new_context(**STILL)
    page = context.new_page()
    link = re.search(r"(/studio/join\?token=\S+)", server.printed())[1]
    page.goto(server.url + link)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("heading", name="Campaigns").wait_for()
    yield page
    context.close()


def shown(server, maker):
    """Every sum that the dashboard shows, and every label that is not 0."""
    maker.goto(server.url + FIGURES)
    return maker.evaluate("""() => {
      const number = (text) => Number(text.replaceAll(",", ""));
      const tiles = [...document.querySelectorAll(".tile")].map((tile) =>
        [tile.querySelector("dt").textContent, number(tile.querySelector("dd").textContent)]);
      const bars = [...document.querySelectorAll(".panel tbody tr")].map((row) =>
        [`${row.closest(".panel").id} ${row.querySelector("th").textContent}`,
         number(row.querySelector("td").textContent)]);
      return Object.fromEntries([...tiles, ...bars].filter(([, count]) => count));
    }""")


def sent(stage):
    """Where the page has sent figures to, from another page of the same origin, which sends none."""
    # Leaving is when the last of it is sent.
    stage.page.goto(f"{stage.url}/figures")
    return set(stage.page.evaluate("localStorage.beacons ?? ''").split())


def visit(stage):
    """What a viewer does: another scene, a product, its shop, a photo that they save."""
    page = begin(stage).page
    page.keyboard.press("ArrowRight")
    stage.expect("command", command="next")
    page.keyboard.press("Enter")
    stage.expect("command", command="confirm")
    offers = page.get_by_role("dialog", name="Products")
    with page.expect_popup() as shop:
        offers.get_by_role("link", name="Runner: To the shop").click()
    shop.value.close()
    page.bring_to_front()
    page.keyboard.press("Escape")
    offers.wait_for(state="hidden")
    page.keyboard.press("Escape")
    page.locator("#card").wait_for()
    with page.expect_download():
        page.get_by_role("button", name="Save").click()
    page.locator("#card").wait_for(state="hidden")


def settled(server, maker, wanted, timeout_s=60):
    """What is shown once `wanted` is there: a beacon arrives when the browser has time for it."""
    end = time.monotonic() + timeout_s
    while not wanted(found := shown(server, maker)) and time.monotonic() < end:
        maker.wait_for_timeout(200)
    return found


def test_the_dashboard_shows_what_a_viewer_did_and_no_more(viewer, server, maker):
    assert shown(server, maker) == {}
    assert sent(viewer()) == set()
    stage = viewer()
    assert stage.page.get_by_role("link", name="What is counted here").is_visible()
    # Opened and not started: the page itself says nothing.
    assert settled(server, maker, lambda found: found.get("Visits") == 2) == {"Visits": 2}
    visit(stage)
    assert sent(stage) == {f"{CAMPAIGN}/figures"}
    found = settled(server, maker, lambda found: "Photos" in found)
    # How fast the machine is, and whether it was asked before the viewer left, is its own affair.
    steps = [found.pop(name) for name in list(found) if name.startswith(("first-scene", "devices"))]
    assert steps in ([1], [1, 1])
    assert found == {
        "Visits": 2,
        "Starts": 1,
        "First scene seen": 1,
        "Photos": 1,
        "Clicks on products": 1,
        "starts camera": 1,
        "commands confirm": 1,
        "commands return": 2,
        "commands next": 1,
        "inputs keyboard": 4,
        "products runner": 1,
    }
    assert stage.page.context.cookies() == []
    assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]


@pytest.mark.parametrize("wish", WISHES)
def test_nothing_is_sent_of_who_wants_not_to_be_counted(viewer, server, maker, wish):
    script, headers = WISHES[wish]
    before = shown(server, maker)
    stage = viewer(script, extra_http_headers=headers)
    visit(stage)
    assert sent(stage) == set()
    # What the page does not say the server still sees: only the browser's header stops that.
    visits = before.get("Visits", 0) + (not headers)
    assert settled(server, maker, lambda found: found.get("Visits", 0) == visits) == {
        **before,
        **({"Visits": visits} if visits else {}),
    }


@pytest.mark.parametrize("size", SIZES)
def test_figures_can_be_read_by_everyone(server, maker, viewer, check, size):  # noqa: F811
    SHOTS.mkdir(parents=True, exist_ok=True)
    viewer()
    settled(server, maker, bool)
    maker.set_viewport_size(SIZES[size])
    stage = StagePage(maker, server.url)
    for name, path in (("figures", FIGURES), ("counted", "/figures?lang=zh")):
        maker.goto(server.url + path)
        content, window = maker.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert content <= window, f"{name} is {content} px wide on a screen of {window}"
        if name == "figures":
            maker.get_by_text("Day by day, as a table").click()
        check(stage, name)
        maker.screenshot(path=SHOTS / f"{size}-studio-{name}.png", full_page=True)
