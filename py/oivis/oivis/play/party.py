"""Confetti for a thumb, fireworks for victory."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from ..plugins import Button, Canvas, Moment, Param, Plugin
from ..types import Hand

_COLOURS = np.array(
    [
        (0.84, 0.95, 0.02),
        (1.0, 0.35, 0.45),
        (0.25, 0.70, 1.0),
        (1.0, 0.78, 0.20),
        (0.70, 0.45, 1.0),
        (1, 1, 1),
    ],
    np.float32,
)
_FALL, _DRAG, _LIFE_S = 0.9, 1.6, 3.2
_MOST = 600


class Party(Plugin):
    """Bits of paper that burst from the hand and flutter down."""

    title = {"en": "Confetti throw", "zh": "撒彩纸"}
    about = {
        "en": "Thumb up or victory: the hand throws confetti.",
        "zh": "竖起拇指或比出剪刀手，撒出彩纸。",
    }
    parameters = {"many": Param(120, {"en": "How many", "zh": "数量"}, min=20, max=300)}
    buttons = (Button("throw", {"en": "Throw some", "zh": "撒一把"}, "c"),)

    def start(self) -> None:
        """The air is clear."""
        # x, y, across and down a second, turn, turn a second, age, width, height, colour
        self.bits = np.zeros((0, 10), np.float32)
        self.random = random.Random(7)
        self.aspect = 4 / 3
        self.throwing: set[int] = set()

    def press(self, button: str) -> None:
        """From both lower corners."""
        for x, way in ((0.02, 1), (0.98, -1)):
            self._throw((x, 0.95), self.params["many"] // 2, way)

    def scene(self, id: str) -> None:
        """Another place is greeted."""
        self.press("throw")

    def gesture(self, hand: Hand, gesture: str) -> None:
        """From the hand."""
        if gesture in ("thumb-up", "victory"):
            self.throwing.add(hand.id)

    def frame(self, now: Moment) -> None:
        """Each bit flies, falls and turns."""
        self.aspect = now.aspect
        for hand in now.hands:
            if hand.id in self.throwing:
                self._throw(now.palm(hand), self.params["many"], 0)
        self.throwing.clear()
        bits, step_s = self.bits, now.step_s
        if len(bits) == 0:
            return
        slow = np.exp(-_DRAG * step_s)
        bits[:, 2:4] *= slow
        bits[:, 3] += _FALL * step_s
        flutter = 0.12 * np.sin(3 * bits[:, 6] + 9 * bits[:, 9])
        bits[:, 0] += (bits[:, 2] + flutter) * step_s / self.aspect
        bits[:, 1] += bits[:, 3] * step_s
        bits[:, 4] += bits[:, 5] * step_s
        bits[:, 6] += step_s
        self.bits = bits[(bits[:, 6] < _LIFE_S) & (bits[:, 1] < 1.1)]

    def draw(self, canvas: Canvas) -> None:
        """Thin when seen edge on, faint when old."""
        bits = self.bits
        if len(bits) == 0:
            return
        sizes = bits[:, 7:9].copy()
        sizes[:, 1] *= 0.2 + 0.8 * np.abs(np.cos(2 * bits[:, 4] + bits[:, 9]))
        colours = np.empty((len(bits), 4), np.float32)
        colours[:, :3] = _COLOURS[bits[:, 9].astype(int)]
        colours[:, 3] = np.clip((_LIFE_S - bits[:, 6]) / 0.6, 0, 1)
        canvas.bars(bits[:, :2], sizes, bits[:, 4], colours)

    def _throw(self, at: tuple[float, float], many: int, way: int) -> None:
        """`way` leans the burst to the right (1), the left (-1) or not at all."""
        draw = self.random
        fresh = np.zeros((many, 10), np.float32)
        fresh[:, :2] = at

        def bits(one: Callable[[], float]) -> np.ndarray:
            return np.array([one() for _ in range(many)], np.float32)

        angle = bits(lambda: draw.gauss(-np.pi / 2 + way * 0.45, 0.5))
        speed = bits(lambda: draw.gammavariate(6.0, 0.2))
        fresh[:, 2], fresh[:, 3] = np.cos(angle) * speed, np.sin(angle) * speed * 1.1
        fresh[:, 4], fresh[:, 5] = bits(lambda: draw.uniform(0, 6.3)), bits(lambda: draw.gauss(0, 5))
        fresh[:, 7], fresh[:, 8] = (
            bits(lambda: draw.uniform(0.012, 0.022)),
            bits(lambda: draw.uniform(0.018, 0.032)),
        )
        fresh[:, 9] = bits(lambda: draw.randrange(len(_COLOURS)))
        self.bits = np.concatenate([self.bits, fresh])[-_MOST:]
        self.desk.sound("pop")
