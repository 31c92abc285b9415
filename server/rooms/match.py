"""The match as a pure state machine: events in, effects out; no clock, no network, no chance.

It is the same wherever the same events come in the same order. So a room is its log, and any process
that reads the log has the room.
"""

from typing import NamedTuple

from msgspec import Struct, field

from server.rooms.events import Event, Gone, Joined, Left, Opened, Tick
from server.rooms.messages import (
    Close,
    Commit,
    Next,
    Phase,
    Result,
    Reveal,
    Room,
    Start,
    You,
)
from server.rooms.tally import Fan, commitment, settle

ANCHOR = "anchor"

# The first part lets the news reach everybody before the first number is counted.
COUNTDOWN_MS = 500 + 3000
COMMIT_MS = 2000
REVEAL_MS = 2000
# What a room waits for its anchor in a round, or while nobody is here; and for news outside of one.
PAUSE_MS = 60_000
IDLE_MS = 600_000


class Effect(NamedTuple):
    """What is to be said after an event.

    Attributes
    ----------
    fan : str
        To whom; empty for everybody.
    refused : str
        A code of `messages.REFUSALS`; else the state is told.
    is_urgent : bool
        Whether everybody is told at once; what is not can wait and be told together.
    """

    fan: str = ""
    refused: str = ""
    is_urgent: bool = False


ALL = Effect(is_urgent=True)
SOON = Effect()


class Match(Struct):
    """A room's state.

    Attributes
    ----------
    fans : dict of str to Fan
        The anchor is among them, as `ANCHOR`, once it has joined.
    waiting : set of str
        Who has still to move (commit) or to show (reveal); the phase ends when it is empty.
    """

    size: int = 5000
    rude: list[str] = field(default_factory=list)
    phase: Phase = "lobby"
    resumes: Phase = "lobby"
    round: int = 0
    is_elimination: bool = False
    now_ms: float = 0
    go_ms: float = 0
    until_ms: float = 0
    fans: dict[str, Fan] = field(default_factory=dict)
    here: int = 0
    committed: int = 0
    waiting: set[str] = field(default_factory=set)
    result: Result | None = None

    def apply(self, event: Event) -> list[Effect]:
        """Take one event in; say what is to be told."""
        # Clocks of two machines differ a little; in a room time never runs back.
        self.now_ms = max(self.now_ms, event.at_ms)
        effects = []
        if not isinstance(event.what, Opened):
            while self.phase != "closed" and self.now_ms >= self.until_ms:
                self._advance()
                # That it is time to move is known from the countdown: only the counts are news.
                effects.append(SOON if self.phase == "commit" else ALL)
        if self.phase == "closed":
            return effects or [Effect(event.fan, "room-closed")] if event.fan else effects
        match event.what:
            case Opened(fans, rude):
                self.size, self.rude, self.until_ms = fans, rude, self.now_ms + IDLE_MS
            case Joined(name, link):
                effects += self._join(event.fan, name, link)
            case Left(link):
                effects += self._leave([event.fan] if self._link(event.fan) == link else [])
            case Gone(worker):
                effects += self._leave([fan for fan in self.fans if self._link(fan).startswith(f"{worker}.")])
            case Tick():
                pass
            # These count even if the link has ended: a worker may be thought dead that is only busy.
            case Commit():
                effects += self._commit(event.fan, event.what)
            case Reveal():
                effects += self._reveal(event.fan, event.what)
            case _ if not self._link(event.fan):
                pass
            case _:
                effects += self._command(event.fan, event.what)
        return effects

    def room(self, fan: str = "") -> Room:
        """Give the public state, and with a `fan` that one's own place in it."""
        anchor = self.fans.get(ANCHOR)
        has_anchor = anchor is not None and anchor.link != ""
        return Room(
            self.phase,
            self.round,
            self.go_ms,
            self.until_ms,
            self.size,
            self.here - has_anchor,
            self.committed,
            anchor.name if anchor else "",
            has_anchor,
            self.is_elimination,
            self.result,
            self.you(fan),
        )

    def you(self, fan: str) -> You | None:
        """Give one player's own place."""
        if (one := self.fans.get(fan)) is None:
            return None
        return You(one.is_in, one.streak, one.outcome, one.commitment != "", one.move != "")

    def workers(self) -> set[str]:
        """Give the workers whose links the players have; none once closed, as it hears no more of them."""
        if self.phase == "closed":
            return set()
        return {one.link.partition(".")[0] for one in self.fans.values() if one.link}

    def _link(self, fan: str) -> str:
        return self.fans[fan].link if fan in self.fans else ""

    def _join(self, fan: str, name: str, link: str) -> list[Effect]:
        if fan not in self.fans:
            if fan != ANCHOR and len(self.fans) - (ANCHOR in self.fans) >= self.size:
                self._forget_absent()
            if fan != ANCHOR and len(self.fans) - (ANCHOR in self.fans) >= self.size:
                return [Effect(fan, "room-full")]
            # Who comes in the middle of an elimination watches it.
            self.fans[fan] = Fan(name, is_in=fan == ANCHOR or not self.is_elimination)
        one = self.fans[fan]
        if not one.link:
            self.here += 1
        one.name, one.link = name, link
        if self.phase in ("countdown", "commit") and one.is_in and not one.commitment:
            self.waiting.add(fan)
        if self.phase == "paused" and fan == ANCHOR:
            self._resume()
            return [ALL]
        self._rest()
        return [Effect(fan), SOON]

    def _leave(self, fans: list[str]) -> list[Effect]:
        for fan in fans:
            self.fans[fan].link = ""
            self.here -= 1
            # Who has moved may come back and show it.
            if self.phase in ("countdown", "commit"):
                self.waiting.discard(fan)
        if ANCHOR in fans and self.phase in ("countdown", "commit", "reveal"):
            self.resumes = "reveal" if self.phase == "reveal" else "countdown"
            self.phase, self.until_ms = "paused", self.now_ms + PAUSE_MS
            return [ALL]
        if not fans:
            return []
        if not self.here and self.phase in ("lobby", "result", "over"):
            self.until_ms = min(self.until_ms, self.now_ms + PAUSE_MS)
        return [ALL] if ANCHOR in fans or self._hurry() else [SOON]

    def _command(self, fan: str, what: object) -> list[Effect]:
        # Two by link are equals. Alone in the room, or to close it, takes who opened it.
        is_equal = self.size == 1 and self._link(ANCHOR) and not isinstance(what, Close)
        if fan != ANCHOR and not is_equal:
            return [Effect(fan, "not-anchor")]
        if isinstance(what, Close):
            self.phase = "closed"
            return [ALL]
        if isinstance(what, Start) and self.phase in ("lobby", "result", "over"):
            self.is_elimination = what.elimination
            for one in self.fans.values():
                one.is_in, one.streak = True, 0
            self._begin()
            return [ALL]
        if isinstance(what, Next) and self.phase == "result":
            self._begin()
            return [ALL]
        return [Effect(fan, "not-now")]

    def _commit(self, fan: str, made: Commit) -> list[Effect]:
        one = self.fans.get(fan)
        if one is None or not one.is_in:
            return [Effect(fan, "not-in")]
        if self.phase not in ("countdown", "commit"):
            return [Effect(fan, "not-now")]
        if made.round != self.round:
            return [Effect(fan, "round-wrong")]
        if one.commitment:
            return [Effect(fan, "commit-double")]
        one.commitment = made.hash
        self.committed += 1
        self.waiting.discard(fan)
        return [Effect(fan), ALL if self._hurry() else SOON]

    def _reveal(self, fan: str, shown: Reveal) -> list[Effect]:
        one = self.fans.get(fan)
        if self.phase != "reveal":
            return [Effect(fan, "not-now")]
        if one is None or not one.commitment:
            return [Effect(fan, "commit-missing")]
        if shown.round != self.round:
            return [Effect(fan, "round-wrong")]
        if one.move:
            return [Effect(fan, "reveal-double")]
        if commitment(shown.move, shown.nonce, self.round, fan) != one.commitment:
            return [Effect(fan, "reveal-wrong")]
        one.move = shown.move
        self.waiting.discard(fan)
        # No answer to each: thousands of them would stand before the result.
        return [ALL] if self._hurry() else []

    def _hurry(self) -> bool:
        """Go on where nobody is waited for any more."""
        if self.phase in ("commit", "reveal") and not self.waiting:
            self._advance()
            return True
        return False

    def _advance(self) -> None:
        """Enter the phase after this one."""
        match self.phase:
            case "countdown":
                self.phase, self.until_ms = "commit", self.go_ms + COMMIT_MS
                self._hurry()
            case "commit":
                self.waiting = {fan for fan, one in self.fans.items() if one.commitment}
                self.phase, self.until_ms = "reveal", self.now_ms + REVEAL_MS
                self._hurry()
            case "reveal":
                self._tally()
            case _:
                self.phase = "closed"

    def _begin(self) -> None:
        self._forget_absent()
        self.round += 1
        self.result, self.committed = None, 0
        for one in self.fans.values():
            one.commitment = one.move = one.outcome = ""
        self._count_down()

    def _resume(self) -> None:
        if self.resumes == "reveal":
            self.phase, self.until_ms = "reveal", self.now_ms + REVEAL_MS
            self._hurry()
        else:
            self._count_down()

    def _count_down(self) -> None:
        self.waiting = {
            fan for fan, one in self.fans.items() if one.is_in and one.link and not one.commitment
        }
        self.phase, self.go_ms = "countdown", self.now_ms + COUNTDOWN_MS
        self.until_ms = self.go_ms

    def _forget_absent(self) -> None:
        """Give the places of those who are not here to others, outside of a round only."""
        if self.phase in ("lobby", "result", "over"):
            self.fans = {fan: one for fan, one in self.fans.items() if one.link or fan == ANCHOR}

    def _rest(self) -> None:
        """Somebody is here: between rounds, the room's life begins again."""
        if self.phase in ("lobby", "result", "over"):
            self.until_ms = self.now_ms + IDLE_MS

    def _tally(self) -> None:
        fans = [one for fan, one in self.fans.items() if fan != ANCHOR]
        self.result = settle(self.fans[ANCHOR].move, fans, self.is_elimination)
        is_won = self.is_elimination and self.result.left == 1
        self.waiting = set()
        self.phase, self.until_ms = "over" if is_won else "result", self.now_ms + IDLE_MS
