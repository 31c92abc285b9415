"""What the page is told of the hands: each change of gesture, and the HUD's few figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .commands import Hold
from .types import Hand

HUD_EVERY_MS = 100.0
# One odd frame is no change: what a hand shows has changed when two looks in a row agree.
AGREEING_LOOKS = 2


@dataclass(slots=True)
class _Shows:
    hand: Hand
    told: str = "none"
    latest: str = ""
    looks: int = 0


class Shown:
    """Turns hands into records, and says nothing twice.

    Parameters
    ----------
    emit : callable
        Takes the kind and the record.
    """

    def __init__(self, emit: Callable[[str, dict[str, Any]], None]) -> None:
        self._emit = emit
        self.reset()

    def reset(self) -> None:
        """A new source."""
        self._shows: dict[int, _Shows] = {}
        self._hud: dict[str, Any] = {}
        self._hud_ms = -HUD_EVERY_MS

    def gestures(self, hands: Sequence[Hand], timestamp_ms: float) -> None:
        """Tell of each hand whose gesture has changed; one that comes, and one that is gone, shows none."""
        for id in self._shows.keys() - {hand.id for hand in hands}:
            gone = self._shows.pop(id)
            if gone.told != "none":
                self._tell(gone.hand, "none", 0.0, timestamp_ms)
        for hand in hands:
            shows = self._shows.setdefault(hand.id, _Shows(hand))
            shows.hand = hand
            # A hand as last seen agrees with itself: that is no second look.
            if not hand.is_fresh:
                continue
            shows.looks = shows.looks + 1 if hand.gesture == shows.latest else 1
            shows.latest = hand.gesture
            if shows.looks >= AGREEING_LOOKS and hand.gesture != shows.told:
                shows.told = hand.gesture
                self._tell(hand, hand.gesture, hand.score, timestamp_ms)

    def _tell(self, hand: Hand, gesture: str, score: float, timestamp_ms: float) -> None:
        self._emit(
            "gesture",
            {
                "hand": hand.id,
                "gesture": gesture,
                "score": round(float(score), 3),
                "handedness": hand.handedness,
                "timestamp": timestamp_ms,
            },
        )

    def hud(
        self,
        hands: Sequence[Hand],
        holds: Mapping[int, Hold],
        width: int,
        height: int,
        scene: str,
        level: int,
        timestamp_ms: float,
    ) -> None:
        """Tell the HUD, at most ten times a second and only where something has changed."""
        if 0 <= timestamp_ms - self._hud_ms < HUD_EVERY_MS:
            return
        size = np.array([width, height, width, height], np.float32)
        record = {
            "hands": [_seen(hand, holds.get(hand.id), size) for hand in hands],
            "scene": scene,
            "level": level,
        }
        if record != self._hud:
            self._hud, self._hud_ms = record, timestamp_ms
            self._emit("hud", record)


def _seen(hand: Hand, hold: Hold | None, size: np.ndarray) -> dict[str, Any]:
    return {
        "id": hand.id,
        "gesture": hand.gesture,
        "score": round(float(hand.score), 2),
        "box": [round(side, 3) for side in (hand.box / size).tolist()],
        "hold": {"command": hold.command, "progress": round(float(hold.progress), 2)} if hold else None,
    }
