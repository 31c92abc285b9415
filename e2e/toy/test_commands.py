"""Gestures to commands, exactly: what was drawn, in that order, once."""

from itertools import chain, pairwise

import pytest

from e2e.toy.clips import FPS, as_camera, hold, pause, slide
from e2e.toy.video import webm

pytestmark = pytest.mark.alone("a hand that slides is seen in few frames where they come slowly")

COMMANDS = ["next", "previous", "confirm", "return"]
# Of the clip, until each command is seen; and how late one may be: what is held is held for over two seconds.
ROUNDS, LATE_MS = 8, 2000


def performance():
    """All four commands, as the viewer sees them in the mirror."""
    return chain(pause(0.8), slide(500, 150), slide(150, 500), hold(480, 2.2, fist=True), hold(480, 2.4))


@pytest.fixture(scope="module")
def performing(share_toy, oivis_camera):
    return share_toy(oivis_camera.from_frames(as_camera(performance()))).wait_ready()


def check_rounds(stage, seen):
    """Watch until each command has come `seen` times, and hold them against the clip, which plays on and on.

    A slow machine may look away while a hand slides: such a command may be missed, but none comes at
    another's place, or twice in a round.
    """
    length_ms = len(list(performance())) * 1000 / FPS
    times = {command: [] for command in COMMANDS}
    while min(map(len, times.values())) < seen:
        event = stage.expect("command")
        assert event["by"] == "gesture"
        times[event["command"]].append(event["timestamp"])
        assert max(map(len, times.values())) <= ROUNDS, stage.report()
    for given in times.values():
        for before, after in pairwise(given):
            rounds = round((after - before) / length_ms)
            assert rounds >= 1 and abs(after - before - rounds * length_ms) < LATE_MS
    since = [(times[command][0] - times[COMMANDS[0]][0]) % length_ms for command in COMMANDS]
    assert since == sorted(since)


def test_each_command_fires_once_a_round_in_the_order_of_the_clip(performing):
    check_rounds(performing, 2)


def test_a_gesture_event_names_only_what_was_drawn(performing):
    performing.expect("gesture")
    seen = {event["detail"]["gesture"] for event in performing.events("gesture")}
    assert seen <= {"palm", "fist", "none"}


def test_a_video_file_is_not_mirrored_and_gives_the_same_commands(performing):
    # In the same page: were its camera still on in another one, half of the frames would be that one's.
    performing.page.evaluate("() => window.oivis.stop()")
    performing.wait_state("idle")
    performing._seen = len(performing.events())
    performing.start(webm(performance()), "performance.webm")
    performing.wait_ready()
    # Once is enough: a mirrored hand would give `previous` at the place of `next`.
    check_rounds(performing, 1)
