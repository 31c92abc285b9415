"""A photo booth: show victory, hear the countdown, smile."""

from __future__ import annotations

from ..plugins import Button, Canvas, Param, Plugin
from ..types import Command, Hand

# The last numeral is gone before the picture is taken.
_CLEAR_S = 0.12
_PAUSE_S = 1.6


class Booth(Plugin):
    """Counts down and takes photos."""

    title = {"en": "Photo booth", "zh": "大头贴"}
    about = {
        "en": "Show victory, or press the button, and smile.",
        "zh": "比出剪刀手，或按下按钮，然后微笑。",
    }
    parameters = {
        "seconds": Param(3, {"en": "Seconds to smile", "zh": "倒计时秒数"}, min=1, max=10),
        "shots": Param(1, {"en": "Photos in a row", "zh": "连拍张数"}, min=1, max=4),
    }
    buttons = (Button("shoot", {"en": "Take a photo", "zh": "拍照"}, "p"),)

    def start(self) -> None:
        """Nothing is counted yet."""
        self.left = 0
        self.began_s: float | None = None

    def press(self, button: str) -> None:
        """The button does what victory does."""
        self._begin()

    def gesture(self, hand: Hand, gesture: str) -> None:
        """Victory begins the countdown."""
        if gesture == "victory":
            self._begin()

    def command(self, command: Command) -> bool:
        """A fist is no photo of its own meanwhile; back ends the countdown."""
        if command.command == "return" and self.left:
            self.left = 0
            return True
        return command.command == "confirm" and self.left > 0

    def _begin(self) -> None:
        if self.left == 0:
            self.left = self.params["shots"]
            self._count()

    def _count(self) -> None:
        if self.left == 0:
            return
        self.began_s = self.desk.time_s
        began_s, seconds = self.began_s, self.params["seconds"]
        for tick in range(seconds):
            self.desk.after(tick, lambda: self._if(began_s, lambda: self.desk.sound("tick")))
        self.desk.after(seconds + _CLEAR_S, lambda: self._if(began_s, self._shoot))

    def _if(self, began_s: float, do) -> None:
        """What belongs to a countdown that was ended is not done."""
        if self.left and self.began_s == began_s:
            do()

    def _shoot(self) -> None:
        self.left -= 1
        self.desk.sound("shutter")
        self.desk.photo()
        if self.left:
            self.desk.after(_PAUSE_S, self._count)

    def draw(self, canvas: Canvas) -> None:
        """The numeral, and a ring of dots that empties."""
        if not self.left or self.began_s is None:
            return
        passed_s, seconds = self.desk.time_s - self.began_s, self.params["seconds"]
        if passed_s >= seconds:
            return
        part = passed_s % 1
        grow = 1 + 0.5 * max(0.0, 1 - part / 0.18) ** 2
        fade = min(1.0, (1 - part) / 0.25)
        canvas.text(str(seconds - int(passed_s)), (0.5, 0.45), 0.42 * grow, opacity=fade)
        width = 0.5 * (1 - passed_s / seconds)
        canvas.box((0.5, 0.8), 0.52, 0.026, "#000000", radius=0.013, opacity=0.45)
        canvas.box((0.5, 0.8), width, 0.012, "#d7f205", radius=0.006)
        if self.params["shots"] > 1:
            done = self.params["shots"] - self.left + 1
            canvas.text(f"{done} / {self.params['shots']}", (0.5, 0.74), 0.05)
