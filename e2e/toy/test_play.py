"""Plug-ins of ours in a real page: switched on from the panel, drawn on the picture, gone without a trace."""

import numpy as np
import pytest

PLAYED = ["hats", "booth", "carousel", "vignette"]


@pytest.fixture(scope="module")
def shared(share_toy, still_camera):
    return share_toy(still_camera).wait_ready()


@pytest.fixture
def stage(shared):
    """The stage without a plug-in, before and after."""
    yield shared
    shared.page.evaluate("names => { for (const name of names) window.oivis.end(name); }", PLAYED)
    shared.page.keyboard.press("Escape")


def settled(stage):
    """The picture where nothing but the scene is to be seen, still."""
    stage.page.emulate_media(reduced_motion="reduce")
    stage.page.evaluate("() => window.oivis.scene('studio')")
    stage.wait_frames(stage.stats()["frames"] + 15)
    return stage.composite().astype(int)


def expect_plugin(stage, plugin, what):
    """The next event of that kind; others of the plug-in may come before."""
    for _ in range(40):
        detail = stage.expect("plugin")
        if (detail["plugin"], detail["what"]) == (plugin, what):
            return detail
    raise AssertionError(f"no {what} of {plugin}")


def test_what_is_switched_on_in_the_panel_is_drawn_and_switched_off_again(stage):
    page = stage.page
    plain = settled(stage)
    page.locator("#play button").first.click()
    page.locator("#play label", has_text="Hats").click()
    expect_plugin(stage, "hats", "on")
    stage.wait_frames(stage.stats()["frames"] + 8)
    worn = stage.composite().astype(int)
    changed = np.abs(worn - plain).max(axis=2) > 60
    assert 0.005 < changed.mean() < 0.5
    # The head of the red person is where the hat is.
    assert 0.25 < np.nonzero(changed)[1].mean() / changed.shape[1] < 0.75
    page.locator("#play label", has_text="Hats").click()
    expect_plugin(stage, "hats", "off")
    stage.wait_frames(stage.stats()["frames"] + 3)
    left = np.abs(stage.composite().astype(int) - plain).max(axis=2) > 60
    assert left[changed].mean() < 0.1


def test_the_booth_counts_by_key_and_its_photo_lies_on_the_card(stage):
    stage.page.evaluate("() => window.oivis.play('booth', {seconds: 1})")
    stage.page.keyboard.press("p")
    expect_plugin(stage, "booth", "photo")
    stage.page.locator("#save").wait_for()


def test_a_parameter_is_set_in_the_form(stage):
    page = stage.page
    page.evaluate("() => window.oivis.play('carousel')")
    expect_plugin(stage, "carousel", "on")
    page.locator("#play button").first.click()
    page.locator("#play textarea").fill("Tea; 3; star")
    page.locator("#play textarea").blur()
    page.locator("#play-bar button", has_text="Look closer").click()
    assert expect_plugin(stage, "carousel", "told")["record"] == {"product": "Tea"}


def test_what_a_plugin_kept_is_there_after_a_reload(stage):
    stage.page.evaluate("() => window.oivis.play('hats')")
    stage.page.locator("#play-bar button", has_text="Another one").click()
    assert expect_plugin(stage, "hats", "state")["state"] == {"hat": "crown"}
    stage.open(autostart="camera", plugin="hats")
    stage.wait_ready()
    expect_plugin(stage, "hats", "on")
    stage.page.locator("#play-bar button", has_text="Another one").click()
    assert expect_plugin(stage, "hats", "state")["state"] == {"hat": "shades"}


def test_one_that_is_not_there_is_named_with_those_that_are(stage):
    reason = stage.page.evaluate(
        "() => window.oivis.play('nobody').catch(({code, message}) => [code, message])"
    )
    assert reason[0] == "plugin-failed" and "no plug-in nobody" in reason[1] and "booth" in reason[1]


def test_a_filter_is_a_plugin_of_its_own(stage):
    plain = settled(stage)
    stage.page.evaluate("() => window.oivis.play('vignette', {amount: 1})")
    stage.wait_frames(stage.stats()["frames"] + 3)
    assert stage.composite()[:20, :20].mean() < plain[:20, :20].mean() - 30
