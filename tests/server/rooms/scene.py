"""A room for the tests of a match, told by events alone."""

from server.rooms import match as pace  # rounds may be shorter while other tests' servers run
from server.rooms.events import Event, Joined, Left, Opened, Tick
from server.rooms.match import ANCHOR, Match
from server.rooms.messages import Commit, Next, Reveal, Start
from server.rooms.tally import commitment

NONCE = "0" * 32


class Scene:
    """A room, and its clock."""

    def __init__(self, *fans, size=100):
        self.match, self.now, self.links = Match(), 1000.0, 0
        self.do("", Opened(size, []))
        for fan in (ANCHOR, *fans):
            self.join(fan)

    def do(self, fan, what):
        return self.match.apply(Event(self.now, fan, what))

    def refused(self, fan, what):
        (code,) = {effect.refused for effect in self.do(fan, what) if effect.refused}
        return code

    def join(self, fan, worker="w"):
        self.links += 1
        self.do(fan, Joined(fan.title(), f"{worker}.{self.links}"))
        return self.match.fans[fan].link

    def leave(self, fan):
        self.do(fan, Left(self.match.fans[fan].link))

    def wait(self, ms):
        self.now += ms
        self.do("", Tick())

    def commit(self, fan, move):
        number = self.match.round
        return self.do(fan, Commit(number, commitment(move, NONCE, number, fan)))

    def show(self, fan, move):
        return self.do(fan, Reveal(self.match.round, move, NONCE))

    def play(self, is_elimination=False, **moves):
        """A whole round: who has no move plays none."""
        self.do(ANCHOR, Start(is_elimination) if self.match.phase == "lobby" else Next())
        for fan, move in moves.items():
            self.commit(fan, move)
        self.wait(pace.COUNTDOWN_MS)
        if self.match.phase == "commit":  # else all have moved already
            self.wait(pace.COMMIT_MS)
        for fan, move in moves.items():
            self.show(fan, move)
        self.wait(pace.REVEAL_MS)
        return self.match.result
