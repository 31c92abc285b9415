"""Products at hand: slide through them, clench to look closer."""

from __future__ import annotations

from math import exp

from ..plugins import Button, Canvas, Moment, Param, Plugin
from ..types import Command

_EXAMPLE = {
    "en": "Crown; 49.00; crown\nSunglasses; 29.00; shades\nParty hat; 9.90; hat\nLucky star; 19.00; star",
    "zh": "皇冠; 49.00; crown\n墨镜; 29.00; shades\n派对帽; 9.90; hat\n幸运星; 19.00; star",
}
_MOST = 24


class Carousel(Plugin):
    """Cards along the lower edge; the one in the middle opens."""

    title = {"en": "Products", "zh": "商品"}
    about = {
        "en": "Slide through the products; clench to open one.",
        "zh": "滑动浏览商品，握拳打开。",
    }
    parameters = {
        "products": Param(
            _EXAMPLE,
            {"en": "Products, one a line: name; price; picture", "zh": "每行一件：名称; 价格; 图片"},
            has_lines=True,
        ),
        "currency": Param({"en": "€", "zh": "¥"}, {"en": "Currency", "zh": "货币"}),
    }
    buttons = (
        Button("previous", {"en": "Previous product", "zh": "上一件"}, "j"),
        Button("next", {"en": "Next product", "zh": "下一件"}, "l"),
        Button("open", {"en": "Look closer", "zh": "看细节"}, "k"),
    )

    def start(self) -> None:
        """Begin with the first one, closed."""
        self.at, self.shown, self.opened = 0, 0.0, 0.0
        self.is_open = False
        self.change("products")

    def change(self, name: str) -> None:
        """Read the list anew."""
        lines = [line.split(";") for line in self.params["products"].splitlines() if line.strip()][:_MOST]
        self.products = [tuple(part.strip() for part in [*line, "", ""][:3]) for line in lines]

    def press(self, button: str) -> None:
        """The same by button as by hand."""
        if button == "open":
            self._open(not self.is_open)
        else:
            self._go(1 if button == "next" else -1)

    def command(self, command: Command) -> bool:
        """Slides go through the products, not the scenes; back closes what is open, or is the page's."""
        if command.command in ("next", "previous"):
            self._go(1 if command.command == "next" else -1)
        elif command.command == "confirm":
            self._open(not self.is_open)
        else:
            was_open = self.is_open
            self._open(False)
            return was_open
        return True

    def _go(self, by: int) -> None:
        if self.products:
            # The places go on for ever; the products come round.
            self.at += by
            self.desk.sound("tick")

    def _open(self, is_open: bool) -> None:
        if is_open == self.is_open or not self.products:
            return
        self.is_open = is_open
        self.desk.sound("pop")
        if is_open:
            name, price, _ = self.products[self.at % len(self.products)]
            self.desk.say(f"{name}, {self.params['currency']} {price}")
            self.desk.tell(product=name)

    def frame(self, now: Moment) -> None:
        """Glide to the chosen one."""
        share = 1 - exp(-now.step_s / 0.09)
        self.shown += share * (self.at - self.shown)
        self.opened += share * (float(self.is_open) - self.opened)

    def draw(self, canvas: Canvas) -> None:
        """Cards from the outside in, so that the chosen one lies on top."""
        if not self.products:
            return
        room = min(1.0, canvas.room / 1.1)
        middle = round(self.shown)
        places = range(middle - 2, middle + 3)
        for place in sorted(places, key=lambda place: -abs(place - self.shown)):
            self._card(canvas, place % len(self.products), place - self.shown, room)

    def _card(self, canvas: Canvas, index: int, away: float, room: float) -> None:
        name, price, picture = self.products[index]
        near = max(0.0, 1 - abs(away))
        size = room * (0.20 + 0.06 * near + 0.34 * self.opened * near)
        x = 0.5 + room * away * 0.27 / canvas.aspect
        y = 0.66 - 0.16 * self.opened * near
        seen = (0.55 + 0.45 * near) * (1 - 0.6 * self.opened * (1 - near))
        canvas.box(
            (x, y), size + 0.03, size * 1.28 + 0.03, "#000000", radius=0.05, soft=0.04, opacity=0.35 * seen
        )
        canvas.box((x, y), size, size * 1.28, "#f7f6f1", radius=0.10 * size + 0.008, opacity=0.96 * seen)
        try:
            canvas.picture(picture, (x, y - 0.16 * size), size * 0.7, opacity=seen)
        except ValueError:
            canvas.dot((x, y - 0.16 * size), size * 0.5, "#d9d6cb", opacity=seen)
        tag = f"{self.params['currency']} {price}"
        for words, down, colour in ((name, 0.32, "#14171f"), (tag, 0.50, "#3f5a00")):
            place = x, y + down * size
            canvas.text(words, place, size * 0.125, wrap=size, colour=colour, is_outlined=False, opacity=seen)
