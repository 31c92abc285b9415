"""Commands by clips: how many are understood, and how many are made up while people talk and sign."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import av
import numpy as np
from oivis.commands import Commands
from oivis.gestures import Gestures
from oivis.host import Networks
from oivis.sampling import sample
from oivis.tracks import Tracks
from oivis.types import COMMANDS, Hand, Region

from models.evaluate.clips import command_clip
from models.pictures import folder

# From a frame of the clip, as the viewer sees it, to its hands.
Follow = Callable[[np.ndarray, float], list[Hand]]
Frames = Iterable[tuple[np.ndarray, float]]
Row = dict[str, float | None]

TAKES = range(3)
# Every second frame of 30 a second: what a busy page looks at.
EVERY = 2
# Real clips in which nobody means anything. The others of the folder show a hand held out.
IDLE = ("asl_*.mp4", "livep_*.mp4", "intel_*.mp4")


def evaluate(
    followers: Mapping[str, Callable[[], Follow]], progress: Callable[[str, int, int], None]
) -> dict[str, Row]:
    """A row for each way to follow hands.

    Parameters
    ----------
    followers : mapping of str to callable
        Each makes one that has seen nothing yet.
    progress : callable
        Told ``(what, done, in all)``.

    Returns
    -------
    dict of str to Row
        ``recall`` of twelve made clips, those that gave their command once and no other; ``false a minute``
        on real clips, and how many ``minutes`` these are.
    """
    wanted = [(command, take) for command in COMMANDS for take in TAKES]
    root = folder("dev") / "videos"
    idle = sorted(path for pattern in IDLE for path in root.glob(pattern))
    rows: dict[str, Row] = {}
    for name, begin in followers.items():
        right, made_up, seconds = 0, 0, 0.0
        for number, (command, take) in enumerate(wanted):
            progress(f"{name}: commands", number, len(wanted) + len(idle))
            given, _ = commands_of(begin(), mirrored(command_clip(command, take)))
            right += given == [command]
        for number, path in enumerate(idle):
            progress(f"{name}: commands", len(wanted) + number, len(wanted) + len(idle))
            given, lasted_ms = commands_of(begin(), mirrored(video(path)))
            made_up, seconds = made_up + len(given), seconds + lasted_ms / 1000
        minutes = seconds / 60
        rows[name] = {
            "recall": right / len(wanted),
            "false a minute": made_up / minutes if minutes else None,
            "minutes": minutes,
        }
    return rows


def commands_of(follow: Follow, frames: Frames) -> tuple[list[str], float]:
    """The commands of a clip, and when its last frame was, in milliseconds."""
    commands, given, now_ms = Commands(), [], 0.0
    for number, (view, timestamp_ms) in enumerate(frames):
        if number % EVERY:
            continue
        now_ms = timestamp_ms
        height, width = view.shape[:2]
        hands = follow(view, timestamp_ms)
        given += [each.command for each in commands.update(hands, width, height, timestamp_ms)]
    return given, now_ms


def pipeline(networks: Networks) -> Follow:
    """The stage's own way: palms, landmarks, tracks."""
    tracks = Tracks(Gestures.load())

    def follow(view: np.ndarray, timestamp_ms: float) -> list[Hand]:
        async def look(name: str, region: Region) -> list[np.ndarray]:
            return list(await networks.run(name, sample(view, region, networks.models[name])))

        height, width = view.shape[:2]
        return asyncio.run(tracks.update(look, width, height, timestamp_ms, mirrored=True))

    return follow


def mirrored(frames: Frames) -> Frames:
    """As the viewer sees them: a camera's frames turned left to right."""
    return ((np.ascontiguousarray(frame[:, ::-1]), timestamp_ms) for frame, timestamp_ms in frames)


def video(path: Path) -> Frames:
    """The frames of a file, with their times."""
    with av.open(str(path)) as opened:
        for frame in opened.decode(video=0):
            yield frame.to_ndarray(format="rgb24"), float(frame.time or 0) * 1000
