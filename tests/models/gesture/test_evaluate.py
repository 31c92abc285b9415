"""The classifier on pictures that nobody trained on, and commands on recordings of real people."""

import asyncio
import random
from collections.abc import Iterable

import av
import numpy as np
import pytest
from oivis._native import networks
from oivis.commands import Commands
from oivis.errors import OivisError
from oivis.gestures import Gestures
from oivis.sampling import sample
from oivis.tracks import Tracks
from oivis.types import COMMANDS

from models import pictures
from models.evaluate.clips import command_clip
from models.gesture.evaluate import evaluate
from models.gesture.labels import labelled

pytestmark = pytest.mark.pictures


@pytest.fixture(scope="module", autouse=True)
def ready():
    try:
        pictures.folder()
        networks()
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))


def commands_of(frames: Iterable[tuple[np.ndarray, float]], *, is_mirrored: bool) -> list[str]:
    """What the tracked hands of a clip mean."""
    tracks, commands = Tracks(Gestures.load()), Commands()

    async def run() -> list[str]:
        meant = []
        for seen, timestamp_ms in frames:
            view = np.ascontiguousarray(seen[:, ::-1]) if is_mirrored else seen
            height, width = view.shape[:2]

            async def look(name, region, view=view):
                return await networks().run(name, sample(view, region, networks().models[name]))

            hands = await tracks.update(look, width, height, timestamp_ms, mirrored=is_mirrored)
            meant += commands.update(hands, width, height, timestamp_ms)
        return [command.command for command in meant]

    return asyncio.run(run())


def video(name: str, every: int = 1) -> Iterable[tuple[np.ndarray, float]]:
    with av.open(str(pictures.folder() / "videos" / name)) as opened:
        for index, frame in enumerate(opened.decode(video=0)):
            if index % every == 0:
                yield frame.to_ndarray(format="rgb24"), frame.time * 1000


def test_fist_palm_and_victory_are_called_right_and_nothing_else_is_called_one_of_them():
    tallies = evaluate(networks(), labelled("dev")).values()
    assert sum(tally.right for tally in tallies) >= 0.95 * sum(tally.asked for tally in tallies)
    assert sum(tally.wrong for tally in tallies) <= 0.02 * sum(tally.others for tally in tallies)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_real_hand_over_a_real_person_gives_its_command_once(command):
    assert commands_of(command_clip(command), is_mirrored=True) == [command]


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_signing_gives_no_command(is_mirrored):
    assert commands_of(video("asl_signerA.mp4", every=2), is_mirrored=is_mirrored) == []


def in_bursts(frames: Iterable[tuple[np.ndarray, float]], seed: int) -> Iterable[tuple[np.ndarray, float]]:
    """The frames that a busy machine looks at: every 45 to 100 ms, and now and then after a pause."""
    chance, due_ms = random.Random(seed), 0.0
    for frame, timestamp_ms in frames:
        if timestamp_ms >= due_ms:
            yield frame, timestamp_ms
            due_ms = (
                timestamp_ms + chance.uniform(45, 100) + chance.choice([0] * 9 + [chance.uniform(80, 300)])
            )


@pytest.mark.parametrize("seed", range(4))
def test_signing_gives_no_command_where_frames_come_in_bursts(seed):
    assert commands_of(in_bursts(video("asl_signerA.mp4"), seed), is_mirrored=True) == []


@pytest.mark.parametrize(
    "name",
    ["livep_woman_room_720p.mp4", "intel_head-pose-face-detection-male.mp4", "intel_classroom.mp4"],
)
def test_talking_and_turning_gives_no_command(name):
    assert commands_of(video(name, every=4), is_mirrored=True) == []
