"""The move that a hand shows, for a page that asks for one: it draws nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ..gestures import Gestures
from ..moves import read_move
from ..plugins import Moment, Plugin
from ..shown import AGREEING_LOOKS
from ..types import Hand


class Moves(Plugin):
    """Tells each change: "rock", "paper", "scissors", or nothing."""

    title = {"en": "Moves", "zh": "出拳"}
    about = {
        "en": "Tells the page what your hand shows: rock, paper or scissors.",
        "zh": "告诉页面您出的是石头、剪刀还是布。",
    }

    def start(self) -> None:
        """No hand was looked at yet."""
        self.gestures = Gestures.load()
        self.seen: Sequence[Hand] | None = None
        self.told = self.latest = ""
        self.looks = 0

    def frame(self, now: Moment) -> None:
        """A look lasts for several frames, and is counted once."""
        if now.hands is self.seen:
            return
        self.seen = now.hands
        move = next(filter(None, (read_move(hand, self.gestures) for hand in now.hands)), "")
        self.looks = self.looks + 1 if move == self.latest else 1
        self.latest = move
        # A hand that is gone is told at once: what it showed last is no answer to who asks next.
        if move != self.told and (self.looks >= AGREEING_LOOKS or not now.hands):
            self.told = move
            self.desk.tell(move=move)
