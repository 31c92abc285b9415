"""Every state of the page on a phone and on a desktop: it fits, and there is a picture to look at."""

from pathlib import Path

import pytest

SHOTS = Path(__file__).parent.parent / "build" / "screenshots"
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
def shoot(screen):
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
        stage.page.screenshot(path=SHOTS / f"{screen}-{name}.png")

    return shot


def test_the_start_card_fits(oivis_open, screen, shoot):
    shoot(oivis_open(None, context=SCREENS[screen], debug=1), "start")


def test_the_running_stage_fits(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen], autostart="demo").wait_ready()
    scenes = stage.page.evaluate("() => window.oivis.scenes.map((scene) => scene.id)")
    # Each costs a second, and the tests of the scenes themselves look at all of them.
    for scene in scenes[::4]:
        stage.page.evaluate("scene => window.oivis.scene(scene)", scene)
        stage.wait_frames(stage.stats()["frames"] + 20)
        shoot(stage, f"scene-{scene}")
    stage.page.keyboard.press("Enter")
    stage.page.get_by_role("button", name="Save").wait_for()
    shoot(stage, "photo")


def test_the_card_without_a_camera_fits_and_offers_another_way(oivis_open, screen, shoot):
    stage = oivis_open(None, context=SCREENS[screen])
    stage.expect("error", code="camera-missing")
    shoot(stage, "no-camera")
    stage.page.get_by_role("button", name="demo").click()
    stage.wait_state("running", timeout_s=60)
