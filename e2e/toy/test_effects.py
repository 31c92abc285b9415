"""Effects over every scene: from the page's own control, and from code."""

import numpy as np
import pytest
from PIL import Image

from e2e.toy.clips import HEIGHT, WIDTH


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    # Who wants less motion gets no fade between scenes: two pictures then differ by what a test did.
    return share_toy(still_camera, context={"reduced_motion": "reduce"}).wait_ready()


def settled(stage):
    """What is shown when a chosen scene has come, at one size: on a busy machine frames become smaller."""
    # A scene that nobody sees yet is drawn over twelve frames, while the one before it stays.
    stage.wait_frames(stage.stats()["frames"] + 14)
    picture = Image.fromarray(stage.composite()).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return np.asarray(picture).astype(int)


def chain(stage, links):
    """Lay links over every scene; the message where they are refused."""
    return stage.page.evaluate("links => window.oivis.chain(links).then(() => null, (error) => error)", links)


def test_viewer_chooses_an_effect_by_the_keyboard_and_takes_it_away(stage):
    page = stage.page
    stage.page.evaluate("() => window.oivis.scene('studio')")
    before = settled(stage)
    button = page.get_by_role("button", name="Effects")
    button.press("Enter")
    assert page.get_by_role("radio", name="None").is_checked()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Golden hour").is_checked()
    golden = settled(stage)
    assert (golden - before)[..., 0].mean() > (golden - before)[..., 2].mean() + 5
    slider = page.get_by_role("slider")
    slider.press("Home")
    assert np.abs(settled(stage) - before).mean() < 1
    slider.press("End")
    # The next scene keeps it, and Escape closes the choice and does nothing else.
    page.evaluate("() => window.oivis.scene('night')")
    with_it = settled(stage)
    page.keyboard.press("Escape")
    assert page.get_by_role("radio", name="None").count() == 0
    assert button.evaluate("button => button === document.activeElement")
    assert chain(stage, []) is None
    assert np.abs(settled(stage) - with_it).mean() > 3
    assert stage.page.evaluate("() => window.oivis.stats().then((stats) => stats.stage.scene)") == "night"
