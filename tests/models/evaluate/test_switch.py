"""Real hands, real networks: the network that looks changes in the middle of a clip, and nobody notices."""

import asyncio
from collections.abc import Iterator
from itertools import islice

import av
import numpy as np
import pytest
from oivis._native import NativeHost, networks
from oivis.errors import OivisError
from oivis.gestures import Gestures
from oivis.landmarks import FINE, QUICK
from oivis.stage import Stage

from models import build, pictures
from models.evaluate.clips import ENTERED_S, FPS, command_clip

pytestmark = pytest.mark.pictures

# Every second frame of 30 a second: what a busy page looks at.
EVERY = 2


@pytest.fixture(autouse=True)
def ready():
    try:
        pictures.folder()
        networks()
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))


def watch(frames: Iterator[tuple[np.ndarray, float]], mirrored: bool, switches: dict[int, str]):
    """The ids of each frame, and all commands; from the frames named on, another network looks."""
    heard: list[tuple[str, dict]] = []
    host = NativeHost(networks(), build.ROOT / "web" / "filters", None, lambda *event: heard.append(event))
    stage = Stage(host, Gestures.load(), is_governed=False)

    async def run() -> list[set[int]]:
        ids = []
        for number, (view, timestamp_ms) in enumerate(frames):
            stage._landmarks.name = switches.get(number, stage._landmarks.name)
            host.ingest(view)
            await stage.frame(view.shape[1], view.shape[0], timestamp_ms, mirrored)
            ids.append({hand.id for hand in stage._hands})
        return ids

    ids = asyncio.run(run())
    assert not [record for kind, record in heard if kind == "error"]
    return ids, [record["command"] for kind, record in heard if kind == "command"]


@pytest.mark.parametrize("command", ["confirm", "next"])
def test_a_command_given_across_the_change_is_given_once(command):
    clip = [(np.ascontiguousarray(frame[:, ::-1]), at_ms) for frame, at_ms in command_clip(command)][::EVERY]
    # The hand has come, and is about to close or on its way.
    at = round((ENTERED_S + 0.55) * FPS / EVERY)
    for switches in ({at: FINE}, {0: FINE, at: QUICK}):
        ids, commands = watch(iter(clip), True, switches)
        assert commands == [command]
        assert ids[at - 1] == ids[at] == {1} and set().union(*ids) == {1}


def test_both_hands_of_a_signer_are_followed_on():
    def signer() -> Iterator[tuple[np.ndarray, float]]:
        with av.open(str(pictures.folder("dev") / "videos" / "asl_signerA.mp4")) as container:
            for frame in islice(container.decode(video=0), 0, 160, EVERY):
                yield frame.to_ndarray(format="rgb24"), float(frame.time) * 1000

    before, _ = watch(signer(), False, {})
    # Where both are in sight and stay so without a change.
    both = [at for at in range(1, len(before)) if len(before[at - 1]) == 2 and before[at] == before[at - 1]]
    changed = both[:: len(both) // 4][:4]
    ids, _ = watch(signer(), False, {at: (FINE, QUICK)[n % 2] for n, at in enumerate(changed)})
    assert len(changed) == 4 and ids[: changed[0]] == before[: changed[0]]
    for at in changed:
        assert ids[at] == ids[at - 1], f"the change at frame {at} lost a hand"
