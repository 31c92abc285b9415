"""Hands that teach: they come with the first scene, go when one was done or in ten seconds, and come back."""

import pytest

from e2e.toy.clips import as_camera, hold, pause


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera).wait_ready()


def hands(stage):
    return stage.page.locator("#coach li")


def test_three_hands_come_with_the_first_scene_and_are_gone_after_ten_seconds(stage):
    hands(stage).last.wait_for(state="visible")
    assert hands(stage).count() == 3 and all(line.strip() for line in hands(stage).all_inner_texts())
    assert stage.page.evaluate(MOVING) >= 3
    hands(stage).last.wait_for(state="hidden", timeout=15_000)
    # Another start is no first time.
    stage.page.evaluate("() => window.oivis.stop()")
    stage.page.evaluate("() => void window.oivis.start('camera')")
    stage.wait_state("running")
    assert not hands(stage).last.is_visible()


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_they_come_again_by_the_question_mark_and_stand_still_for_who_wants_that(stage, way):
    page = stage.page
    opener = page.get_by_role("button", name="Gestures and keys")
    again = page.get_by_role("button", name="Show me the gestures")
    page.emulate_media(reduced_motion="reduce" if way == "keyboard" else "no-preference")
    for button in (opener, again):
        if way == "pointer":
            button.click()
        else:
            button.press("Enter")
    hands(stage).last.wait_for(state="visible")
    assert not again.is_visible()
    assert (stage.page.evaluate(MOVING) == 0) == (way == "keyboard")
    # It is for the eyes: what lies under it can be pressed, and every line is said.
    assert page.locator("#coach").evaluate("coach => getComputedStyle(coach).pointerEvents") == "none"
    assert "Clench to take a photo" in page.locator("#said").inner_text()
    # Whoever looks at the list needs no lesson.
    opener.click()
    hands(stage).last.wait_for(state="hidden")
    page.keyboard.press("Escape")


@pytest.mark.alone("a hand is held for two seconds")
def test_they_are_gone_when_the_viewer_has_done_one(open_toy, oivis_camera):
    camera = oivis_camera.from_frames(as_camera([*pause(1.5), *hold(480, 2.4)]))
    stage = open_toy(camera).wait_ready()
    stage.expect("command", by="gesture")
    assert not hands(stage).last.is_visible()


MOVING = "() => document.getElementById('coach').getAnimations({ subtree: true }).length"
