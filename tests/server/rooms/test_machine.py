"""The match under events in any order, checked after each against a second, slower account of the rules."""

from collections import Counter

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.rooms.events import Event, Gone, Joined, Left, Opened, Tick, decode, encode
from server.rooms.match import ANCHOR, Match
from server.rooms.messages import MOVES, Close, Commit, Next, Reveal, Start
from server.rooms.tally import BEATS, commitment

FANS = [ANCHOR, "ann", "bob", "cy", "dee"]
fans = st.sampled_from(FANS)
moves = st.sampled_from(MOVES)
nonces = st.sampled_from(["0" * 32, "1" * 32])
rounds = st.integers(1, 4)


class Room(RuleBasedStateMachine):
    """Any events; a copy of the room lives through its log, as another worker's does."""

    @initialize(size=st.integers(1, 4))
    def open(self, size):
        self.match, self.copy, self.now, self.links = Match(), Match(), 0.0, 0
        self.ledger = {}
        self.say("", Opened(size, []))

    def say(self, fan, what):
        before = msgspec.structs.asdict(self.match)["phase"]
        event = Event(self.now, fan, what)
        effects = self.match.apply(event)
        (same,) = decode(encode([event]))
        self.copy.apply(same)
        return before, effects

    @rule(fan=fans, worker=st.sampled_from(["v", "w"]))
    def join(self, fan, worker):
        self.links += 1
        self.say(fan, Joined(fan, f"{worker}.{self.links}"))

    @rule(fan=fans, is_old=st.booleans())
    def leave(self, fan, is_old):
        if fan in self.match.fans:
            self.say(fan, Left("v.0" if is_old else self.match.fans[fan].link or "v.0"))

    @rule(worker=st.sampled_from(["v", "w"]))
    def die(self, worker):
        self.say("", Gone(worker))
        assert worker not in self.match.workers()

    @rule(ms=st.sampled_from([0, 1, 500, 2000, 3500, 61_000]))
    def wait(self, ms):
        self.now += ms
        self.say("", Tick())

    @rule(fan=fans, what=st.one_of(st.builds(Start, st.booleans()), st.just(Next())))
    def command(self, fan, what):
        number, here = self.match.round, {each for each, one in self.match.fans.items() if one.link}
        self.say(fan, what)
        # Two by link are equals.
        is_equal = self.match.size == 1 and {ANCHOR, fan} <= here
        assert fan == ANCHOR or is_equal or self.match.round == number

    @rule()
    def close_seldom(self):
        if self.match.round > 3:
            self.say(ANCHOR, Close())

    @rule(fan=fans, move=moves, nonce=nonces, number=st.one_of(st.none(), rounds), other=fans)
    def commit(self, fan, move, nonce, number, other):
        number = number or self.match.round or 1
        # Often honest, now and then a hash of another fan or round.
        owner = fan if other != "dee" else "bob"
        made = commitment(move, nonce, number, owner)
        known = self.match.fans.get(fan)
        had = known.commitment if known else ""
        self.say(fan, Commit(number, made))
        now = self.match.fans[fan].commitment if fan in self.match.fans else ""
        if had and self.match.round == number:
            assert now == had, "a commitment was changed"
        if not had and now:
            self.ledger[fan, number] = (move, nonce, owner)

    @rule(fan=fans, move=moves, nonce=nonces, number=st.one_of(st.none(), rounds))
    def reveal(self, fan, move, nonce, number):
        number = number or self.match.round or 1
        self.show(fan, number, move, nonce)

    @rule(fan=fans)
    def reveal_honestly(self, fan):
        if made := self.ledger.get((fan, self.match.round)):
            self.show(fan, self.match.round, made[0], made[1])

    def show(self, fan, number, move, nonce):
        had = self.match.fans[fan].move if fan in self.match.fans else ""
        self.say(fan, Reveal(number, move, nonce))
        now = self.match.fans[fan].move if fan in self.match.fans else ""
        if now and not had:
            assert self.ledger[fan, number] == (move, nonce, fan), "a move was shown that was not committed"

    @invariant()
    def counts_are_those_of_the_players(self):
        match = self.match
        assert match.here == sum(one.link != "" for one in match.fans.values())
        assert match.room().fans == sum(one.link != "" for fan, one in match.fans.items() if fan != ANCHOR)
        assert match.committed == sum(one.commitment != "" for one in match.fans.values()) or match.phase in (
            "lobby",
            "result",
            "over",
            "closed",
        )
        assert len(set(match.fans) - {ANCHOR}) <= match.size

    @invariant()
    def whoever_is_waited_for_has_something_left_to_do(self):
        for fan in self.match.waiting:
            one = self.match.fans[fan]
            if self.match.phase in ("countdown", "commit"):
                assert one.is_in and one.link and not one.commitment
            elif self.match.phase == "reveal":
                assert one.commitment and not one.move

    @invariant()
    def a_result_is_the_tally_of_moves_that_were_committed(self):
        match = self.match
        if match.result is None or match.phase == "closed":
            return
        for fan, one in match.fans.items():
            if one.move:
                move, nonce, owner = self.ledger[fan, match.round]
                assert (one.move, owner) == (move, fan)
                assert one.commitment == commitment(move, nonce, match.round, fan)
        result = match.result
        if match.phase in ("result", "over") and not self.has_forgotten():
            shown = Counter(one.move for fan, one in match.fans.items() if fan != ANCHOR and one.outcome)
            assert [shown[move] for move in MOVES] == [result.rock, result.paper, result.scissors]
            beat = [fan for fan, one in match.fans.items() if fan != ANCHOR and one.outcome == "won"]
            assert len(beat) == result.beat
            assert all(BEATS[match.fans[fan].move] == result.anchor for fan in beat)
        if result.champion:
            assert match.is_elimination and result.left == 1 and match.phase in ("over", "closed")

    def has_forgotten(self):
        """Whether somebody who was in the tally has lost the place since, to somebody new."""
        result = self.match.result
        known = sum(one.outcome != "" for fan, one in self.match.fans.items() if fan != ANCHOR)
        return known < result.rock + result.paper + result.scissors + result.absent

    @invariant()
    def a_log_makes_the_same_room_and_a_saved_state_too(self):
        assert self.copy == self.match
        saved = msgspec.json.decode(msgspec.json.encode(self.match), type=Match)
        assert saved == self.match


Room.TestCase.settings = settings(max_examples=150, stateful_step_count=40)
TestRoom = Room.TestCase
