"""Every state of the page on a phone and on a desktop: it fits, and there is a picture to look at.

With `--gallery` all that the README shows are made anew in docs/pictures.
"""

import re
from pathlib import Path

import pytest
from oivis.testing import Opener
from PIL import Image

from e2e.faults import unplugged

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "build" / "screenshots"
# As wide as the README shows them.
WIDTHS = {"desktop": 640, "desktop-dark": 640, "phone": 260}
LARGE = {"desktop-gestures": 1100, "phone-start": 390, "phone-effects": 390, "phone-own": 390}
SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "desktop-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "light",
    },
}


@pytest.fixture(scope="module", params=SCREENS)
def screen(request):
    return request.param


# In the dark colours change and sizes do not: a few states show that.
IN_THE_LIGHT = pytest.mark.parametrize("screen", ["desktop", "phone"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def demo(oivis_browsers, oivis_server, screen):
    """The stage that plays the demo clip, for what is seen while it runs."""
    opener = Opener(oivis_browsers, lambda: oivis_server.url)
    yield opener(None, context=SCREENS[screen], autostart="demo").wait_ready()
    opener.close()


@pytest.fixture
def shoot(screen, pytestconfig):
    SHOTS.mkdir(parents=True, exist_ok=True)

    def shot(stage, name):
        # What slides in has arrived; what turns for ever is not waited for.
        stage.page.evaluate(
            "() => Promise.all(document.getAnimations().filter((one) =>"
            " one.effect.getComputedTiming().endTime < Infinity).map((one) => one.finished.catch(() => {})))"
        )
        size = "() => [document.documentElement.scrollWidth, window.innerWidth]"
        content, window = stage.page.evaluate(size)
        assert content <= window, f"{name} is {content} px wide on a screen of {window}"
        outside = stage.page.evaluate(OUTSIDE)
        assert not outside, f"{name}: beyond the screen's edge lies {outside}"
        path = SHOTS / f"{screen}-{name}.png"
        stage.page.screenshot(path=path)
        if pytestconfig.getoption("--gallery") and path.stem in shown():
            keep(path, LARGE.get(path.stem, WIDTHS[screen]))

    return shot


def shown():
    """Names of the pictures in the README."""
    return re.findall(r"\(docs/pictures/([a-z-]+)\.webp\)", (ROOT / "README.md").read_text())


def keep(path, width):
    """Put a screenshot into the README's gallery, small enough for whoever reads that on a train."""
    with Image.open(path) as shot:
        size = width, round(shot.height * width / shot.width)
        shot.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(
            ROOT / "docs" / "pictures" / f"{path.stem}.webp", quality=82, method=6
        )


def test_the_start_card_fits(oivis_open, screen, shoot):
    shoot(oivis_open(None, context=SCREENS[screen], debug=1), "start")


@IN_THE_LIGHT
def test_the_stage_that_is_being_made_ready_fits(oivis_open, screen, shoot):
    def hold(page):
        page.context.route("**/models.json", lambda route: None)

    stage = oivis_open(None, context=SCREENS[screen], prepare=hold, autostart="demo")
    stage.wait_state("loading")
    stage.page.locator("#veil-parts").wait_for()
    shoot(stage, "loading")


@IN_THE_LIGHT
def test_the_card_without_a_camera_fits_and_offers_another_way(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen])
    stage.expect("error", code="camera-missing")
    shoot(stage, "no-camera")
    stage.page.get_by_role("button", name="demo").click()
    stage.wait_state("running", timeout_s=60)


@pytest.fixture(scope="module")
def person_camera(oivis_camera):
    """The demo clip's person before a camera."""
    return oivis_camera.from_clip(ROOT / "build" / "media" / "demo.webm", seconds=4)


@IN_THE_LIGHT
def test_the_stage_that_waits_for_its_camera_fits(oivis_open, person_camera, screen, shoot, tmp_path):
    camera = person_camera.copy(tmp_path)
    stage = oivis_open(camera, context=SCREENS[screen], autostart="camera").wait_ready()
    with unplugged(stage, camera):
        stage.expect("error", code="camera-lost")
        shoot(stage, "camera-lost")


@IN_THE_LIGHT
def test_the_card_of_a_failure_fits(oivis_open, person_camera, screen, shoot):
    def spoil(page):
        page.context.route("**/*.onnx", lambda route: route.fulfill(body=b"this is no model"))

    stage = oivis_open(person_camera, context=SCREENS[screen], prepare=spoil, autostart="demo")
    stage.wait_state("failed")
    shoot(stage, "failed")


# Those that share the demo come last: it takes the processor as long as it is open.
def test_the_running_stage_fits(demo, shoot):
    page = demo.page
    page.locator("#coach").wait_for()
    shoot(demo, "gestures")
    # Whoever looks at the list needs the lesson no more; else it stays for ten seconds.
    page.locator("#help-open").click()
    page.keyboard.press("Escape")
    page.locator("#coach").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").wait_for()
    shoot(demo, "photo")
    page.get_by_role("button", name="Discard").click()


@IN_THE_LIGHT
def test_the_stage_fits_with_each_scene(demo, shoot):
    scenes = demo.page.evaluate("() => window.oivis.scenes.map((scene) => scene.id)")
    # Each costs a second, and the tests of the scenes themselves look at all of them.
    for scene in scenes[::4]:
        demo.page.evaluate("scene => window.oivis.scene(scene)", scene)
        demo.wait_frames(demo.stats()["frames"] + 20)
        shoot(demo, f"scene-{scene}")


@IN_THE_LIGHT
def test_what_is_recorded_and_played_fits(demo, shoot):
    page = demo.page
    page.evaluate("() => window.oivis.scene('aurora')")
    page.get_by_role("button", name="Record").click()
    page.locator("#take").wait_for()
    demo.wait_frames(demo.stats()["frames"] + 20)
    shoot(demo, "clip")
    page.get_by_role("button", name="Stop recording").click()
    page.get_by_role("button", name="Discard").click()
    page.locator("#card").wait_for(state="hidden")
    page.evaluate("() => window.oivis.play('duel')")
    demo.expect("plugin", plugin="duel", what="on")
    demo.wait_frames(demo.stats()["frames"] + 20)
    shoot(demo, "game")
    page.evaluate("() => window.oivis.end('duel')")


def test_what_opens_over_the_stage_fits(demo, shoot):
    page = demo.page
    page.evaluate("() => window.oivis.scene('beach')")
    demo.wait_frames(demo.stats()["frames"] + 20)
    page.get_by_role("button", name="Effects").click()
    page.get_by_text("Painting").click()
    demo.wait_frames(demo.stats()["frames"] + 4)
    shoot(demo, "effects")
    page.get_by_text("None").click()
    page.locator("button[data-scene=own]").click()
    # As a viewer's own picture: one of ours.
    page.evaluate(OWN)
    demo.wait_frames(demo.stats()["frames"] + 20)
    shoot(demo, "own")
    page.keyboard.press("Escape")
    for opener in ("help-open", "panel-open"):
        page.locator(f"#{opener}").click()
        shoot(demo, opener.removesuffix("-open"))
        page.keyboard.press("Escape")


# What is cut off at a side of the picture; the picture itself is larger than the screen.
OUTSIDE = """() => {
  const { left, right } = document.getElementById("screen").getBoundingClientRect();
  return [...document.querySelectorAll("#screen > :not(.picture, .art)")]
    .filter((one) => one.checkVisibility())
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.left < left - 1 || box.right > right + 1;
    })
    .map((one) => one.id || one.className);
}"""

OWN = """async () => {
  const { web } = JSON.parse(document.documentElement.dataset.config).assets;
  await window.oivis.own({ picture: await (await fetch(`${web}scenes/forest.webp`)).blob() });
}"""
