"""A teleprompter for whoever speaks to many: the text runs up beside the camera."""

from __future__ import annotations

from ..plugins import Button, Canvas, Moment, Param, Plugin
from ..types import Command

_EXAMPLE = {
    "en": "Welcome, everybody! Clench your hand, and the text stands still; clench again, and it runs on.\n"
    "Hold your palm open, and it begins anew.\n"
    "Write your own text in the field below the picture.",
    "zh": "欢迎大家！握拳，文字就会停下；再握一次，继续滚动。\n"
    "张开手掌，从头开始。\n"
    "在画面下方的输入框中写下你自己的文字。",
}
_TOP, _BOTTOM = 0.04, 0.62
_FADE = 0.10


class Prompter(Plugin):
    """Text that only runs while it is to run."""

    title = {"en": "Teleprompter", "zh": "提词器"}
    about = {
        "en": "Clench to stop and go on; hold your palm open to begin anew.",
        "zh": "握拳暂停或继续，张开手掌从头开始。",
    }
    parameters = {
        "text": Param(_EXAMPLE, {"en": "Text", "zh": "文字"}, has_lines=True),
        "size": Param(0.065, {"en": "Size of the letters", "zh": "字号"}, min=0.03, max=0.14),
        "speed": Param(0.05, {"en": "Speed", "zh": "速度"}, min=0.0, max=0.3),
    }
    buttons = (
        Button("run", {"en": "Stop or go on", "zh": "暂停或继续"}, "t"),
        Button("again", {"en": "From the beginning", "zh": "从头开始"}, "b"),
    )

    def start(self) -> None:
        """Where it was before a reload."""
        self.gone = float(self.state.get("gone", 0.0))
        self.is_running = True
        self.length = 0.0

    def press(self, button: str) -> None:
        """The same by button as by hand."""
        if button == "again":
            self.gone = 0.0
        else:
            self.is_running = not self.is_running
        self._keep()
        self.desk.sound("tick")

    def stop(self) -> None:
        """Where it was is where it goes on."""
        self._keep()

    def _keep(self) -> None:
        self.state["gone"] = self.gone
        self.desk.keep(self.state)

    def change(self, name: str) -> None:
        """Another text begins at its beginning."""
        if name == "text":
            self.gone = 0.0

    def command(self, command: Command) -> bool:
        """Clench and palm are for the text here; slides are the page's."""
        if command.command in ("next", "previous"):
            return False
        self.press("run" if command.command == "confirm" else "again")
        return True

    def frame(self, now: Moment) -> None:
        """Run on, and stop at the end."""
        if self.is_running:
            self.gone = min(self.gone + self.params["speed"] * now.step_s, max(0.0, self.length - 0.2))

    def draw(self, canvas: Canvas) -> None:
        """Line by line: those out of sight are not written."""
        width = min(canvas.room - 0.16, 1.15)
        canvas.box(
            (0.5, (_TOP + _BOTTOM) / 2), width + 0.08, _BOTTOM - _TOP, "#0c0e13", radius=0.03, opacity=0.55
        )
        size, y = self.params["size"], _TOP + 0.06 - self.gone
        left = 0.5 - width / 2 / canvas.aspect
        for line in canvas.lines(self.params["text"], size, width, is_bold=False):
            # A line fades where it comes in and where it goes out.
            inside = min(y - _TOP, _BOTTOM - y - 1.3 * size)
            if inside > -_FADE / 2:
                opacity = min(1.0, max(0.0, inside / _FADE + 0.5))
                canvas.text(line, (left, y), size, anchor=(0, 0), is_bold=False, opacity=opacity)
            y += 1.35 * size
        self.length = y + self.gone - _TOP
