"""Real people, through the models that ship: kept, and put before another background."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from oivis import Portrait
from oivis.testing.camera import clip_frames
from PIL import Image

from e2e.toy.clips import as_camera

pytestmark = pytest.mark.pictures

WIDTH, HEIGHT, SWAY = 640, 480, 20
PORTRAIT = "dev/portraits/tfjs/{}"
WOMAN = "dev/videos/livep_woman_room_720p.mp4"


def read(path, mode):
    with Image.open(path) as picture:
        return np.asarray(picture.convert(mode).resize((WIDTH + 2 * SWAY, WIDTH * 5 // 4)))


def iou(seen, truth):
    return (seen & truth).sum() / (seen | truth).sum()


@pytest.fixture(scope="module")
def sway(pictures):
    """Frames of a real person who sways, as seen in the mirror, and their masks: (N, H, W, 3), (N, H, W)."""
    picture = read(pictures / PORTRAIT.format("images/portrait.jpg"), "RGB")
    mask = read(pictures / PORTRAIT.format("masks/portrait.png"), "L") > 127
    turns = np.sin(np.arange(90) / 90 * 2 * np.pi)
    cuts = [(slice(60, 60 + HEIGHT), slice(x, x + WIDTH)) for x in np.round(SWAY + SWAY * turns).astype(int)]
    return np.stack([picture[cut] for cut in cuts]), np.stack([mask[cut] for cut in cuts])


@pytest.fixture(scope="module")
def stage(share, oivis_camera, sway):
    return share(oivis_camera.from_frames(as_camera(iter(sway[0])))).wait_ready()


def test_the_matte_is_the_person(stage, sway):
    _, masks = sway
    for _ in range(5):
        seen = stage.matte().alpha > 127
        # Which frame of the clip it is of is not known; the person is a little elsewhere in each.
        assert max(iou(seen, mask) for mask in masks[::3]) > 0.93


def test_the_person_is_kept_and_the_background_is_replaced(stage, sway):
    frames, masks = sway
    picture = stage.composite().astype(int)
    away = [np.abs(picture - frame)[mask].mean() for frame, mask in zip(frames, masks, strict=True)]
    nearest = int(np.argmin(away))
    difference = np.abs(picture - frames[nearest]).mean(axis=2)
    assert np.median(difference[masks[nearest]]) < 6
    assert np.median(difference[~masks[nearest]]) > 20


def test_the_page_and_cpython_agree_on_a_frame(share, pictures):
    frame = next(iter(clip_frames(pictures / WOMAN, WIDTH, HEIGHT)))
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "PNG")
    stage = share(None, debug=1)
    stage.start(buffer.getvalue(), "woman.png")
    stage.wait_ready()

    async def matte():
        return await (await Portrait.load())(frame)

    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor() as pool:
        ours = pool.submit(asyncio.run, matte()).result()
    seen = stage.matte().alpha / 255
    assert iou(seen > 0.5, ours > 0.5) > 0.985
    assert np.abs(seen - ours).mean() < 0.02
