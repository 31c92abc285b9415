"""What a viewer takes home: a photo, a clip."""

import base64
import io

import av
import numpy as np
import pytest

from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH, stripes

EDGE = 24
# So long, and longer where frames come slowly.
RECORD = """async (ms) => {
  const recorder = await window.oivis.record();
  const { frames } = await window.oivis.stats();
  do await new Promise((resolve) => setTimeout(resolve, ms));
  while ((await window.oivis.stats()).frames < frames + 24);
  return oivisWatch.encode(await recorder.stop());
}"""


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera).wait_ready()


def is_composited(picture):
    x0, y0, x1, _ = PERSON
    person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
    return np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 24 and stripes(picture[:, 320:624]) <= 4


def test_a_snapshot_is_the_composite_at_the_size_of_the_source(stage):
    picture = stage.composite()
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert is_composited(picture)


def test_a_recording_plays_and_shows_the_composite(stage):
    data = base64.b64decode(stage.page.evaluate(RECORD, 2500))
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) >= 8
    assert is_composited(frames[-1])


def test_confirm_takes_a_photo_that_is_saved_as_png(stage):
    stage.page.keyboard.press("Enter")
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save").click()
    saved = download.value.path().read_bytes()
    assert saved.startswith(b"\x89PNG")


def test_a_photo_can_be_discarded(stage):
    stage.page.keyboard.press("Enter")
    discard = stage.page.get_by_role("button", name="Discard")
    discard.click()
    discard.wait_for(state="hidden")
