"""A campaign on a big screen that nobody looks after."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from oivis.testing.page import StagePage

from e2e.faults import stage_worker
from e2e.toy.clips import FPS, HEIGHT, WIDTH, as_camera, room

OIVIS = Path(sys.executable).parent / "oivis"
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
# Nobody for so long, then somebody for as long.
PASSING_S = 12
LATE_MS = 120_000
SCREENS = {"wide": {"width": 1920, "height": 1080}, "tall": {"width": 1080, "height": 1920}}
# What must be seen whole, in each state.
SEEN = {
    "attract": [".brand", ".attract-title", ".attract-come", ".attract ul", ".attract-consent"],
    "awake": [".brand", ".controls"],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kiosk")
    for words in (
        ["new", "launch", folder / "launch"],
        ["import", folder / "launch", "--publish", "--store", folder / "store"],
    ):
        done = subprocess.run([OIVIS, "campaign", *map(str, words)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return folder / "store"


@pytest.fixture
def server(served, store, toy_models):
    with served("--models", str(toy_models), "--store", str(store)) as server:
        yield server


@pytest.fixture(scope="session")
def passing_camera(oivis_camera):
    """An empty room into which somebody comes, and goes, again and again."""
    frames = [room(None)] * (PASSING_S * FPS) + [room()] * (PASSING_S * FPS)
    return oivis_camera.from_frames(as_camera(iter(frames)))


@pytest.fixture
def opened(oivis_browsers):
    contexts = []

    def open(url, camera, query="", **context):
        contexts.append(oivis_browsers(camera).new_context(reduced_motion="reduce", **context))
        page = contexts[-1].new_page()
        return StagePage(page, url).visit(f"{url}/c/product-launch?lang=en&kiosk&{query}")

    yield open
    for context in contexts:
        context.close()


def wait(stage, kind, late_s=LATE_MS / 1000):
    try:
        stage.page.locator(f"html[data-kiosk={kind}]").wait_for(state="attached", timeout=late_s * 1000)
    except Exception as error:
        raise AssertionError(f"it is not {kind}\n{stage.report()}") from error


@pytest.fixture(scope="session")
def empty_camera(oivis_camera):
    """A room with nobody in it."""
    return oivis_camera.from_frames(as_camera(iter([room(None)] * FPS)))


@pytest.mark.parametrize("state", SEEN)
def test_each_state_fits_every_screen_and_is_large(server, opened, empty_camera, still_camera, state):
    SHOTS.mkdir(parents=True, exist_ok=True)
    stage = opened(server.url, empty_camera if state == "attract" else still_camera)
    # Nobody has touched anything.
    stage.wait_ready(120)
    wait(stage, state)
    if state == "awake":
        stage.page.locator(".attract").wait_for(state="hidden")
    for size, screen in SCREENS.items():
        stage.page.set_viewport_size(screen)
        fits(stage.page, state, screen)
        stage.page.screenshot(path=SHOTS / f"kiosk-{size}-{state}.png")


def test_it_wakes_for_somebody_and_forgets_who_has_gone(server, opened, passing_camera):
    stage = opened(server.url, passing_camera, "idle=8")
    page = stage.page
    stage.wait_ready(120)
    wait(stage, "awake")
    # `return` takes a photo in this campaign.
    page.keyboard.press("Escape")
    page.locator(".handed").wait_for(timeout=LATE_MS)
    wait(stage, "attract")
    page.locator(".handed").wait_for(state="hidden")
    assert page.locator(".handed-picture").get_attribute("src") is None
    page.locator(".scene[data-scene=blossom][aria-pressed=true]").wait_for(state="attached", timeout=LATE_MS)
    wait(stage, "awake")


def fits(page, state, size):
    for selector in SEEN[state]:
        box = page.locator(selector).first.bounding_box()
        assert box, f"{selector} is not seen"
        assert box["x"] >= 0, (selector, box)
        assert box["y"] >= 0, (selector, box)
        assert box["x"] + box["width"] <= size["width"] + 1, (selector, box)
        assert box["y"] + box["height"] <= size["height"] + 1, (selector, box)
    if state == "awake":
        left, right = (page.locator(f".controls button >> nth={at}").bounding_box() for at in (0, 3))
        assert abs(left["x"] + right["x"] + right["width"] - size["width"]) < 2
    # As large as the screen asks for: twice what a phone has.
    zoom = page.evaluate("() => Number(getComputedStyle(document.body).zoom)")
    assert zoom == 2


def test_the_picture_fills_the_screen_and_links_lead_nowhere(server, opened, still_camera):
    stage = opened(server.url, still_camera, viewport=SCREENS["wide"])
    stage.wait_ready(120)
    wait(stage, "awake")
    assert stage.page.locator("#screen").bounding_box() == {"x": 0, "y": 0, **SCREENS["wide"]}
    stage.page.keyboard.press("Enter")
    link = stage.page.get_by_role("link", name="Runner: To the shop")
    link.wait_for(timeout=LATE_MS)
    link.evaluate("link => link.click()")
    assert len(stage.page.context.pages) == 1
    assert "/c/product-launch" in stage.page.url


@pytest.mark.parametrize("size", SCREENS)
def test_a_photo_fills_the_screen_for_its_viewers_phone_and_is_then_nowhere(
    server, opened, still_camera, size
):
    stage = opened(server.url, still_camera, "keep=8", viewport=SCREENS[size])
    page = stage.page
    stage.wait_ready(120)
    wait(stage, "awake")
    page.keyboard.press("Escape")
    photo = page.locator(".handed-picture")
    photo.wait_for(timeout=LATE_MS)
    address = photo.get_attribute("src")
    width, height = photo.evaluate("it => it.decode().then(() => [it.naturalWidth, it.naturalHeight])")
    assert (width, height) == (WIDTH, HEIGHT)
    box = photo.bounding_box()
    assert box["width"] >= 0.9 * SCREENS[size]["width"] and box["height"] >= 0.7 * SCREENS[size]["height"]
    told = page.get_by_role("dialog", name="Take a picture of this screen with your phone").inner_text()
    assert "kept nowhere" in told and re.search(r"^\d$", told, re.MULTILINE)
    assert not page.locator("#save, #share, .controls").filter(visible=True).count()
    page.screenshot(path=SHOTS / f"kiosk-{size}-photo.png")
    page.locator(".handed").wait_for(state="hidden", timeout=LATE_MS)
    assert photo.get_attribute("src") is None
    gone = "url => fetch(url).then(() => false, () => true)"
    assert page.evaluate(gone, address)
    # The next one can be taken, and put away at once.
    page.keyboard.press("Escape")
    page.locator(".handed").wait_for(timeout=LATE_MS)
    page.keyboard.press("Escape")
    page.locator(".handed").wait_for(state="hidden")


def test_a_poster_of_a_person_is_nobody_after_a_while_and_who_walks_by_is_somebody(
    server, opened, still_camera, passing_camera
):
    stage = opened(server.url, still_camera, "still=4&idle=3")
    stage.wait_ready(120)
    wait(stage, "awake")
    wait(stage, "attract")
    # It hangs there still, and is looked at again and again.
    stage.wait_frames(stage.stats()["frames"] + 60, timeout_s=120)
    assert stage.page.locator("html[data-kiosk=attract]").count() == 1
    stage.page.close()
    passing = opened(server.url, passing_camera, "still=4&idle=3")
    passing.wait_ready(120)
    for kind in ("awake", "attract", "awake"):
        wait(passing, kind)


def test_without_the_camera_that_is_meant_the_demo_calls(server, opened, still_camera):
    stage = opened(server.url, still_camera, "camera=Elgato")
    error = stage.expect("error", LATE_MS / 1000, code="camera-missing")
    assert 'whose name has "Elgato" in it. There is: ' in error["message"]
    stage.wait_state("running", timeout_s=LATE_MS / 1000)
    wait(stage, "attract")


def test_the_camera_is_found_by_a_part_of_its_name(server, opened, still_camera):
    stage = opened(server.url, still_camera, "debug=1")
    stage.wait_ready(120)
    name = stage.page.evaluate(
        "() => navigator.mediaDevices.enumerateDevices()"
        ".then((all) => all.find(({ kind }) => kind === 'videoinput').label)"
    )
    stage.visit(f"{server.url}/c/product-launch?lang=en&kiosk&camera={name[1:].upper()}")
    stage.wait_ready(120)
    assert not stage.events("error")
    wait(stage, "awake")


def test_it_goes_on_without_the_server_and_loads_itself_anew_where_no_frame_comes(
    served, store, toy_models, opened, still_camera
):
    with served("--models", str(toy_models), "--store", str(store)) as server:
        stage = opened(server.url, still_camera, "watchdog=30")
        stage.wait_ready(120)
        stage.page.locator("html[data-kept]").wait_for(state="attached", timeout=LATE_MS)
    # The server is gone.
    stage.wait_frames(stage.stats()["frames"] + 3, timeout_s=60)
    stage.page.evaluate("() => { window.isOld = true; }")
    with stage.page.expect_navigation(timeout=LATE_MS):
        stage_worker(stage).evaluate("() => void setTimeout(() => { for (;;); })")
    assert stage.page.evaluate("() => window.isOld") is None
    stage.wait_ready(120)
    wait(stage, "awake")
