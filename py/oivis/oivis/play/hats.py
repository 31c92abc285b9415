"""Something to wear, hung up at the head that the matte shows."""

from __future__ import annotations

from math import exp

from ..plugins import Button, Canvas, Moment, Param, Plugin

# Of each: its size in widths of the head, and which point of its picture lies how far below the head's top,
# in widths of the head.
_WORN = {
    "hat": (1.3, (0.5, 0.80), 0.16),
    "crown": (1.25, (0.5, 0.72), 0.12),
    "shades": (1.12, (0.5, 0.5), 0.62),
    "star": (0.7, (0.5, 0.9), -0.05),
    "heart": (0.7, (0.5, 0.9), -0.05),
}
_TAU_S = 0.09
_GONE_S = 0.4


class Hats(Plugin):
    """A hat that goes where the head goes."""

    title = {"en": "Hats", "zh": "帽子"}
    about = {"en": "Wear something.", "zh": "戴上点什么。"}
    parameters = {
        "hat": Param("hat", {"en": "Wear", "zh": "佩戴"}, choices=tuple(_WORN)),
        "size": Param(1.0, {"en": "Size", "zh": "大小"}, min=0.5, max=2.0),
    }
    buttons = (Button("next", {"en": "Another one", "zh": "换一个"}, "h"),)

    def start(self) -> None:
        """What was worn before a reload is worn again."""
        self.worn = self.state.get("hat", self.params["hat"])
        if self.worn not in _WORN:
            self.worn = self.params["hat"]
        self.head: list[float] | None = None
        self.seen_s = 0.0

    def press(self, button: str) -> None:
        """The next one."""
        names = list(_WORN)
        self._wear(names[(names.index(self.worn) + 1) % len(names)])

    def change(self, name: str) -> None:
        """Another one was chosen."""
        if name == "hat":
            self._wear(self.params["hat"])

    def _wear(self, name: str) -> None:
        self.worn = name
        self.state["hat"] = name
        self.desk.sound("pop")
        self.desk.keep(self.state)

    def frame(self, now: Moment) -> None:
        """Follow the head, smoothly; the nearer it is to where it was, the more."""
        person = now.person
        if person is None:
            if now.time_s - self.seen_s > _GONE_S:
                self.head = None
            return
        self.seen_s = now.time_s
        seen = [*person.head, person.head_width, person.lean]
        if self.head is None or abs(seen[0] - self.head[0]) > 0.3:
            self.head = seen
            return
        # The size of a head does not change as quickly as its place.
        for index, tau_s in enumerate((_TAU_S, _TAU_S, 5 * _TAU_S, 3 * _TAU_S)):
            self.head[index] += (1 - exp(-now.step_s / tau_s)) * (seen[index] - self.head[index])

    def draw(self, canvas: Canvas) -> None:
        """The hat, or whatever it is."""
        if self.head is None:
            return
        x, y, width, lean = self.head
        size, anchor, down = _WORN[self.worn]
        height = width * size * self.params["size"]
        at = x - lean * down * width / canvas.aspect, y + down * width
        canvas.picture(self.worn, at, height, anchor=anchor, rotation=lean)
