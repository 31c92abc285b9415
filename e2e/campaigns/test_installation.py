"""A big screen from a file host, with the networks that ship, as in a hall: soon without a network."""

import numpy as np
import pytest
from oivis.testing.page import StagePage
from PIL import Image

from e2e.campaigns.test_kiosk import wait
from e2e.exported import FOLDER, file_host, oivis
from e2e.faults import stage_worker
from e2e.toy.clips import FPS, HEIGHT, WIDTH, as_camera

pytestmark = pytest.mark.pictures

# Nobody for so long, then somebody for as long.
PASSING_S = 16
LATE_S = 240
ROOM = "dev/backgrounds/twilio/Kitchen.jpg"
PERSON = "dev/portraits/tfjs/{}/portrait.{}"
SWAY = 24


def covering(path, mode, width=WIDTH):
    with Image.open(path) as picture:
        scale = max(width / picture.width, HEIGHT / picture.height)
        picture = picture.convert(mode).resize((round(picture.width * scale), round(picture.height * scale)))
        left, top = (picture.width - width) // 2, (picture.height - HEIGHT) // 2
        return np.asarray(picture.crop((left, top, left + width, top + HEIGHT)))


def passing(pictures):
    """A real room into which a real person comes, sways and goes."""
    room = covering(pictures / ROOM, "RGB")
    person = covering(pictures / PERSON.format("images", "jpg"), "RGB", WIDTH + 2 * SWAY)
    mask = covering(pictures / PERSON.format("masks", "png"), "L", WIDTH + 2 * SWAY)[..., None] / 255
    for _ in range(PASSING_S * FPS):
        yield room
    for at in range(PASSING_S * FPS):
        x = round(SWAY + SWAY * np.sin(at / FPS * 2))
        part = slice(x, x + WIDTH)
        yield (person[:, part] * mask[:, part] + room * (1 - mask[:, part])).astype(np.uint8)


@pytest.fixture(scope="module")
def hall(oivis_camera, pictures):
    return oivis_camera.from_frames(as_camera(passing(pictures)))


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hall")
    oivis("campaign", "new", "launch", folder / "launch")
    oivis("export", folder / "launch", "--out", folder / "host" / FOLDER)
    return folder / "host"


def test_people_come_and_go_before_it_without_a_network(oivis_browsers, exported, hall):
    context = oivis_browsers(hall).new_context(reduced_motion="reduce")
    page = context.new_page()
    first_scene = page.locator(".scene[data-scene=blossom][aria-pressed=true]")
    with file_host(exported) as (_, url):
        stage = StagePage(page, url).visit(f"{url}/?lang=en&kiosk&idle=4&watchdog=30")
        stage.wait_ready(LATE_S)
        page.locator("html[data-kept]").wait_for(state="attached", timeout=LATE_S * 1000)
    # From here on there is no host. Nobody has touched anything.
    wait(stage, "awake", LATE_S)
    stage.page.keyboard.press("ArrowRight")
    page.locator(".scene[data-scene=beach][aria-pressed=true]").wait_for(state="attached")
    page.keyboard.press("Escape")
    page.locator(".handed").wait_for()
    # Who has gone is forgotten: their photo, and the scene that they chose.
    wait(stage, "attract", LATE_S)
    page.locator(".handed").wait_for(state="hidden")
    assert page.locator(".handed-picture").get_attribute("src") is None
    first_scene.wait_for(state="attached")
    wait(stage, "awake", LATE_S)
    # A stage that hangs is loaded anew, from what was kept.
    page.evaluate("() => { window.isOld = true; }")
    with page.expect_navigation(timeout=LATE_S * 1000):
        stage_worker(stage).evaluate("() => void setTimeout(() => { for (;;); })")
    stage.wait_ready(LATE_S)
    assert page.evaluate("() => window.isOld") is None
    wait(stage, "awake", LATE_S)
    assert not [line for line in stage.console if "uncaught" in line]
    context.close()
