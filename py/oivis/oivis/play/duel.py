"""Rock, paper, scissors against the machine: fist, palm, victory."""

from __future__ import annotations

import random
from collections import Counter

from ..gestures import Gestures
from ..moves import read_move
from ..plugins import Button, Canvas, Moment, Param, Plugin
from ..types import Command

BEATS = {"rock": "scissors", "paper": "rock", "scissors": "paper"}
_WORDS = {"rock": ("Rock", "石头"), "paper": ("Paper", "布"), "scissors": ("Scissors", "剪刀")}
_BEGIN_S, _COUNT_S = 0.8, 0.7
# The first call, after the plug-in was switched on.
CALL_S = _BEGIN_S + 3 * _COUNT_S
# What the hand shows is read so long before and after the call: nobody is quite on time.
_EARLY_S, _LATE_S = 0.15, 0.55
_SHOW_S = 2.4


class Duel(Plugin):
    """Rounds until one of the two has won enough of them."""

    title = {"en": "Rock, paper, scissors", "zh": "石头剪刀布"}
    about = {
        "en": "On three, show a fist, a palm or victory.",
        "zh": "数到三，出拳、布或剪刀。",
    }
    parameters = {"wins": Param(3, {"en": "Rounds to win", "zh": "获胜局数"}, min=1, max=9)}
    buttons = (Button("play", {"en": "Play", "zh": "开始"}, "g"),)

    def start(self) -> None:
        """Both at nothing; the machine's move is its own for every round."""
        self.random = random.Random()
        self.gestures = Gestures.load()
        self.yours = self.mine = 0
        self.phase, self.since_s = "rest", 0.0
        self.seen: Counter[str] = Counter()
        self.you = self.machine = self.won = ""
        self.desk.after(_BEGIN_S, self._begin)

    def press(self, button: str) -> None:
        """Another round, or another match."""
        if self.phase in ("rest", "over", "missed"):
            self._begin()

    def command(self, command: Command) -> bool:
        """A fist and a palm are moves here, not photos and not a way back; slides change the scene still."""
        if command.by != "gesture" and command.command == "confirm":
            self.press("play")
        return command.command in ("confirm", "return")

    def _begin(self) -> None:
        if self.phase == "over":
            self.yours = self.mine = 0
        # Chosen before the hand is seen.
        self.machine = self.random.choice(list(BEATS))
        self.seen.clear()
        self._enter("count")
        for tick in range(3):
            self.desk.after(tick * _COUNT_S, lambda: self.desk.sound("tick"))

    def _enter(self, phase: str) -> None:
        self.phase, self.since_s = phase, self.desk.time_s

    def frame(self, now: Moment) -> None:
        """Count, read, tell."""
        passed_s = now.time_s - self.since_s
        if self.phase != "count":
            return
        called_s = passed_s - 3 * _COUNT_S
        if called_s >= -_EARLY_S:
            for hand in now.hands:
                if move := read_move(hand, self.gestures):
                    # What is shown late weighs more: a fist that opens is paper.
                    self.seen[move] += 1 + (called_s > 0.5 * _LATE_S)
        if called_s >= _LATE_S:
            self._judge()

    def _judge(self) -> None:
        if not self.seen:
            self._enter("missed")
            return
        self.you = self.seen.most_common(1)[0][0]
        self.won = (
            "draw" if self.you == self.machine else "you" if BEATS[self.you] == self.machine else "machine"
        )
        self.yours += self.won == "you"
        self.mine += self.won == "machine"
        self.desk.sound({"you": "win", "machine": "lose", "draw": "tick"}[self.won])
        self.desk.tell(you=self.you, machine=self.machine, won=self.won)
        self.desk.say(self._words(self.won))
        self._enter("shown")
        if max(self.yours, self.mine) >= self.params["wins"]:
            self.desk.after(_SHOW_S, lambda: self._enter("over"))
        else:
            self.desk.after(_SHOW_S, self._begin)

    def _words(self, won: str) -> str:
        return self.desk.words(
            *{"you": ("You win", "你赢了"), "machine": ("I win", "我赢了"), "draw": ("A draw", "平局")}[won]
        )

    def draw(self, canvas: Canvas) -> None:
        """The score always; the rest as far as the round has come."""
        words = self.desk.words
        canvas.text(f"{self.yours} : {self.mine}", (0.5, 0.09), 0.10)
        passed_s = self.desk.time_s - self.since_s
        if self.phase == "count":
            tick = int(passed_s / _COUNT_S)
            grow = 1 + 0.4 * max(0.0, 1 - (passed_s - tick * _COUNT_S) / 0.15) ** 2
            called = [
                words("Rock", "石头"),
                words("Paper", "剪刀"),
                words("Scissors", "布"),
                words("Show!", "出！"),
            ]
            canvas.text(called[min(tick, 3)], (0.5, 0.72), 0.13 * grow)
        elif self.phase == "shown":
            width = min(0.42, canvas.room / 2 - 0.04)
            away = min(0.23, (canvas.room / 2 - width / 2 - 0.02) / canvas.aspect)
            for x, move, who in (
                (0.5 - away, self.you, words("You", "你")),
                (0.5 + away, self.machine, words("Me", "我")),
            ):
                canvas.box((x, 0.60), width, 0.40, "#0c0e13", radius=0.05, opacity=0.72)
                _sign(canvas, move, (x, 0.56))
                canvas.text(f"{who}: {words(*_WORDS[move])}", (x, 0.745), 0.12 * width)
            colour = {"you": "#d7f205", "machine": "#ff8a9a", "draw": "#ffffff"}[self.won]
            canvas.text(self._words(self.won), (0.5, 0.28), 0.12, colour=colour)
        elif self.phase == "missed":
            canvas.text(
                words("I saw no hand. Press Play.", "没有看到手，请按开始。"),
                (0.5, 0.72),
                0.07,
                wrap=canvas.room - 0.1,
            )
        elif self.phase == "over":
            is_won = self.yours > self.mine
            text = (
                words("The match is yours!", "你赢得了比赛！")
                if is_won
                else words("The match is mine.", "我赢得了比赛。")
            )
            canvas.text(
                text, (0.5, 0.45), 0.11, wrap=canvas.room - 0.1, colour="#d7f205" if is_won else "#ffffff"
            )


def _sign(canvas: Canvas, move: str, at: tuple[float, float]) -> None:
    """A stone, a sheet, a pair of scissors."""
    x, y = at
    wide = 1 / canvas.aspect
    if move == "rock":
        for dx, dy, size, colour in (
            (0.0, 0.01, 0.20, "#8d939f"),
            (-0.03, -0.02, 0.13, "#a9afba"),
            (-0.045, -0.04, 0.05, "#c8cdd6"),
        ):
            canvas.dot((x + dx * wide, y + dy), size, colour)
    elif move == "paper":
        canvas.box(at, 0.17, 0.22, "#f7f6f1", radius=0.015, rotation=0.08)
        for line in range(4):
            canvas.box((x, y - 0.06 + 0.04 * line), 0.11, 0.010, "#b9bdc6", radius=0.005, rotation=0.08)
    else:
        for way in (-1, 1):
            canvas.line(
                [(x - way * 0.055 * wide, y - 0.11), (x + way * 0.035 * wide, y + 0.05)], 0.022, "#d5d9e0"
            )
            canvas.dot((x + way * 0.05 * wide, y + 0.08), 0.075, "#ff5a73")
            canvas.dot((x + way * 0.05 * wide, y + 0.08), 0.037, "#0c0e13")
