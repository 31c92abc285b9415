"""Where frames come from: the demo clip, a picked picture, a picked video."""

import io

import numpy as np
import pytest
from PIL import Image

from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH, room, stripes, walk
from e2e.toy.video import webm

EDGE = 24


def png(frame):
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera, autostart="camera", debug=1).wait_ready()


def show(stage, file, name):
    """Give the stage a source, and wait until it is seen: nothing of the one before is left."""
    stage.page.evaluate("() => window.oivis.stop()")
    stage.wait_state("idle")
    stage.start(file, name)
    stage.wait_state("running")
    stage.wait_frames(stage.stats()["frames"] + 4)


def test_the_demo_clip_starts_without_a_camera(oivis_open):
    stage = oivis_open(None, autostart="demo").wait_ready()
    stage.watch(1)
    assert (stage.matte().alpha > 127).mean() > 0.1


def test_a_picture_is_composited_and_not_mirrored(stage):
    show(stage, png(room()), "person.png")
    picture = stage.composite()
    x0, y0, x1, _ = PERSON
    person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 4
    assert stripes(picture[:, 320:624]) <= 4


def test_a_tall_picture_keeps_its_form(stage):
    tall = np.concatenate([room()[:, 80:320], room()[:, 80:320]])
    show(stage, png(tall), "tall.png")
    height, width = stage.composite().shape[:2]
    assert abs(height / width - tall.shape[0] / tall.shape[1]) < 0.02


def test_a_video_is_played(stage):
    show(stage, webm(walk()), "walk.webm")
    places = set()
    for _ in range(4):
        places.add(round(np.flatnonzero((stage.matte().alpha > 127).any(axis=0)).mean()))
        stage.wait_frames(stage.stats()["frames"] + 2)
    assert len(places) > 1


def test_a_file_can_be_picked_by_hand(open_toy):
    stage = open_toy(None, debug=1)
    file = {"name": "person.png", "mimeType": "image/png", "buffer": png(room())}
    stage.page.locator("#file").set_input_files(file)
    stage.wait_state("running", timeout_s=60)


def test_the_source_can_be_changed_while_it_runs(stage):
    show(stage, png(room()), "person.png")
    stage.start(png(room((400, 120, 560, 480))), "other.png")
    stage.wait_frames(stage.stats()["frames"] + 4)
    columns = np.flatnonzero((stage.matte().alpha > 127).any(axis=0))
    assert abs(columns.mean() - 480) < 12
