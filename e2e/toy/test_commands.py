"""Gestures to commands, exactly: what was drawn, in that order, once."""

from itertools import chain

import pytest

from e2e.toy.clips import FPS, as_camera, hold, pause, slide
from e2e.toy.video import webm

COMMANDS = ["next", "previous", "confirm", "return"]


def performance():
    """All four commands, as the viewer sees them in the mirror."""
    return chain(pause(0.8), slide(500, 150), slide(150, 500), hold(480, 2.2, fist=True), hold(480, 2.4))


@pytest.fixture(scope="module")
def performing(share_toy, oivis_camera):
    return share_toy(oivis_camera.from_frames(as_camera(performance()))).wait_ready()


def test_each_command_fires_once_in_the_order_of_the_clip(performing):
    first = performing.expect("command")["command"]
    at = COMMANDS.index(first)
    seen = [performing.expect_command(COMMANDS[(at + step) % 4]) for step in range(1, 9)]
    assert all(command["by"] == "gesture" for command in seen)
    # Two rounds of the clip: the same command comes again after exactly one of them.
    length_ms = len(list(performance())) * 1000 / FPS
    for before, after in zip(seen, seen[4:], strict=False):
        assert abs(after["timestamp"] - before["timestamp"] - length_ms) < 250


def test_a_gesture_event_names_only_what_was_drawn(performing):
    performing.expect("gesture")
    seen = {event["detail"]["gesture"] for event in performing.events("gesture")}
    assert seen <= {"palm", "fist", "none"}


def test_a_video_file_is_not_mirrored_and_gives_the_same_commands(open_toy):
    stage = open_toy(debug=1)
    stage.start(webm(performance()), "performance.webm")
    # It plays while the stage loads, so it may be anywhere by now.
    first = stage.expect("command", timeout_s=60)["command"]
    at = COMMANDS.index(first)
    for step in range(1, 5):
        stage.expect_command(COMMANDS[(at + step) % 4])
