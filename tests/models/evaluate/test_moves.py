"""From looks at a hand to what came of a clip."""

import pytest
from oivis.moves import MOVES
from oivis.plugins.rehearsal import hand

from models.evaluate import moves
from models.evaluate.clips import SECONDS, STOPPED_S


def looks(shown, rate=30):
    """What is seen of a hand: a list of (from when, s, which gesture or None for no hand)."""
    seen = []
    for index in range(round(SECONDS * rate)):
        at_s = index / rate
        gesture = [gesture for since_s, gesture in shown if since_s <= at_s][-1]
        seen.append((at_s * 1000, [hand(0.5, 0.5, gesture)] if gesture else []))
    return seen


@pytest.mark.parametrize("rate", moves.RATES)
@pytest.mark.parametrize("late", [0, 1, 3])
def test_frames_and_time_are_counted_from_the_stop_to_the_second_look_that_agrees(rate, late):
    shown_s = STOPPED_S + late / rate
    found = moves._judge(looks([(0, "fist"), (shown_s - 1e-6, "palm")], rate), "palm", rate)
    assert found["frames"] == pytest.approx(late + 1, abs=1)
    assert found["took ms"] == pytest.approx((late + 1) * 1000 / rate, abs=1000 / rate)
    assert found["duel"] and found["room"]


def test_a_fist_that_is_shaken_all_along_is_told_when_it_stops():
    found = moves._judge(looks([(0, "fist")]), "fist", 30)
    assert found == {"took ms": 0, "frames": 0} | dict.fromkeys(
        ("duel", "duel, late", "room", "room, late"), True
    )


def test_a_hand_that_is_lost_or_opens_too_late_is_no_right_move():
    lost = moves._judge(looks([(0, "fist"), (STOPPED_S - 0.2, None)]), "fist", 30)
    assert lost["took ms"] is None and not lost["duel"] and not lost["room"]
    late = moves._judge(looks([(0, "fist"), (STOPPED_S + 0.7, "palm")]), "palm", 30)
    assert late["frames"] == pytest.approx(22, abs=1) and not late["duel"] and not late["room"]


def test_clips_are_summed_by_their_median_and_worst():
    seen = [{"took ms": ms, "frames": ms and ms / 33, "duel": True, "room": False} for ms in (33, 99, None)]
    assert moves._sum(seen) == {
        "clips": 3,
        "told": 2,
        "frames": 2,
        "frames, worst": 3,
        "took ms": 66,
        "took ms, worst": 99,
        "duel": 3,
        "room": 0,
    }
    assert set(MOVES.values()) == {"rock", "paper", "scissors"}
