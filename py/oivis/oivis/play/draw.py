"""Drawing in the air: the forefinger is the pen."""

from __future__ import annotations

from math import hypot

from ..plugins import Button, Canvas, Moment, Param, Plugin
from ..types import Command

_COLOURS = ("#d7f205", "#ff5a73", "#40b4ff", "#ffc733", "#ffffff")
# So near to the last point is the same point; so far from it the finger was not followed.
_NEAR, _FAR = 0.006, 0.25
_LEAVE_S = 0.25
_MOST = 3000


class Draw(Plugin):
    """Strokes that stay until they are wiped away."""

    title = {"en": "Air drawing", "zh": "隔空画画"}
    about = {
        "en": "Point to draw. Slide for another colour, hold your palm open to wipe.",
        "zh": "伸出食指即可作画。滑动换颜色，张开手掌擦除。",
    }
    parameters = {"width": Param(0.016, {"en": "Width", "zh": "粗细"}, min=0.004, max=0.05)}
    buttons = (
        Button("colour", {"en": "Another colour", "zh": "换颜色"}, "c"),
        Button("undo", {"en": "Undo", "zh": "撤销"}, "u"),
        Button("wipe", {"en": "Wipe", "zh": "擦除"}, "x"),
    )

    def start(self) -> None:
        """An empty sheet."""
        self.strokes: list[tuple[str, float, list[tuple[float, float]]]] = []
        self.colour = 0
        self.pens: dict[int, tuple[float, float]] = {}
        self.open: dict[int, tuple[list[tuple[float, float]], float]] = {}

    def press(self, button: str) -> None:
        """What a hand can do, and one step back."""
        if button == "colour":
            self._turn(1)
        elif self.strokes:
            self.strokes = [] if button == "wipe" else self.strokes[:-1]
            self.open = {}
            self.desk.sound("pop")

    def command(self, command: Command) -> bool:
        """Slides change the colour in place of the scene; back wipes."""
        if command.command in ("next", "previous"):
            self._turn(1 if command.command == "next" else -1)
        elif command.command == "return":
            self.press("wipe")
        return command.command != "confirm"

    def _turn(self, by: int) -> None:
        self.colour = (self.colour + by) % len(_COLOURS)
        self.desk.sound("tick")

    def frame(self, now: Moment) -> None:
        """Every hand that points draws on."""
        self.pens = {hand.id: now.tip(hand) for hand in now.hands if hand.gesture == "pointing"}
        for id, (x, y) in self.pens.items():
            points, seen_s = self.open.get(id, ([], 0.0))
            way = hypot((x - points[-1][0]) * now.aspect, y - points[-1][1]) if points else _FAR
            if not points or now.time_s - seen_s > _LEAVE_S or way > _FAR:
                points = []
                self.strokes.append((_COLOURS[self.colour], self.params["width"], points))
                way = _FAR
            if way >= _NEAR:
                # Half way to where it is seen: the tip trembles.
                points.append(((x + points[-1][0]) / 2, (y + points[-1][1]) / 2) if points else (x, y))
            self.open[id] = points, now.time_s
        while sum(len(points) for _, _, points in self.strokes) > _MOST:
            self.strokes.pop(0)

    def draw(self, canvas: Canvas) -> None:
        """The strokes, and where the pen is."""
        for colour, width, points in self.strokes:
            canvas.line(points, width, colour)
        for at in self.pens.values():
            canvas.dot(at, 2.4 * self.params["width"], "#ffffff", opacity=0.9)
            canvas.dot(at, 1.7 * self.params["width"], _COLOURS[self.colour])
