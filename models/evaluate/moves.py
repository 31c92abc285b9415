"""From gesture to move: what each move is taken for, and how soon after the hand has stopped."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
from oivis._native import Sessions
from oivis.gestures import Gestures
from oivis.hands import Hands
from oivis.moves import MOVES, read_move
from oivis.play.duel import CALL_S, Duel
from oivis.play.moves import Moves
from oivis.plugins.rehearsal import STEP_S, Rehearsal
from oivis.sampling import sample
from oivis.shown import Shown
from oivis.tracks import Tracks
from oivis.types import Hand, Region

from models.evaluate.clips import FPS, STOPPED_S, move_clip
from models.gesture.labels import labelled
from models.pictures import read_rgb
from models.progress import Progress

Rows = dict[str, dict[str, float | None]]
Looks = list[tuple[float, list[Hand]]]

RATES = (30, 15)
TAKES = range(3)
PLACES = (0.68, 0.32)
# What `web/room/camera.js` waits after the moment to move before it reads the hand.
SETTLE_MS = 300.0
# Nobody is quite on time: hands that stop with the call, and so long after it.
LATE_S = 0.2


def pictures(networks: Sessions, part: str, progress: Progress) -> Rows:
    """What each move is read as, by source; a picture counts for its surest hand that shows a move."""
    gestures = Gestures.load()
    find = Hands(networks, gestures)
    every = labelled(part)
    counts: dict[str, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(("pictures", *MOVES.values(), "none", "no hand"), 0)
    )
    for number, picture in enumerate(every):
        progress("moves", number, len(every))
        hands = asyncio.run(find(read_rgb(picture.path)))
        moves = filter(None, (read_move(hand, gestures) for hand in hands))
        read = next(moves, "none" if hands else "no hand")
        for source in (picture.source, "all"):
            row = counts[f"{source}, {MOVES.get(picture.shape, 'other')}"]
            row["pictures"] += 1
            row[read] += 1
    names = sorted(counts, key=lambda name: (name.startswith("all"), name))
    return {name: {**counts[name], "recall": _recall(name, counts[name])} for name in names}


def clips(networks: Sessions, progress: Progress) -> Rows:
    """How soon after a shaken hand has stopped its move is told, and whether the games read it.

    Returns
    -------
    dict
        For each frame rate and gesture: clips; in how many the page was told of the gesture after the stop,
        and how long that took, in frames and in milliseconds of the frames; in how many the duel against the
        machine and the page of a room took the right move, with the stop at the call and `LATE_S` after it.
    """
    rows: Rows = {}
    whole, done = len(MOVES) * len(TAKES) * len(PLACES), 0
    for gesture, move in MOVES.items():
        seen: dict[int, list[dict[str, float | None]]] = {rate: [] for rate in RATES}
        for take in TAKES:
            for x in PLACES:
                progress("clips", done, whole)
                frames = [(view[:, ::-1].copy(), at_ms) for view, at_ms in move_clip(gesture, take, x)]
                for rate in RATES:
                    looks = _look(networks, frames[:: FPS // rate])
                    seen[rate].append(_judge(looks, gesture, rate))
                done += 1
        for rate in RATES:
            rows[f"{rate} a second, {move}"] = _sum(seen[rate])
    return dict(sorted(rows.items(), reverse=True))


def _look(networks: Sessions, frames: Sequence[tuple[np.ndarray, float]]) -> Looks:
    """The hands that the stage follows through a clip."""
    tracks = Tracks(Gestures.load())

    async def run() -> Looks:
        looks = []
        for view, at_ms in frames:

            async def look(name: str, region: Region, view: np.ndarray = view) -> Sequence[np.ndarray]:
                return await networks.run(name, sample(view, region, networks.models[name]))

            height, width = view.shape[:2]
            looks.append((at_ms, await tracks.update(look, width, height, at_ms, mirrored=True)))
        return looks

    return asyncio.run(run())


def _judge(looks: Looks, gesture: str, rate: int) -> dict[str, float | None]:
    """What came of one clip."""
    told, moves = _told(looks), _moves(looks)
    stop_ms, move = STOPPED_S * 1000, MOVES[gesture]
    # A move that was shown before and stays, as a fist does, is told when the hand stops.
    last = [record for record in told if record["timestamp"] <= stop_ms][-1:]
    since = last + [record for record in told if record["timestamp"] > stop_ms]
    right = [max(record["timestamp"], stop_ms) for record in since if record["gesture"] == gesture]
    took_ms = right[0] - stop_ms if right else None
    return {
        "took ms": took_ms,
        "frames": None if took_ms is None else max(0.0, float(np.ceil(took_ms * rate / 1000 - 0.01))),
        "duel": _duel(looks, 0) == move,
        "duel, late": _duel(looks, LATE_S) == move,
        "room": _room(moves, stop_ms) == move,
        "room, late": _room(moves, stop_ms - LATE_S * 1000) == move,
    }


def _told(looks: Looks) -> list[dict[str, Any]]:
    """What the page is told of the hand."""
    told: list[dict[str, Any]] = []
    shown = Shown(lambda kind, record: told.append(record))
    for at_ms, hands in looks:
        shown.gestures(hands, at_ms)
    return told


def _moves(looks: Looks) -> list[tuple[float, str]]:
    """What a room's page is told of the move, and when."""
    stage = Rehearsal(Moves)
    for (at_ms, hands), (next_ms, _) in pairwise(looks):
        stage.frames(round((next_ms - at_ms) / 1000 / STEP_S) * STEP_S, hands)
    start_ms = looks[0][0] - 1000 * STEP_S
    return [(start_ms + told["timestamp"], told["record"]["move"]) for told in stage.what("told")]


def _room(moves: Sequence[tuple[float, str]], go_ms: float) -> str:
    """The move that a room's page sends: what is shown once the hand has settled, or the first after that."""
    shown = ""
    for at_ms, move in moves:
        if at_ms > go_ms + SETTLE_MS and shown:
            break
        shown = move
    return shown


def _duel(looks: Looks, late_s: float) -> str:
    """The move that the duel against the machine takes, where the hand stops so long after its call."""
    stage = Rehearsal(Duel)
    stage.frames(CALL_S + late_s - STOPPED_S)
    for (at_ms, hands), (next_ms, _) in pairwise(looks):
        stage.frames(round((next_ms - at_ms) / 1000 / STEP_S) * STEP_S, hands)
        if told := stage.what("told"):
            return str(told[0]["record"]["you"])
    return ""


def _sum(seen: list[dict[str, float | None]]) -> dict[str, float | None]:
    row: dict[str, float | None] = {"clips": len(seen)}
    for name in ("frames", "took ms"):
        values = [value for each in seen if (value := each[name]) is not None]
        row |= {"told": len(values), name: median(values) if values else None}
        row[f"{name}, worst"] = max(values, default=None)
    return row | {name: sum(bool(each[name]) for each in seen) for name in list(seen[0])[2:]}


def _recall(name: str, row: dict[str, int]) -> float | None:
    move = name.rpartition(" ")[2]
    return row[move] / row["pictures"] if move in MOVES.values() else None
