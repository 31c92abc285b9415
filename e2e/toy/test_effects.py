"""Effects over every scene: from the page's own control, and from code."""

import numpy as np
import pytest

from e2e.toy.clips import PERSON, RED


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    # Who wants less motion gets no fade between scenes: two pictures then differ by what a test did.
    return share_toy(still_camera, context={"reduced_motion": "reduce"}).wait_ready()


def settled(stage):
    """What is shown once two more frames are."""
    stage.wait_frames(stage.stats()["frames"] + 2)
    return stage.composite().astype(int)


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


def test_chain_from_code_is_drawn_and_a_wrong_one_is_refused_while_the_old_one_goes_on(stage):
    stage.page.evaluate("() => window.oivis.scene('studio')")
    inverse = "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n"
    named = stage.page.evaluate(
        "text => window.oivis.picture('inverse', new File([text], 'inverse.cube'))", inverse
    )
    assert named is None
    plain = settled(stage)
    assert chain(stage, [{"filter": "lut", "params": {"table": "inverse"}}]) is None
    inverted = settled(stage)
    assert np.abs(plain + inverted - 255).mean() < 3
    for links, said in (
        ([{"filter": "lut", "params": {"strength": 2}}], "strength of lut is 2, outside 0 to 1"),
        ([{"filter": "lut", "params": {"table": "x"}}], "there are fade, film, golden, inverse"),
        ([{"filter": "sparkle"}], "names the filter 'sparkle'; there are"),
        ("lut", "not a list of links"),
    ):
        error = chain(stage, links)
        assert said in str(error), error
    broken = stage.page.evaluate(
        "() => window.oivis.picture('x', new File(['LUT_3D_SIZE 2\\n0 0'], 'x.cube')).catch(String)"
    )
    assert "line 2 is '0 0'; expected three numbers" in broken
    assert np.abs(settled(stage) - inverted).mean() < 3
    assert chain(stage, []) is None


def test_effect_on_the_person_leaves_the_scene_and_a_sticker_of_the_pages_own_is_shown(stage):
    stage.page.evaluate("() => window.oivis.scene('studio')")
    plain = settled(stage)
    grey = {"filter": "adjust", "on": "person", "params": {"saturation": -1}}
    assert chain(stage, [grey]) is None
    shown = settled(stage)
    x0, y0, x1, _ = PERSON
    person = shown[y0 + 24 :, x0 + 24 : x1 - 24]
    assert np.ptp(np.median(person, axis=(0, 1))) < 6 < max(RED) - min(RED)
    assert np.abs(shown - plain)[:, x1 + 40 :].mean() < 2
    stage.page.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(32, 16);
          const context = canvas.getContext('2d');
          context.fillStyle = '#00ff00';
          context.fillRect(0, 0, 32, 16);
          await window.oivis.picture('green', await canvas.convertToBlob());
        }"""
    )
    link = {"filter": "sticker", "params": {"picture": "green", "at": [0.8, 0.2], "size": 0.1}}
    assert chain(stage, [link]) is None
    height, width = plain.shape[:2]
    assert (np.abs(settled(stage)[height // 5, width * 4 // 5] - [0, 255, 0]) <= 3).all()
    assert chain(stage, []) is None
