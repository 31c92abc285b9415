"""A campaign from a template to a viewer: kept by the command line, served, opened, worked by keys."""

import subprocess
import sys
from pathlib import Path

import pytest
from oivis.testing.page import StagePage

from e2e.test_access import check  # noqa: F401
from e2e.test_cover import room_seen

OIVIS = Path(sys.executable).parent / "oivis"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STILL = {"reduced_motion": "reduce"}
# Every colour becomes red.
RED = "LUT_1D_SIZE 2\n1 0 0\n1 0 0\n"


def oivis(*words):
    done = subprocess.run([OIVIS, "campaign", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def server(served, toy_models, tmp_path_factory):
    """A server with the toy models and three campaigns."""
    folder = tmp_path_factory.mktemp("campaigns")
    store = folder / "store"
    for template in ("launch", "holiday", "stream"):
        oivis("new", template, folder / template)
    document = folder / "holiday" / "campaign.toml"
    document.write_text(document.read_text().replace('"golden", strength = 0.5', '"red.cube"'))
    (folder / "holiday" / "assets" / "red.cube").write_text(RED)
    for template in ("launch", "holiday", "stream"):
        assert "is kept as version 1" in oivis("import", folder / template, "--publish", "--store", store)
    with served("--models", str(toy_models), "--store", str(store)) as server:
        yield server


@pytest.fixture
def opened(server, oivis_browsers, still_camera):
    """Open a campaign's page."""
    contexts = []

    def open(slug, query="lang=en", prepare=lambda context: None, **context):
        made = oivis_browsers(still_camera).new_context(**{**STILL, **context})
        contexts.append(made)
        prepare(made)
        return StagePage(made.new_page(), server.url).visit(f"{server.url}/c/{slug}?{query}")

    yield open
    for context in contexts:
        context.close()


def begin(stage):
    stage.page.get_by_role("button", name="Start camera").click()
    return stage.wait_ready()


def scene(stage):
    return stage.page.locator(".scene[aria-pressed=true]").get_attribute("data-scene")


def test_viewer_reads_what_the_camera_is_for_before_it_can_start(opened):
    stage = opened("product-launch", "lang=en&autostart=camera", **PHONE)
    page = stage.page
    assert page.title() == "The spring collection"
    assert page.get_by_role("heading", level=1).inner_text() == "Walk into spring."
    assert "cut you out of your room" in page.locator("#consent").inner_text()
    assert "No picture" in page.locator("#retention").inner_text()
    assert page.locator("#contact").get_attribute("href") == "mailto:privacy@shop.example"
    start = page.get_by_role("button", name="Start camera")
    assert page.locator("#consent").bounding_box()["y"] < start.bounding_box()["y"]
    # The address asks for the camera at once; a campaign waits for the viewer.
    assert stage.wait_state("idle") == "idle"
    begin(stage)
    # Whose page it is can be read beside all that a phone shows there.
    assert page.locator(".brand").evaluate("it => it.scrollWidth <= it.clientWidth")
    assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]


def test_room_is_never_seen_where_the_campaign_says_so(opened):
    held = []
    # All but Python can load: its wheel comes once the test has looked.
    hold = lambda context: context.route("**/oivis-*.whl", lambda route: held.append(route))  # noqa: E731
    stage = opened("live-stream", prepare=hold)
    stage.page.get_by_role("button", name="Start camera").click()
    waiting, failing = room_seen(stage, held)
    assert waiting <= 4 and failing <= 4


def test_viewer_walks_the_campaigns_scenes_and_no_other(opened):
    stage = begin(opened("product-launch"))
    page = stage.page
    scenes = page.locator(".scene").evaluate_all("found => found.map((one) => one.dataset.scene)")
    assert scenes == ["blossom", "beach", "studio", "confetti"]
    for wanted in ("beach", "studio", "confetti", "blossom"):
        page.keyboard.press("ArrowRight")
        stage.expect("command", command="next")
        page.locator(f".scene[data-scene={wanted}][aria-pressed=true]").wait_for(timeout=20_000)


def test_commands_do_what_the_campaign_binds_them_to(opened):
    stage = begin(opened("product-launch"))
    page = stage.page
    offers = page.get_by_role("dialog", name="Products")
    page.keyboard.press("Enter")
    offers.wait_for()
    link = offers.get_by_role("link", name="Runner: To the shop")
    assert link.get_attribute("href") == "https://shop.example/runner"
    assert link.evaluate("link => link === document.activeElement")
    assert "79 EUR" in offers.inner_text()
    assert offers.get_by_role("link", name="See the collection").get_attribute("rel") == "noopener noreferrer"
    # What lies open is closed first, whatever `return` is bound to.
    page.keyboard.press("Escape")
    offers.wait_for(state="hidden")
    assert not page.locator("#card").is_visible()
    page.keyboard.press("Escape")
    page.locator("#card").wait_for()
    assert scene(stage) == "blossom"


def test_the_page_says_what_each_gesture_does_here(opened):
    page = opened("product-launch").page
    assert page.locator(".hints [data-text=fistDoes]").inner_text() == "Runner"
    assert page.locator(".hints [data-text=palmDoes]").inner_text() == "Take a photo"
    assert page.locator("button[data-do=confirm]").get_attribute("aria-label") == "Runner"


def test_viewer_reads_it_in_their_own_language_and_in_its_colours(opened):
    page = opened("product-launch", "lang=zh").page
    assert page.get_by_role("heading", level=1).inner_text() == "走进春天。"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    start = page.locator(".start .primary")
    assert start.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(163, 22, 79)"
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en")
    assert page.get_by_role("heading", level=1).inner_text() == "Walk into spring."


def test_a_table_of_colours_and_the_frame_of_the_campaign_lie_over_every_scene(opened):
    stage = begin(opened("holiday-greeting"))
    stage.wait_frames(stage.stats()["frames"] + 2)
    picture = stage.composite().astype(int)
    height, width = picture.shape[:2]
    middle = picture[height // 4 : -height // 4, width // 4 : -width // 4]
    assert middle[..., 0].mean() > 250
    assert middle[..., 1:].mean() < 5
    # The frame is gold, and lies over the table.
    edge = picture[: height // 8, width // 4 : -width // 4]
    assert edge[..., 1].max() > 150
    stage.page.keyboard.press("Escape")
    stage.page.locator("#toast", has_text="Happy holidays!").wait_for()


@pytest.mark.parametrize("slug", ["product-launch", "holiday-greeting"])
def test_everyone_can_read_and_work_a_campaign(opened, check, slug):  # noqa: F811
    stage = opened(slug)
    check(stage, "start")
    begin(stage)
    check(stage, "running")
    if slug == "product-launch":
        stage.page.get_by_role("button", name="Products").click()
        check(stage, "products")
