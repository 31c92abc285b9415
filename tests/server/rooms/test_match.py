"""Scenes of a match: its phases, its moves, its rules."""

import pytest

from server.rooms import match as pace
from server.rooms.match import ANCHOR
from server.rooms.messages import Close, Commit, Next, Reveal, Start
from server.rooms.tally import commitment
from tests.server.rooms.scene import NONCE, Scene


def test_a_round_goes_from_lobby_to_result():
    scene = Scene("ann", "bob", "cy")
    assert scene.match.phase == "lobby"
    scene.do(ANCHOR, Start())
    assert scene.match.phase == "countdown"
    assert scene.match.go_ms == 1000 + pace.COUNTDOWN_MS
    scene.wait(pace.COUNTDOWN_MS)
    assert scene.match.phase == "commit"
    for fan, move in (("anchor", "rock"), ("ann", "paper"), ("bob", "scissors")):
        scene.commit(fan, move)
    scene.wait(pace.COMMIT_MS)
    assert scene.match.phase == "reveal"
    for fan, move in (("anchor", "rock"), ("ann", "paper"), ("bob", "scissors")):
        scene.show(fan, move)
    result = scene.match.result
    assert scene.match.phase == "result"
    assert (result.anchor, result.rock, result.paper, result.scissors) == ("rock", 0, 1, 1)
    assert (result.absent, result.beat, result.left) == (1, 1, 3)
    outcomes = {fan: one.outcome for fan, one in scene.match.fans.items()}
    assert outcomes == {"anchor": "", "ann": "won", "bob": "lost", "cy": "absent"}


def test_nobody_waits_when_all_have_moved_but_the_countdown_is_kept():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "rock")
    scene.commit("anchor", "rock")
    assert scene.match.phase == "countdown"
    scene.wait(pace.COUNTDOWN_MS)
    assert scene.match.phase == "reveal"
    scene.show("ann", "rock")
    scene.show("anchor", "rock")
    assert scene.match.phase == "result"


def test_a_reveal_after_the_end_is_refused_and_not_counted():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "paper")
    scene.commit("anchor", "rock")
    scene.wait(pace.COUNTDOWN_MS)
    scene.show("anchor", "rock")
    scene.now += pace.REVEAL_MS
    number = scene.match.round
    assert scene.refused("ann", Reveal(number, "paper", NONCE)) == "not-now"
    assert (scene.match.result.paper, scene.match.result.absent) == (0, 1)


def test_a_commitment_after_the_moves_are_shown_is_refused():
    scene = Scene("ann", "bob")
    scene.do(ANCHOR, Start())
    scene.commit("bob", "rock")
    scene.wait(pace.COUNTDOWN_MS)
    scene.wait(pace.COMMIT_MS)
    assert scene.refused("ann", Commit(1, commitment("rock", NONCE, 1, "ann"))) == "not-now"
    assert scene.refused("ann", Reveal(1, "rock", NONCE)) == "commit-missing"


def test_a_move_other_than_the_one_committed_is_refused():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "paper")
    scene.commit("anchor", "scissors")
    scene.wait(pace.COUNTDOWN_MS)
    assert scene.refused("ann", Reveal(1, "rock", NONCE)) == "reveal-wrong"
    assert scene.refused("ann", Reveal(1, "paper", "1" * 32)) == "reveal-wrong"
    scene.show("ann", "paper")
    assert scene.refused("ann", Reveal(1, "paper", NONCE)) == "reveal-double"


def test_a_second_commitment_is_refused_and_the_first_stands():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "rock")
    first = scene.match.fans["ann"].commitment
    assert scene.refused("ann", Commit(1, commitment("paper", NONCE, 1, "ann"))) == "commit-double"
    assert scene.match.fans["ann"].commitment == first
    assert scene.match.committed == 1


def test_a_commitment_replayed_from_another_round_or_fan_cannot_be_revealed():
    scene = Scene("ann", "bob")
    scene.play(anchor="rock", ann="paper", bob="rock")
    scene.do(ANCHOR, Next())
    assert scene.refused("ann", Commit(1, commitment("paper", NONCE, 1, "ann"))) == "round-wrong"
    scene.do("ann", Commit(2, commitment("paper", NONCE, 1, "ann")))
    scene.do("bob", Commit(2, commitment("paper", NONCE, 2, "ann")))
    scene.wait(pace.COUNTDOWN_MS)
    scene.wait(pace.COMMIT_MS)
    assert scene.refused("ann", Reveal(2, "paper", NONCE)) == "reveal-wrong"
    assert scene.refused("bob", Reveal(2, "paper", NONCE)) == "reveal-wrong"


def test_either_of_two_by_link_begins_the_match_and_the_next_round():
    scene = Scene("ann", size=1)
    assert scene.match.room().size == 1
    assert scene.refused("ann", Next()) == "not-now"
    scene.do("ann", Start())
    assert scene.match.phase == "countdown"
    scene.commit("ann", "rock"), scene.commit(ANCHOR, "paper")
    scene.wait(pace.COUNTDOWN_MS)
    scene.show("ann", "rock"), scene.show(ANCHOR, "paper")
    assert scene.match.result.beat == 0
    scene.do("ann", Next())
    assert scene.match.phase == "countdown" and scene.match.round == 2


def test_the_second_of_two_begins_nothing_alone_and_does_not_close_the_room():
    scene = Scene("ann", size=1)
    assert scene.refused("ann", Close()) == "not-anchor"
    scene.leave(ANCHOR)
    assert scene.refused("ann", Start()) == "not-anchor"
    assert scene.match.phase == "lobby"


@pytest.mark.parametrize("what", [Start(), Next(), Close()])
def test_only_the_anchor_rules_the_room(what):
    scene = Scene("ann")
    assert scene.refused("ann", what) == "not-anchor"
    assert scene.match.phase == "lobby"


def test_a_round_cannot_be_begun_in_the_midst_of_another():
    scene = Scene("ann")
    assert scene.refused(ANCHOR, Next()) == "not-now"
    scene.do(ANCHOR, Start())
    assert scene.refused(ANCHOR, Start()) == "not-now"
    assert scene.match.round == 1


def test_streaks_grow_with_each_win_and_end_with_a_draw():
    scene = Scene("ann", "bob")
    scene.play(anchor="rock", ann="paper", bob="paper")
    result = scene.play(anchor="rock", ann="paper", bob="rock")
    assert [scene.match.fans[fan].streak for fan in ("ann", "bob")] == [2, 0]
    assert (result.best.name, result.best.streak) == ("Ann", 2)
    scene.do(ANCHOR, Start())
    assert scene.match.fans["ann"].streak == 0


def test_without_the_anchors_move_nobody_wins_or_loses():
    scene = Scene("ann")
    scene.play(anchor="rock", ann="paper")
    result = scene.play(ann="rock")
    assert (result.anchor, result.rock, result.beat) == ("", 1, 0)
    assert scene.match.fans["ann"].outcome == "void"
    assert scene.match.fans["ann"].streak == 1


def test_an_elimination_ends_with_one_winner_and_a_rematch_has_everybody_in():
    scene = Scene("ann", "bob", "cy", "dee")
    result = scene.play(True, anchor="rock", ann="paper", bob="rock", cy="scissors")
    assert (result.left, result.champion) == (2, "")
    assert [fan for fan, one in scene.match.fans.items() if one.is_in] == [ANCHOR, "ann", "bob"]
    assert scene.match.phase == "result"
    scene.do(ANCHOR, Next())
    assert scene.refused("cy", Commit(scene.match.round, "0" * 64)) == "not-in"
    scene.wait(pace.COUNTDOWN_MS)
    scene.wait(pace.COMMIT_MS)
    # Nobody moved, the anchor neither: the round counts for nothing.
    assert scene.match.result.left == 2
    result = scene.play(anchor="rock", ann="scissors", bob="scissors")
    assert result.left == 2, "where all would be out there would be no winner"
    result = scene.play(anchor="rock", ann="paper", bob="scissors")
    assert (result.left, result.champion) == (1, "Ann")
    assert scene.match.phase == "over"
    assert scene.refused(ANCHOR, Next()) == "not-now"
    scene.do(ANCHOR, Start())
    assert all(one.is_in for one in scene.match.fans.values())


def test_who_comes_into_an_elimination_watches_it():
    scene = Scene("ann", "bob")
    scene.do(ANCHOR, Start(elimination=True))
    scene.join("late")
    assert scene.refused("late", Commit(1, "0" * 64)) == "not-in"


def test_time_never_runs_back():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.wait(pace.COUNTDOWN_MS + pace.COMMIT_MS + 1)
    phase = scene.match.phase
    scene.now = 0
    scene.wait(0)
    assert scene.match.phase == phase
    assert scene.match.now_ms == 1000 + pace.COUNTDOWN_MS + pace.COMMIT_MS + 1


def test_nobody_sees_a_move_before_the_result():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "paper")
    scene.commit(ANCHOR, "rock")
    scene.wait(pace.COUNTDOWN_MS)
    scene.show(ANCHOR, "rock")
    assert scene.match.phase == "reveal"
    assert "rock" not in repr(scene.match.room("ann"))
    assert scene.match.fans["ann"].commitment not in repr(scene.match.room())
