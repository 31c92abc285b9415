"""Every state of the page on a phone and on a desktop: it fits, and there is a picture to look at.

With `--gallery` those that the README shows are made anew in docs/pictures.
"""

from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
SHOTS = ROOT / "build" / "screenshots"
# Of these the README's gallery is made, as wide as they are shown there.
GALLERY = {
    "desktop-gestures": 1100,
    "desktop-dark-effects": 1100,
    "phone-start": 390,
    "phone-effects": 390,
    "phone-own": 390,
}
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


@pytest.fixture(params=SCREENS)
def screen(request):
    return request.param


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
        if pytestconfig.getoption("--gallery") and path.stem in GALLERY:
            keep(path, GALLERY[path.stem])

    return shot


def keep(path, width):
    """Put a screenshot into the README's gallery, small enough for whoever reads that on a train."""
    with Image.open(path) as shot:
        size = width, round(shot.height * width / shot.width)
        shot.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(
            ROOT / "docs" / "pictures" / f"{path.stem}.webp", quality=82, method=6
        )


def test_the_start_card_fits(oivis_open, screen, shoot):
    shoot(oivis_open(None, context=SCREENS[screen], debug=1), "start")


def test_the_running_stage_fits(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen], autostart="demo").wait_ready()
    stage.page.locator("#coach").wait_for()
    shoot(stage, "gestures")
    stage.page.locator("#coach").wait_for(state="hidden", timeout=15_000)
    scenes = stage.page.evaluate("() => window.oivis.scenes.map((scene) => scene.id)")
    # Each costs a second, and the tests of the scenes themselves look at all of them.
    for scene in scenes[::4]:
        stage.page.evaluate("scene => window.oivis.scene(scene)", scene)
        stage.wait_frames(stage.stats()["frames"] + 20)
        shoot(stage, f"scene-{scene}")
    stage.page.keyboard.press("Enter")
    stage.page.get_by_role("button", name="Save").wait_for()
    shoot(stage, "photo")


def test_what_opens_over_the_stage_fits(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen], autostart="demo").wait_ready()
    page = stage.page
    page.evaluate("() => window.oivis.scene('beach')")
    stage.wait_frames(stage.stats()["frames"] + 20)
    page.get_by_role("button", name="Effects").click()
    page.get_by_text("Painting").click()
    stage.wait_frames(stage.stats()["frames"] + 4)
    shoot(stage, "effects")
    page.get_by_text("None").click()
    page.locator("button[data-scene=own]").click()
    # As a viewer's own picture: one of ours.
    page.evaluate(OWN)
    stage.wait_frames(stage.stats()["frames"] + 20)
    shoot(stage, "own")
    page.keyboard.press("Escape")
    for opener in ("help-open", "panel-open"):
        page.locator(f"#{opener}").click()
        shoot(stage, opener.removesuffix("-open"))
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


def test_the_card_without_a_camera_fits_and_offers_another_way(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen])
    stage.expect("error", code="camera-missing")
    shoot(stage, "no-camera")
    stage.page.get_by_role("button", name="demo").click()
    stage.wait_state("running", timeout_s=60)
