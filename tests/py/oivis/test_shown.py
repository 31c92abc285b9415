from dataclasses import replace

import numpy as np
import pytest
from oivis.shown import HUD_EVERY_MS, Shown
from oivis.types import Hand


def hand(gesture: str, id: int = 1, x: float = 100) -> Hand:
    box = np.array([x, 120, x + 64, 240], np.float32)
    blank = np.zeros((21, 3), np.float32)
    return Hand(id, box, blank, blank, 0.9, gesture, 0.8765, "left")


@pytest.fixture
def heard() -> list[tuple]:
    return []


@pytest.fixture
def shown(heard) -> Shown:
    return Shown(lambda kind, record: heard.append((kind, record)))


def test_a_gesture_is_told_once_and_only_when_two_looks_agree(shown, heard):
    for at, gesture in enumerate(["palm", "palm", "palm", "fist", "palm", "fist", "fist"]):
        shown.gestures([hand(gesture)], at * 33)
    assert [(record["gesture"], record["timestamp"]) for _, record in heard] == [("palm", 33), ("fist", 198)]
    assert heard[0] == (
        "gesture",
        {"hand": 1, "gesture": "palm", "score": 0.876, "handedness": "left", "timestamp": 33},
    )


def test_a_hand_as_last_seen_does_not_agree_with_itself(shown, heard):
    for at, is_fresh in enumerate([True, False, False]):
        shown.gestures([replace(hand("fist"), is_fresh=is_fresh)], at * 33)
    assert heard == []
    shown.gestures([hand("fist")], 99)
    assert [record["gesture"] for _, record in heard] == ["fist"]


def test_a_hand_that_is_gone_shows_none(shown, heard):
    for at in (0, 33):
        shown.gestures([hand("palm"), hand("none", id=2)], at)
    heard.clear()
    shown.gestures([], 66)
    assert [(record["hand"], record["gesture"]) for _, record in heard] == [(1, "none")]


def test_a_hand_that_comes_and_goes_and_shows_none_is_no_event(shown, heard):
    for at in range(6):
        shown.gestures([hand("none")] if at != 3 else [], at * 33)
    assert heard == []


def hud(shown: Shown, hands: list[Hand], timestamp_ms: float) -> None:
    shown.hud(hands, {}, 640, 480, "snow", 0, timestamp_ms)


def test_the_hud_hears_of_changes_at_most_ten_times_a_second(shown, heard):
    for step in range(60):
        hud(shown, [hand("palm", x=100 + step)], step * 1000 / 60)
    assert 9 <= len(heard) <= 10


def test_the_hud_hears_nothing_while_nothing_changes(shown, heard):
    for step in range(60):
        hud(shown, [hand("palm")], step * HUD_EVERY_MS)
    assert len(heard) == 1


def test_boxes_of_the_hud_are_shares_of_the_frame(shown, heard):
    hud(shown, [hand("palm")], 0)
    (seen,) = heard[0][1]["hands"]
    assert seen == {
        "id": 1,
        "gesture": "palm",
        "score": 0.88,
        "box": [0.156, 0.25, 0.256, 0.5],
        "hold": None,
    }


def test_after_a_reset_time_may_begin_anew(shown, heard):
    hud(shown, [], 5000)
    shown.reset()
    hud(shown, [], 0)
    assert len(heard) == 2
