"""Players on real sockets, alone on one worker and on two that share a Redis."""

import json
import time

import pytest
from websockets.exceptions import InvalidStatus

from server.rooms.messages import REFUSALS
from tests.server.rooms.player import Player, play


@pytest.fixture
def room(urls):
    """An anchor on one worker, and two fans, one of them on the other."""
    anchor = Player.open(urls[0])
    fans = [Player.join(url, anchor.code, f"Fan {number}") for number, url in enumerate(urls)]
    players = [anchor, *fans]
    yield players
    for player in players:
        player.leave()


def test_a_whole_match_with_an_exact_tally_streaks_and_a_rematch(room):
    anchor, one, two = room
    anchor.say("start")
    result = play(room, ["rock", "paper", "scissors"])
    assert result["anchor"] == "rock"
    assert (result["rock"], result["paper"], result["scissors"], result["absent"]) == (0, 1, 1, 0)
    assert (result["beat"], result["left"], result["best"]) == (1, 2, {"name": "Fan 0", "streak": 1})
    assert [player.room["you"]["outcome"] for player in (one, two)] == ["won", "lost"]
    anchor.say("next")
    result = play(room, ["rock", "paper", ""])
    assert (result["paper"], result["absent"], result["best"]["streak"]) == (1, 1, 2)
    anchor.say("start", elimination=True)
    result = play(room, ["scissors", "rock", "paper"])
    assert (result["champion"], anchor.room["phase"]) == ("Fan 0", "over")
    assert all(player.room["result"] == result for player in room)


def test_all_are_told_the_same_moment_to_move(room):
    room[0].say("start")
    assert len({player.phase("countdown")["go_ms"] for player in room}) == 1


def test_the_servers_clock_is_told(room):
    before = time.time() * 1000
    room[1].say("ping", sent=12.5)
    pong = room[1].hear("pong")
    assert pong["sent"] == 12.5
    assert before <= pong["now_ms"] <= time.time() * 1000


def test_two_players_by_link_leave_no_room_for_a_third(urls):
    anchor = Player.open(urls[0], fans=1)
    fan = Player.join(urls[1], anchor.code)
    third = Player(urls[0], anchor.code)
    third.say("join", name="Third")
    assert third.failed() == "room-full"
    assert third.ended() == 4413
    anchor.say("start")
    assert play([anchor, fan], ["rock", "paper"])["beat"] == 1


def test_who_comes_back_within_a_round_keeps_the_place(room, urls):
    anchor, one, two = room
    anchor.say("start")
    for player in room:
        player.phase("countdown")
        player.commit("rock")
    one.until(lambda state: state["you"]["has_committed"])
    one.vanish()
    back = Player.join(urls[1], anchor.code, "Fan 0", one.token)
    back.nonce = one.nonce
    assert back.fan == one.fan
    assert back.room["you"]["has_committed"]
    for player in (anchor, back, two):
        player.phase("reveal")
        player.show("rock")
    assert anchor.phase("result")["result"]["rock"] == 2


def test_who_joins_from_a_second_place_leaves_the_first(room, urls):
    Player.join(urls[1], room[0].code, "Fan 0", room[1].token)
    assert room[1].failed() == "replaced"
    assert room[1].ended() == 4409
    assert room[0].until(lambda state: state["fans"] == 2)


def test_the_anchors_loss_pauses_the_room_until_the_anchor_is_back(room, urls):
    anchor, one, two = room
    anchor.say("start")
    one.phase("countdown")
    one.commit("paper")
    anchor.vanish()
    assert not two.phase("paused")["has_anchor"]
    back = Player.join(urls[1], anchor.code, "Anchor", anchor.token)
    back.phase("countdown")
    back.commit("rock")
    two.phase("countdown")
    two.commit("rock")
    for player, move in ((back, "rock"), (one, "paper"), (two, "rock")):
        player.phase("reveal")
        player.show(move)
    assert back.phase("result")["result"]["beat"] == 1


def test_a_closed_room_ends_for_everybody(room, urls):
    room[0].say("close")
    for player in room:
        assert player.failed() == "room-closed"
        assert player.ended() == 4410
    late = Player(urls[1], room[0].code)
    late.say("join", name="Late")
    assert late.failed() in ("room-missing", "room-closed")


def test_cheats_are_named_and_change_nothing(room):
    anchor, one, two = room
    one.say("start")
    assert one.failed() == "not-anchor"
    anchor.say("start")
    for player in room:
        player.phase("countdown")
        player.commit("rock")
    one.commit("paper")
    assert one.failed() == "commit-double"
    one.commit("paper", number=1000)
    assert one.failed() == "round-wrong"
    one.show("rock")
    assert one.failed() == "not-now"
    for player in room:
        player.phase("reveal")
    two.show("paper")
    assert two.failed() == "reveal-wrong"
    one.show("rock", nonce="0" * 32)
    assert one.failed() == "reveal-wrong"
    anchor.show("rock")
    two.show("rock")
    result = anchor.phase("result")["result"]
    assert (result["rock"], result["paper"], result["absent"]) == (1, 0, 1)
    one.show("rock")
    assert one.failed() == "not-now", "a late reveal"
    anchor.say("next")
    one.until(lambda state: state["round"] == 2)
    one.commit("paper", fan=two.fan)
    one.phase("reveal")
    one.show("paper")
    assert one.failed() == "reveal-wrong", "another fan's commitment"


def test_a_token_of_nobody_or_of_another_room_lets_nobody_in(room, urls):
    other = Player.open(urls[1])
    signature = room[1].token.partition(".")[2]
    for token in (other.token, f"anchor.{signature}", "anchor.", "x", "." * 80):
        forger = Player(urls[1], room[0].code)
        forger.say("join", name="Forger", token=token)
        assert forger.failed() == "token-invalid"
        assert forger.ended() == 4401
    other.leave()


@pytest.mark.parametrize("code", ["AAAAAA", "aaaaaa", "AAAAA", "%00", "AAAAAA%0A", "..", "oivis:secret", "*"])
def test_a_room_that_is_not_there_is_said_to_be_missing(urls, code):
    player = Player(urls[0], code)
    player.say("join", name="Fan")
    assert player.failed() == "room-missing"
    assert player.ended() == 4404


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name-empty"), ("x" * 25, "name-long"), ("s h i t", "name-rude"), ("Plum Pudding", "name-rude")],
)
def test_a_name_that_is_not_welcome_is_refused(urls, name, code):
    anchor = Player.open(urls[0], rude=["plum"])
    player = Player(urls[1], anchor.code)
    player.say("join", name=name)
    assert player.failed() == code
    assert player.ended() == 4422
    anchor.leave()


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "null", "http://127.0.0.1", "https://127.0.0.1:1", "http://["]
)
def test_a_page_of_another_origin_gets_no_socket(urls, origin):
    with pytest.raises(InvalidStatus, match="403"):
        Player(urls[0], "new", origin=origin)


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("new", {"type": "join", "name": "A"}),
        ("AAAAAA", {"type": "open", "name": "A"}),
        ("new", {"type": "start"}),
    ],
)
def test_the_first_message_says_who_one_is(urls, code, first):
    player = Player(urls[0], code)
    player.socket.send(json.dumps(first))
    assert player.failed() == "message-early"
    assert player.ended() == 4400


def test_nobody_joins_twice_on_one_socket(room):
    room[1].say("join", name="Again")
    assert room[1].failed() == "message-early"
    assert room[1].ended() == 4400


def test_every_refusal_is_a_sentence():
    for code, sentence in REFUSALS.items():
        assert code == code.lower() and sentence.endswith(".") and sentence[0].isupper()


def test_what_travels_is_labels_only(room):
    room[0].say("start")
    play(room, ["rock", "paper", "paper"])
    for player in room:
        for message in player.heard:
            assert len(json.dumps(message)) < 800
            assert other_tokens(player, room).isdisjoint(json.dumps(message).split('"'))


def other_tokens(player, players):
    return {other.token for other in players if other is not player}
