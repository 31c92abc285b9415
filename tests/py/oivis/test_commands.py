"""Drawn hands over time: what they mean at any frame rate, and what means nothing."""

from collections.abc import Callable
from dataclasses import replace
from math import cos, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oivis.commands import DEFAULTS, Commands
from oivis.motions import Limits
from oivis.types import Hand

WIDTH, HEIGHT = 640, 480
# A palm's wrist and knuckles, in palms, upright, about its middle.
SHAPE = np.zeros((21, 3), np.float32)
SHAPE[:] = (0, -0.5, 0)
SHAPE[[0, 5, 9, 17], :2] = [(0, 0.55), (-0.25, -0.4), (0, -0.45), (0.35, -0.3)]
SIZE = 70.0

Pose = Callable[[float], tuple[str, float, float] | None]


def drawn(gesture: str, x: float, y: float, *, id: int = 1, size: float = SIZE, turn: float = 0.0) -> Hand:
    c, s = cos(turn), sin(turn)
    landmarks = SHAPE * size
    landmarks[:, :2] = landmarks[:, :2] @ np.array([[c, s], [-s, c]], np.float32)
    landmarks[:, :2] += [x * WIDTH, y * HEIGHT]
    box = np.concatenate([landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)])
    return Hand(id, box, landmarks, landmarks, 1.0, gesture, 0.95, "right")


def play(pose: Pose, seconds: float, fps: float = 30, commands: Commands | None = None, **how) -> list[str]:
    """Commands of a hand whose gesture, x and y (shares of the frame) are a function of the time."""
    commands = commands or Commands()
    given_ = []
    for frame in range(round(seconds * fps)):
        at = pose(frame / fps)
        hands = [drawn(*at, **how)] if at else []
        given_ += commands.update(hands, WIDTH, HEIGHT, frame * 1000 / fps)
    return [command.command for command in given_]


def eased(t: float, begin: float, end: float) -> float:
    t = min(max((t - begin) / (end - begin), 0.0), 1.0)
    return t * t * (3 - 2 * t)


def slide(start: float, end: float, takes: float = 0.4) -> Pose:
    return lambda t: ("palm", start + (end - start) * eased(t, 0.4, 0.4 + takes), 0.5)


RATES = st.integers(8, 60)


@given(RATES)
def test_a_fist_held_still_confirms_once(fps):
    assert play(lambda t: ("fist", 0.5, 0.5), 4, fps) == ["confirm"]


@given(RATES)
def test_a_palm_held_still_returns_once(fps):
    assert play(lambda t: ("palm", 0.5, 0.5), 4, fps) == ["return"]


@given(RATES, st.floats(0.2, 0.45), st.floats(0.32, 0.5), st.booleans())
def test_a_slide_fires_once_and_in_a_mirror_it_is_the_other_one(fps, takes, length, is_leftwards):
    ends = (0.5 - length / 2, 0.5 + length / 2)
    start, end = reversed(ends) if is_leftwards else ends
    assert play(slide(start, end, takes), 3, fps) == ["next" if is_leftwards else "previous"]


def test_a_fist_is_held_for_as_long_as_was_said():
    assert play(lambda t: ("fist", 0.5, 0.5), 0.4) == []
    assert play(lambda t: ("fist", 0.5, 0.5), 0.5) == ["confirm"]


def test_an_open_hand_that_closes_confirms_sooner():
    assert play(lambda t: ("palm" if t < 0.4 else "fist", 0.5, 0.5), 0.7) == ["confirm"]


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["palm", "fist"]))
def test_jitter_about_a_place_fires_the_hold_alone(seed, gesture):
    random = np.random.default_rng(seed)
    pose = lambda t: (gesture, 0.5 + random.normal(0, 0.002), 0.5 + random.normal(0, 0.002))  # noqa: E731
    assert play(pose, 3) == ["return" if gesture == "palm" else "confirm"]


@settings(max_examples=50)
@given(st.floats(1, 4), st.floats(0.1, 0.2), st.sampled_from(["palm", "fist", "none"]))
def test_a_hand_that_waves_means_nothing(hertz, reach, gesture):
    if hertz < 2:
        reach = 0.11  # a wave that is slow and wide is a slide
    pose = lambda t: (gesture, 0.5 + reach * sin(2 * np.pi * hertz * (t + 0.1)), 0.5)  # noqa: E731
    assert play(pose, 3) == []


def test_a_hand_that_goes_up_and_down_means_nothing():
    assert play(lambda t: ("palm", 0.5, 0.8 - 0.5 * eased(t, 0.4, 0.7) + 0.5 * eased(t, 0.9, 1.2)), 1.4) == []


@pytest.mark.parametrize("gesture", ["victory", "pointing", "thumb-up", "none"])
def test_other_gestures_held_or_moved_mean_nothing(gesture):
    assert play(lambda t: (gesture, 0.8 - 0.6 * eased(t, 1, 1.4), 0.5), 3) == []


def test_a_hand_that_comes_in_moving_does_not_slide():
    assert play(lambda t: ("palm", 1 - 0.7 * min(t / 0.5, 1), 0.5), 0.9) == []


def test_a_palm_that_rests_after_its_slide_does_not_return():
    assert play(slide(0.8, 0.3), 5) == ["next"]


def test_the_way_back_after_a_slide_means_nothing_and_the_next_slide_counts_again():
    def pose(t: float) -> tuple[str, float, float]:
        x = 0.75 - 0.5 * eased(t, 0.3, 0.6) + 0.5 * eased(t, 0.9, 1.3) - 0.5 * eased(t, 1.6, 1.9)
        return "palm", x, 0.5

    assert play(pose, 3) == ["next", "next"]


def test_a_hand_that_has_closed_and_opened_may_slide_back():
    def pose(t: float) -> tuple[str, float, float]:
        x = 0.75 - 0.5 * eased(t, 0.3, 0.6) + 0.5 * eased(t, 1.9, 2.2)
        return "none" if 0.9 < t < 1.5 else "palm", x, 0.5

    assert play(pose, 2.9) == ["next", "previous"]


def test_two_commands_are_never_nearer_than_the_cooldown():
    commands, times = Commands(), []
    for frame in range(300):
        gesture = "fist" if frame % 40 < 28 else "none"
        hands = [drawn(gesture, 0.3, 0.5, id=1), drawn(gesture, 0.7, 0.5, id=2)]
        times += [each.timestamp for each in commands.update(hands, WIDTH, HEIGHT, frame * 1000 / 30)]
    assert len(times) > 5 and min(np.diff(times)) >= Limits().cooldown_s * 1000


def test_a_key_is_always_obeyed_and_hands_wait_for_it():
    commands = Commands()
    for timestamp in (0.0, 10.0):
        command = commands.do("next", "keyboard", timestamp)
        assert (command.command, command.by, command.hand) == ("next", "keyboard", None)
    times = [
        each.timestamp
        for frame in range(60)
        for each in commands.update([drawn("fist", 0.5, 0.5)], WIDTH, HEIGHT, 10 + frame * 1000 / 30)
    ]
    assert len(times) == 1 and times[0] >= 10 + 1200 - 1


def test_a_hand_lost_for_a_few_frames_still_slides():
    pose = slide(0.75, 0.3)
    assert play(lambda t: None if 0.52 < t < 0.65 else pose(t), 2) == ["next"]


def test_a_hand_found_again_under_a_new_id_does_not_give_a_second_command():
    commands, found = Commands(), []
    pose = slide(0.75, 0.3)
    for frame in range(120):
        now = frame / 30
        hands = [] if 0.8 < now < 1.2 else [drawn(*pose(now), id=1 if now < 1 else 2)]
        found += commands.update(hands, WIDTH, HEIGHT, now * 1000)
    assert [each.command for each in found] == ["next"]


def test_one_frame_that_looks_like_something_else_does_not_break_a_hold():
    assert play(lambda t: ("none" if 0.2 < t < 0.24 else "fist", 0.5, 0.5), 0.5) == ["confirm"]


def looks(*seen: tuple[float, str | None]) -> list[str]:
    """Commands of a hand that rests, seen when frames happened to come: seconds, and its gesture or None."""
    commands, meant = Commands(), []
    for at_s, gesture in seen:
        hands = [drawn(gesture, 0.5, 0.5)] if gesture else []
        meant += commands.update(hands, WIDTH, HEIGHT, at_s * 1000)
    return [command.command for command in meant]


def test_a_fist_that_was_lost_in_between_is_held_from_when_it_is_found_again():
    assert looks((0, "fist"), (0.1, "fist"), (0.17, None), (0.25, "fist"), (0.43, "fist")) == []
    assert looks((0, "fist"), (0.1, "fist"), (0.13, None), (0.2, "fist"), (0.3, "fist"), (0.43, "fist")) == [
        "confirm"
    ]


def test_a_fist_that_was_another_shape_in_between_is_held_from_when_it_is_one_again():
    # What it was from the last look that showed a fist, a tenth of a second before, nobody knows.
    assert looks((0, "fist"), (0.1, "fist"), (0.2, "none"), (0.25, "fist"), (0.43, "fist")) == []


def test_what_nobody_looked_at_counts_for_little():
    assert looks((0, "fist"), (0.29, "fist"), (0.58, "fist"), (0.62, "fist")) == []
    assert looks((0, "fist"), (0.29, "fist"), (0.58, "fist"), (0.7, "fist")) == ["confirm"]


def test_a_hand_whose_turn_it_is_not_is_not_held_meanwhile():
    commands = Commands()
    for now_ms, is_fresh in ((0, True), (140, False), (280, True), (420, False)):
        hand = replace(drawn("fist", 0.5, 0.5), is_fresh=is_fresh)
        assert not commands.update([hand], WIDTH, HEIGHT, now_ms)
    assert commands.holds[1].progress == pytest.approx(0.15 / 0.4, abs=0.01)


@pytest.mark.parametrize("how", [{"size": 18.0}, {"turn": 1.6}, {"turn": 3.1}])
def test_hands_far_away_or_not_upright_hold_nothing(how):
    assert play(lambda t: ("fist", 0.5, 0.5), 2, **how) == []
    assert play(lambda t: ("palm", 0.5, 0.5), 2, **how) == []


def test_a_hold_grows_and_is_gone_with_the_hand():
    commands = Commands()
    grown = []
    for frame in range(12):
        commands.update([drawn("palm", 0.5, 0.5)], WIDTH, HEIGHT, frame * 1000 / 30)
        grown.append(commands.holds[1].progress)
    assert commands.holds[1].command == "return"
    assert grown == sorted(grown) and grown[0] < 0.01 and 0.5 < grown[-1] < 1
    commands.update([], WIDTH, HEIGHT, 420)
    assert commands.holds == {}


def test_time_that_runs_backwards_begins_anew():
    commands = Commands()
    for timestamp in (5000, 5300, 100, 300):
        assert commands.update([drawn("fist", 0.5, 0.5)], WIDTH, HEIGHT, timestamp) == []


def test_time_that_jumps_ahead_is_no_hold():
    commands = Commands()
    commands.update([drawn("fist", 0.5, 0.5)], WIDTH, HEIGHT, 0)
    assert commands.update([drawn("fist", 0.5, 0.5)], WIDTH, HEIGHT, 60_000) == []


def test_bindings_choose_the_command_and_may_leave_a_motion_out():
    bound = Commands({**DEFAULTS, "clench": "next"})
    assert play(lambda t: ("fist", 0.5, 0.5), 1, commands=bound) == ["next"]
    assert play(lambda t: ("fist", 0.5, 0.5), 1, commands=Commands({"open": "return"})) == []


def test_a_binding_of_something_unknown_is_refused_with_what_would_be_right():
    with pytest.raises(ValueError, match="'jump' cannot be bound to 'next': motions are clench, open"):
        Commands({"jump": "next"})
