"""Catch the falling snow with your hands: the flakes are light and the time is short."""

from __future__ import annotations

import random

import numpy as np

from ..plugins import Button, Canvas, Moment, Param, Plugin

_MANY = 14
_GOLD = 0.12
_SHOW_S = 0.5


class Catch(Plugin):
    """A game of one hand, or two."""

    title = {"en": "Catch the snow", "zh": "接雪花"}
    about = {
        "en": "Catch flakes with your hands; the golden ones count five.",
        "zh": "用手接住雪花，金色的算五分。",
    }
    parameters = {
        "seconds": Param(30, {"en": "Seconds", "zh": "时长（秒）"}, min=10, max=120),
        "speed": Param(1.0, {"en": "Speed", "zh": "速度"}, min=0.3, max=2.5),
    }
    buttons = (Button("again", {"en": "Again", "zh": "再来一次"}, "g"),)

    def start(self) -> None:
        """The first game begins at once."""
        # The share of the view that is on the screen; until that is known, what a phone shows.
        self.wide = 0.6
        self.random = random.Random()
        self.best = int(self.state.get("best", 0))
        self.press("again")

    def press(self, button: str) -> None:
        """Another game."""
        self.score = 0
        self.over = False
        self.left_s = float(self.params["seconds"])
        # x, y, down a second, size, phase, whether it is golden
        self.flakes = self._fresh(_MANY)
        self.flakes[:, 1] = [self.random.uniform(-1.0, 0.0) for _ in range(_MANY)]
        self.caught: list[tuple[float, float, float, int]] = []

    def _fresh(self, many: int) -> np.ndarray:
        draw = self.random
        flakes = [
            (
                # The wind takes it further.
                0.5 + self.wide * draw.uniform(-0.36, 0.36),
                draw.uniform(-0.3, -0.06),
                draw.uniform(0.16, 0.34),
                draw.uniform(0.045, 0.075),
                draw.uniform(0, 6.3),
                draw.random() < _GOLD,
            )
            for _ in range(many)
        ]
        return np.array(flakes, np.float32).reshape(many, 6)

    def frame(self, now: Moment) -> None:
        """Flakes fall, and are blown about by hands that pass them."""
        if self.over:
            return
        self.left_s -= now.step_s
        flakes = self.flakes
        flakes[:, 0] += 0.04 * np.sin(1.4 * now.time_s + flakes[:, 4]) * now.step_s
        flakes[:, 1] += flakes[:, 2] * self.params["speed"] * now.step_s
        is_gone = flakes[:, 1] > 1.06
        for hand in now.hands:
            x, y = now.palm(hand)
            reach = 0.45 * now.span(hand) + flakes[:, 3] / 2
            away = np.hypot((flakes[:, 0] - x) * now.aspect, flakes[:, 1] - y)
            is_caught = (away < reach) & ~is_gone
            for flake in flakes[is_caught]:
                points = 5 if flake[5] else 1
                self.score += points
                self.caught.append((float(flake[0]), float(flake[1]), now.time_s, points))
                self.desk.sound("chime" if points > 1 else "tick")
            is_gone |= is_caught
        if is_gone.any():
            flakes[is_gone] = self._fresh(int(is_gone.sum()))
        self.caught = [each for each in self.caught if now.time_s - each[2] < _SHOW_S]
        if self.left_s <= 0:
            self._end()

    def _end(self) -> None:
        self.over = True
        self.desk.sound("win")
        self.desk.tell(score=self.score)
        self.desk.say(self.desk.words(f"{self.score} points", f"{self.score} 分"))
        if self.score > self.best:
            self.best = self.score
            self.state["best"] = self.best
            self.desk.keep(self.state)

    def draw(self, canvas: Canvas) -> None:
        """The flakes, the score, and what is left of the time."""
        wide = canvas.room / canvas.aspect
        self.flakes[:, 0] = 0.5 + (self.flakes[:, 0] - 0.5) * (wide / self.wide)
        self.wide = wide
        if self.over:
            canvas.text(self.desk.words("Time!", "时间到！"), (0.5, 0.30), 0.12)
            canvas.text(str(self.score), (0.5, 0.50), 0.26, colour="#d7f205")
            canvas.text(self.desk.words(f"Best {self.best}", f"最高 {self.best}"), (0.5, 0.70), 0.07)
            return
        gold = self.flakes[:, 5:6] > 0
        glow = np.where(gold, [[1.0, 0.80, 0.25, 0.45]], [[0.85, 0.93, 1.0, 0.30]])
        heart = np.where(gold, [[1.0, 0.86, 0.35, 1.0]], [[1.0, 1.0, 1.0, 0.96]])
        sizes = self.flakes[:, 3]
        canvas.dots(self.flakes[:, :2], sizes * 1.9, glow, soft=0.04)
        canvas.dots(self.flakes[:, :2], sizes, heart, soft=0.008)
        for x, y, at_s, points in self.caught:
            part = (self.desk.time_s - at_s) / _SHOW_S
            colour = "#ffdb59" if points > 1 else "#ffffff"
            canvas.text(f"+{points}", (x, y - 0.12 * part), 0.075, colour=colour, opacity=max(0.0, 1 - part))
        canvas.text(str(self.score), (0.5, 0.10), 0.13)
        width = 0.4 * max(0.0, self.left_s / self.params["seconds"])
        canvas.box((0.5, 0.19), 0.42, 0.022, "#000000", radius=0.011, opacity=0.4)
        canvas.box((0.5, 0.19), width, 0.010, "#d7f205", radius=0.005)
