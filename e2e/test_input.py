"""Every command by keyboard and by touch, on the same path as a gesture."""

import time

import pytest

KEYS = {"confirm": "Enter", "return": "Escape", "next": "ArrowRight", "previous": "ArrowLeft"}


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera, context={"has_touch": True}, autostart="camera").wait_ready()


@pytest.mark.parametrize("command", KEYS)
def test_a_key_is_its_command(stage, command):
    stage.page.keyboard.press(KEYS[command])
    stage.expect_command(command, by="keyboard")
    stage.page.keyboard.press("Escape")
    stage.expect("command", command="return")


@pytest.mark.parametrize(("command", "way"), [("next", -1), ("previous", 1)])
def test_a_swipe_is_its_command(stage, command, way):
    box = stage.page.locator("canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = stage.page.context.new_cdp_session(stage.page)
    began_s = time.time()

    def touch(kind, step, points):
        # A swipe is quick by its own clock, however busy the machine is that plays the finger.
        at_s = began_s + step / 60
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": at_s})

    touch("touchStart", 0, [{"x": x, "y": y}])
    for step in range(1, 8):
        touch("touchMove", step, [{"x": x + way * 20 * step, "y": y}])
    touch("touchEnd", 8, [])
    stage.expect_command(command, by="touch")


def test_do_is_a_command_of_the_page(stage):
    stage.page.evaluate("() => window.oivis.do('next')")
    stage.expect_command("next", by="page")


def test_next_and_previous_choose_scenes(stage):
    scenes = [scene["id"] for scene in stage.page.evaluate("() => window.oivis.scenes")]
    stage.page.evaluate("scene => window.oivis.scene(scene)", scenes[0])
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("ArrowLeft")
    stage.expect_command("next")
    stage.expect_command("previous")
    assert [event["detail"]["scene"] for event in stage.events("scene")][-2:] == [scenes[1], scenes[0]]
