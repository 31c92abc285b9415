"""Who comes, goes and comes back to a match, and how long a room waits for them."""

from server.rooms import match as pace
from server.rooms.events import Gone, Joined, Left
from server.rooms.match import ANCHOR, IDLE_MS, PAUSE_MS
from server.rooms.messages import Close, Commit, Reveal, Start
from tests.server.rooms.scene import NONCE, Scene


def test_who_comes_back_within_a_round_has_the_place_still():
    scene = Scene("ann", "bob")
    scene.do(ANCHOR, Start())
    for fan in ("anchor", "ann", "bob"):
        scene.commit(fan, "rock")
    scene.leave("ann")
    scene.wait(pace.COUNTDOWN_MS)
    assert scene.match.phase == "reveal"
    scene.join("ann", worker="other")
    for fan in ("anchor", "ann", "bob"):
        scene.show(fan, "rock")
    assert scene.match.result.rock == 2


def test_a_round_waits_for_whoever_comes_back_without_having_moved():
    scene = Scene("ann", "bob")
    scene.do(ANCHOR, Start())
    scene.wait(pace.COUNTDOWN_MS)
    scene.leave("ann")
    scene.commit("anchor", "rock")
    scene.join("ann")
    scene.commit("bob", "rock")
    assert scene.match.phase == "commit"
    scene.commit("ann", "paper")
    assert scene.match.phase == "reveal"


def test_an_old_link_that_ends_after_the_new_one_began_takes_nobody_away():
    scene = Scene("ann")
    old = scene.match.fans["ann"].link
    scene.join("ann")
    assert scene.do("ann", Left(old)) == []
    assert scene.match.room().fans == 1


def test_the_room_waits_for_its_anchor_and_goes_on_with_what_was_moved():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.commit("ann", "paper")
    scene.leave(ANCHOR)
    assert scene.match.phase == "paused"
    assert not scene.match.room().has_anchor
    scene.wait(PAUSE_MS - 1)
    scene.join(ANCHOR)
    assert scene.match.phase == "countdown"
    assert scene.match.go_ms == scene.now + pace.COUNTDOWN_MS
    assert scene.match.fans["ann"].commitment
    scene.commit(ANCHOR, "rock")
    scene.wait(pace.COUNTDOWN_MS)
    scene.leave(ANCHOR)
    assert scene.refused("ann", Reveal(1, "paper", NONCE)) == "not-now"
    scene.join(ANCHOR)
    assert scene.match.phase == "reveal"
    scene.show("ann", "paper")
    scene.show(ANCHOR, "rock")
    assert scene.match.result.beat == 1


def test_an_anchor_who_stays_away_closes_the_room():
    scene = Scene("ann")
    scene.do(ANCHOR, Start())
    scene.leave(ANCHOR)
    scene.wait(PAUSE_MS)
    assert scene.match.phase == "closed"
    assert scene.refused("ann", Commit(1, "0" * 64)) == "room-closed"


def test_a_room_where_nothing_happens_closes():
    scene = Scene("ann")
    scene.wait(IDLE_MS - 1)
    assert scene.match.phase == "lobby"
    scene.join("bob")
    scene.wait(IDLE_MS - 1)
    assert scene.match.phase == "lobby"
    scene.wait(1)
    assert scene.match.phase == "closed"


def test_a_room_that_all_have_left_closes_soon():
    scene = Scene("ann")
    scene.leave("ann")
    scene.leave(ANCHOR)
    scene.wait(PAUSE_MS)
    assert scene.match.phase == "closed"


def test_a_full_room_lets_nobody_in_but_gives_places_of_the_absent_away():
    scene = Scene("ann", size=1)
    assert scene.refused("bob", Joined("Bob", "w.9")) == "room-full"
    assert "bob" not in scene.match.fans
    scene.leave("ann")
    scene.join("bob")
    assert scene.match.room().fans == 1


def test_in_a_round_the_place_of_the_absent_is_kept():
    scene = Scene("ann", size=1)
    scene.do(ANCHOR, Start())
    scene.leave("ann")
    assert scene.refused("bob", Joined("Bob", "w.9")) == "room-full"


def test_a_worker_that_dies_takes_its_own_players_away_and_no_other():
    scene = Scene("ann")
    scene.join("bob", worker="v")
    scene.join("cy", worker="w2")
    assert scene.match.workers() == {"w", "v", "w2"}
    scene.do("", Gone("w"))
    assert scene.match.workers() == {"v", "w2"}
    assert scene.match.room().fans == 2


def test_a_closed_room_has_no_workers_that_it_would_have_to_hear_of():
    scene = Scene("ann")
    scene.do(ANCHOR, Close())
    assert scene.match.workers() == set()


def test_what_players_of_a_worker_that_was_only_busy_have_shown_counts():
    scene = Scene("ann", "bob")
    scene.do(ANCHOR, Start(False))
    for fan in (ANCHOR, "ann", "bob"):
        scene.commit(fan, "rock")
    scene.join("bob", "v")
    scene.wait(pace.COUNTDOWN_MS)
    assert scene.match.phase == "reveal"
    scene.do("", Gone("v"))
    for fan in (ANCHOR, "ann", "bob"):
        scene.show(fan, "rock")
    assert scene.match.result.rock == 2 and scene.match.result.absent == 0
