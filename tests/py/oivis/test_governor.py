from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.governor import IDLE, LEVELS, WINDOW_FRAMES, Governor


class Source:
    """Frames at a steady rate, whose cost is for the test to say."""

    def __init__(self, fps: float = 30) -> None:
        self.governor = Governor()
        self.now_ms = 0.0
        self.every_ms = 1000 / fps

    def run(self, seconds: float, spent_ms: float) -> list[int]:
        levels = []
        for _ in range(round(seconds * 1000 / self.every_ms)):
            self.now_ms += max(self.every_ms, spent_ms)
            self.governor.frame(self.now_ms, spent_ms)
            levels.append(self.governor.level)
        return levels


def test_what_is_given_up_first_is_the_hand_rate_then_the_matte_then_the_frame():
    assert [level.seek_every for level in LEVELS[:4]] == [1, 2, 3, 4]
    assert [level.wide for level in LEVELS].index(True) == 4
    assert [level.scale for level in LEVELS] == [1, 1, 1, 1, 1, 0.75, 0.5]


def test_a_stage_with_time_to_spare_gives_up_nothing():
    assert set(Source().run(20, spent_ms=20)) == {0}


def test_a_stage_that_is_late_gives_up_one_level_a_window():
    levels = Source().run(2, spent_ms=40)
    assert levels[WINDOW_FRAMES - 1] == 0 and levels[WINDOW_FRAMES] == 1
    assert all(0 <= after - before <= 1 for before, after in pairwise(levels))


def test_a_stage_that_stays_late_ends_at_the_lowest_level_and_stays_there():
    assert Source().run(30, spent_ms=200)[-1] == len(LEVELS) - 1


def test_what_was_given_up_is_taken_back_after_seconds_of_rest():
    source = Source()
    source.run(1, spent_ms=40)
    given_up = source.governor.level
    assert given_up > 0
    assert source.run(2, spent_ms=5)[-1] == given_up
    assert source.run(40, spent_ms=5)[-1] == 0


def test_between_busy_and_idle_the_level_stays():
    source = Source()
    source.run(0.6, spent_ms=40)
    level = source.governor.level
    assert set(source.run(30, spent_ms=(IDLE + 0.1) * LEVELS[level].over_ms)) == {level}


@pytest.mark.parametrize(("spent_ms", "level"), [(40, 2), (70, 4), (100, 6)])
def test_sharpness_is_not_given_up_for_a_rate_that_is_good_enough(spent_ms, level):
    assert Source().run(30, spent_ms)[-1] == level


def test_a_level_that_fails_is_tried_again_later_each_time():
    source = Source()
    raised_at = []
    for _ in range(30 * 120):
        # Level 0 is too much for this machine, level 1 leaves it almost idle.
        spent_ms = 40.0 if source.governor.level == 0 else 15.0
        before = source.governor.level
        source.run(source.every_ms / 1000, spent_ms)
        if source.governor.level < before:
            raised_at.append(source.now_ms)
    waits = [after - before for before, after in pairwise(raised_at)]
    assert len(waits) >= 2 and all(b > 1.5 * a for a, b in pairwise(waits))


@pytest.mark.parametrize("fps", [60, 120])
def test_nothing_is_given_up_for_more_than_thirty_pictures_a_second(fps):
    source = Source(fps)
    assert set(source.run(10, spent_ms=0.8 * 1000 / 30)) == {0}


def test_a_pause_of_the_source_is_not_rest():
    source = Source()
    source.run(1, spent_ms=40)
    level = source.governor.level
    source.now_ms += 60_000
    assert source.run(0.5, spent_ms=25)[-1] >= level


@given(st.lists(st.tuples(st.floats(-1e5, 1e6), st.floats(0, 1e4)), max_size=200))
def test_whatever_the_times_the_level_moves_one_step_and_stays_in_range(frames):
    governor = Governor()
    for timestamp_ms, spent_ms in frames:
        before = governor.level
        governor.frame(timestamp_ms, spent_ms)
        assert abs(governor.level - before) <= 1 and 0 <= governor.level < len(LEVELS)
