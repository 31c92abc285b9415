"""Our own plug-ins, each at what it is for."""

import inspect

import numpy as np
import pytest
from oivis.play import booth, carousel, catch, draw, duel, hats, moves, party, prompter
from oivis.plugins import Plugin
from oivis.plugins.find import BUILT_IN, UNLISTED, find
from oivis.plugins.rehearsal import Rehearsal, hand, portrait


def sounds(stage):
    return [record["sound"] for record in stage.what("sound")]


@pytest.mark.parametrize("name", BUILT_IN + UNLISTED)
def test_each_is_short_speaks_both_languages_and_keeps_still_where_nobody_is(name):
    made = find(name)
    assert len(inspect.getsource(inspect.getmodule(made)).splitlines()) < 200
    for text in (made.title, made.about, *(button.title for button in made.buttons)):
        assert set(text) == {"en", "zh"} and all(text.values())
    for param in made.parameters.values():
        is_read = isinstance(param.start(), str) and not param.choices and not param.is_colour
        assert not is_read or param.start("zh") != param.start("en")
    for language in ("en", "zh"):
        stage = Rehearsal(made, language=language)
        stage.frames(3.0)
        stage.end()
        assert not stage.what("failed") and issubclass(made, Plugin)


@pytest.mark.parametrize("name", BUILT_IN + UNLISTED)
def test_each_bears_whatever_a_viewer_does(name):
    stage = Rehearsal(find(name))
    gestures = ("fist", "palm", "victory", "pointing", "thumb-up", "none")
    for round_ in range(12):
        gesture = gestures[round_ % 6]
        hands = [hand(0.2 + 0.05 * round_, 0.5, gesture), hand(0.9, 1.1, gestures[-round_ % 6], id=2)]
        stage.frames(0.4, hands[: round_ % 3], portrait(0.3 + 0.03 * round_) if round_ % 4 else None)
        for button in find(name).buttons:
            stage.press(button.id)
        for command in ("next", "previous", "confirm", "return"):
            stage.command(command)
        stage._runner.reset()
    assert not stage.what("failed") and stage.is_on


def test_booth_counts_down_from_victory_and_takes_one_photo():
    stage = Rehearsal(booth.Booth)
    stage.frames(0.1, [hand(0.5, 0.5, "victory")])
    stage.frames(0.5)
    assert stage.texts == ["3"] and not stage.what("photo")
    stage.frames(1.0)
    assert stage.texts == ["2"]
    stage.frames(2.0)
    assert len(stage.what("photo")) == 1 and stage.texts == []
    assert sounds(stage) == ["tick", "tick", "tick", "shutter"]


def test_booth_is_left_by_the_command_for_it_and_takes_none():
    stage = Rehearsal(booth.Booth, shots=3)
    stage.press("shoot")
    stage.frames(1.0)
    assert stage.command("confirm") is True and stage.command("return") is True
    stage.frames(6.0)
    assert not stage.what("photo") and stage.command("confirm") is False


def test_booth_takes_as_many_as_it_is_asked_for():
    stage = Rehearsal(booth.Booth, shots=3, seconds=1)
    stage.press("shoot")
    stage.frames(10.0)
    assert len(stage.what("photo")) == 3


def test_hats_sit_on_the_head_and_go_with_it():
    stage = Rehearsal(hats.Hats)
    places = []
    for x in (0.3, 0.6):
        stage.frames(2.0, matte=portrait(x, 0.3))
        assert stage.pictures == ["hat"]
        places.append(stage.rows[0, :2].tolist())
    (left, up), (right, still_up) = places
    assert left == pytest.approx(0.3, abs=0.03) and right == pytest.approx(0.6, abs=0.03)
    assert up < 0.35 and still_up == pytest.approx(up, abs=0.02)
    stage.frames(2.0)
    assert stage.pictures == []


def test_hats_stay_on_the_head_when_a_hand_is_raised_beside_it():
    stage = Rehearsal(hats.Hats)
    matte = portrait(0.5, 0.3)
    stage.frames(2.0, matte=matte)
    before = stage.rows[0, :2].copy()
    matte[5:50, 54:60] = 255
    stage.frames(2.0, matte=matte)
    assert np.abs(stage.rows[0, :2] - before).max() < 0.03


def test_hats_remember_what_was_worn():
    stage = Rehearsal(hats.Hats)
    stage.press("next")
    kept = stage.what("state")[-1]["state"]
    again = Rehearsal(hats.Hats, state=kept)
    again.frames(0.5, matte=portrait())
    assert again.pictures == ["crown"]
    assert Rehearsal(hats.Hats, state={"hat": "../../etc"}).plugin.worn == "hat"


def test_party_bursts_at_the_hand_and_falls_out_of_the_picture():
    stage = Rehearsal(party.Party, many=100)
    stage.frames(0.2, [hand(0.3, 0.6, "none")])
    stage.frames(1 / 30, [hand(0.3, 0.6, "thumb-up")])
    assert len(stage.rows) == 100
    assert stage.rows[:, 0].mean() == pytest.approx(0.3, abs=0.05)
    stage.frames(5.0)
    assert len(stage.rows) == 0 and sounds(stage) == ["pop"]


def test_party_bursts_at_a_hand_that_comes_into_sight_with_its_thumb_up():
    stage = Rehearsal(party.Party, many=50)
    stage.frames(0.2)
    stage.frames(0.2, [hand(0.6, 0.6, "victory")])
    assert len(stage.rows) == 50 and sounds(stage) == ["pop"]


def test_catch_snows_on_the_whole_of_a_wide_picture_from_the_first_flake_on():
    xs = []
    for _ in range(30):
        stage = Rehearsal(catch.Catch)
        stage.frames(1 / 30)
        xs += stage.plugin.flakes[:, 0].tolist()
    assert 0.13 < min(xs) < 0.2 and 0.8 < max(xs) < 0.87
    stage.frames(0.2)
    assert abs(stage.plugin.flakes[:, 0] - 0.5).max() < 0.4


def test_draw_follows_the_forefinger_and_nothing_else():
    stage = Rehearsal(draw.Draw)
    for step in range(20):
        stage.frames(1 / 30, [hand(0.3 + 0.01 * step, 0.5, "pointing")])
    stage.frames(0.5, [hand(0.7, 0.5, "palm")])
    ((_, _, points),) = stage.plugin.strokes
    xs = [x for x, _ in points]
    assert xs == sorted(xs) and xs[-1] - xs[0] == pytest.approx(0.18, abs=0.03)
    assert stage.command("return") is True
    assert stage.plugin.strokes == []


def test_draw_lifts_the_pen_where_the_finger_was_lost():
    stage = Rehearsal(draw.Draw)
    stage.frames(0.2, [hand(0.2, 0.5, "pointing")])
    stage.frames(1.0)
    stage.command("next")
    stage.frames(0.2, [hand(0.8, 0.5, "pointing")])
    assert len(stage.plugin.strokes) == 2
    assert stage.plugin.strokes[0][0] != stage.plugin.strokes[1][0]


def test_catch_counts_what_hands_touch_and_keeps_the_best():
    stage = Rehearsal(catch.Catch, seconds=10, speed=2.5)
    many = [hand(0.3, 0.6, size=0.9), hand(0.8, 0.6, size=0.9, id=2)]
    stage.frames(9.0, many)
    score = stage.plugin.score
    assert score > 5 and not stage.what("told")
    stage.frames(2.0, many)
    told = stage.what("told")[0]["record"]["score"]
    assert told >= score and stage.what("state")[-1]["state"] == {"best": told}
    stage.frames(2.0, many)
    assert stage.plugin.score == told and f"Best {told}" in stage.texts


def test_catch_without_hands_counts_nothing():
    stage = Rehearsal(catch.Catch, seconds=10)
    stage.frames(11.0)
    assert stage.what("told")[0]["record"] == {"score": 0}


def test_carousel_goes_round_and_opens_what_is_in_the_middle():
    stage = Rehearsal(carousel.Carousel, products="Tea; 3; star\nCake; 5; heart\nMilk; 1; none", currency="$")
    assert stage.command("previous") is True and stage.command("confirm") is True
    assert stage.what("told")[0]["record"] == {"product": "Milk"}
    stage.frames(1.0)
    assert "Milk" in stage.texts and "$ 1" in stage.texts
    assert stage.command("return") is True and stage.command("return") is False


def test_carousel_without_products_shows_nothing():
    stage = Rehearsal(carousel.Carousel, products="")
    stage.command("next")
    stage.command("confirm")
    stage.frames(0.5)
    assert stage.texts == [] and not stage.what("failed")


def test_prompter_runs_stops_and_begins_anew():
    stage = Rehearsal(prompter.Prompter, text="\n".join(f"line {n}" for n in range(40)), speed=0.3)
    assert stage.command("next") is False
    stage.frames(3.0)
    assert "line 0" not in stage.texts and any(text.startswith("line") for text in stage.texts)
    stage.command("confirm")
    shown = stage.texts
    stage.frames(3.0)
    assert stage.texts == shown
    assert stage.command("return") is True
    stage.frames(0.1)
    assert "line 0" in stage.texts


def play_round(move, machine, rounds=1):
    stage = Rehearsal(duel.Duel)
    stage.plugin.random.choice = lambda moves: machine
    stage.frames(0.9 + 3 * 0.7)
    stage.frames(1.0, [hand(0.5, 0.5, move)])
    return stage


@pytest.mark.parametrize(
    ("move", "machine", "won"),
    [
        ("fist", "scissors", "you"),
        ("fist", "paper", "machine"),
        ("palm", "rock", "you"),
        ("palm", "paper", "draw"),
        ("victory", "paper", "you"),
        ("victory", "rock", "machine"),
    ],
)
def test_duel_knows_who_wins(move, machine, won):
    stage = play_round(move, machine)
    (told,) = stage.what("told")
    assert told["record"]["won"] == won and told["record"]["machine"] == machine
    assert stage.texts[0] == {"you": "1 : 0", "machine": "0 : 1", "draw": "0 : 0"}[won]


def test_duel_goes_on_until_one_has_won_the_match():
    stage = Rehearsal(duel.Duel, wins=2)
    stage.plugin.random.choice = lambda moves: "scissors"
    for _ in range(2):
        stage.frames(5.5, [hand(0.5, 0.5, "fist")])
    stage.frames(3.0, [hand(0.5, 0.5, "fist")])
    assert "The match is yours!" in stage.texts and len(stage.what("told")) == 2


def test_duel_calls_no_winner_where_no_hand_was_seen():
    stage = Rehearsal(duel.Duel)
    stage.frames(6.0)
    assert not stage.what("told") and "I saw no hand. Press Play." in stage.texts


def test_duel_takes_fist_and_palm_from_the_page():
    stage = Rehearsal(duel.Duel)
    assert [stage.command(each) for each in ("confirm", "return", "next")] == [True, True, False]


@pytest.mark.parametrize("name", ["duel", "prompter", "booth", "catch"])
def test_each_keeps_to_what_a_phone_shows_of_the_picture(name):
    stage = Rehearsal(find(name))
    stage._runner.room = 0.8
    for gesture in ("victory", "fist", "palm"):
        stage.frames(2.0, [hand(0.5, 0.5, gesture)])
        for run_start, (picture, _) in enumerate(stage.runs):
            x, _, width, *_ = stage.rows[run_start]
            if picture:
                assert abs(x - 0.5) * 4 / 3 + width / 2 < 0.4 + 0.05


def test_moves_tells_what_two_looks_agree_on_and_a_hand_that_is_gone_at_once():
    stage = Rehearsal(moves.Moves)
    fist, palm = hand(0.5, 0.5, "fist"), hand(0.5, 0.5, "palm")
    for seen in ([fist], [fist], [palm], [fist], [palm], [palm], []):
        # A look lasts for as many frames as the machine needs.
        stage.frames(0.2, seen)
    assert [told["record"]["move"] for told in stage.what("told")] == ["rock", "paper", ""]
