"""The way of one frame, exactly: red is kept, everything else is replaced, in the frame that is shown."""

import numpy as np
import pytest

from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH, as_camera, stripes, walk

pytestmark = pytest.mark.alone(
    "each frame is held against the camera's, which stumbles beside another browser"
)

# Light wrap and the softness of the matte live this near to an edge.
EDGE = 24
# So many frames does a scene take to be drawn while the one before it is seen.
DRAWN = 14
# Where the middle of the person was in the camera's frame of a timestamp; null where that frame was not seen.
# One row of Cr is enough to tell red from grey.
WITNESS = """(() => {
  const places = new Map();
  window.personAt = (timestamp) => places.get(Math.round(timestamp)) ?? null;
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    void watch(stream.getVideoTracks()[0].clone());
    return stream;
  };
  async function watch(track) {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 8 }).readable.getReader();
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      const data = new Uint8Array(frame.allocationSize());
      const [, , red] = await frame.copyTo(data);
      const row = red.offset + red.stride * Math.round(frame.codedHeight * 0.375);
      const columns = Array.from(data.subarray(row, row + frame.codedWidth / 2), (value) => value > 160);
      const middle = columns.indexOf(true) + columns.lastIndexOf(true) + 1;
      places.set(Math.round(frame.timestamp / 1000), middle);
      frame.close();
    }
  }
})();"""


@pytest.fixture(scope="module")
def standing(share_toy, still_camera):
    """A red person who stands on the viewer's left."""
    stage = share_toy(still_camera).wait_ready()
    # Scenes then stand still, and take one another's place at once.
    stage.page.emulate_media(reduced_motion="reduce")
    return stage


@pytest.fixture(scope="module")
def walking(share_toy, oivis_camera):
    """A red person who goes up and down at 440 px a second."""
    return share_toy(
        oivis_camera.from_frames(as_camera(walk())), prepare=lambda page: page.add_init_script(WITNESS)
    ).wait_ready()


def red(picture):
    """Where a picture shows the person."""
    near = np.abs(picture.astype(int) - RED).max(axis=2)
    return near < 60


def reach(mask):
    """First and last column that a mask fills over most of the person's height."""
    columns = np.flatnonzero(mask[PERSON[1] + EDGE :].mean(axis=0) > 0.5)
    return columns[0], columns[-1]


def choose(stage, scene):
    """Choose a scene and wait until it is shown: where frames become smaller or larger it is begun anew."""
    stage.page.evaluate("scene => window.oivis.scene(scene)", scene)
    size, now = None, stage.composite().shape
    while size != now:
        size = now
        stage.wait_frames(stage.stats()["frames"] + DRAWN)
        now = stage.composite().shape


def whole(picture):
    """A picture at the size of the frame: a stage in want of time draws it smaller."""
    rows, columns = (
        np.arange(size) * seen // size
        for size, seen in ((HEIGHT, picture.shape[0]), (WIDTH, picture.shape[1]))
    )
    return picture[rows][:, columns]


def scenes(stage):
    return [scene["id"] for scene in stage.page.evaluate("() => window.oivis.scenes")]


def test_there_are_twelve_scenes_at_least(standing):
    assert len(scenes(standing)) >= 12


def test_every_scene_keeps_the_person_and_replaces_the_room(standing):
    x0, y0, x1, _ = PERSON
    for scene in scenes(standing):
        choose(standing, scene)
        picture = whole(standing.composite())
        person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
        # The person is brought into the light of the place, and stays who they are.
        red, green, blue = np.median(person, axis=(0, 1))
        assert red > 90 and red > 1.8 * max(green, blue), scene
        assert stripes(picture[:, 320:624]) <= 4, scene


def test_scenes_differ(standing):
    pictures = []
    for scene in scenes(standing):
        choose(standing, scene)
        pictures.append(whole(standing.composite())[:, 320:].astype(int))
    for index, picture in enumerate(pictures):
        for other in pictures[:index]:
            assert np.abs(picture - other).mean() > 8


def test_the_matte_is_the_person(standing):
    alpha = standing.matte().alpha
    x0, y0, x1, _ = PERSON
    truth = np.zeros(alpha.shape, bool)
    truth[y0:, x0:x1] = True
    seen = alpha > 127
    assert alpha.shape == (HEIGHT, WIDTH)
    assert (seen & truth).sum() / (seen | truth).sum() > 0.97
    assert alpha[y0 + EDGE :, x0 + EDGE : x1 - EDGE].min() >= 250
    assert max(alpha[: y0 - EDGE].max(), alpha[:, x1 + EDGE :].max()) <= 5


def test_the_viewer_is_mirrored(standing):
    left, right = reach(red(standing.composite()))
    assert abs(left - PERSON[0]) <= 6
    assert abs(right - PERSON[2]) <= 6


def test_the_matte_shown_belongs_to_the_frame_shown(walking):
    # With the matte of a frame before, at least 15 px of the person would be cut off at one side.
    for _ in range(12):
        left, right = reach(red(walking.composite()))
        assert abs((right - left) - (PERSON[2] - PERSON[0])) <= 12


def test_a_matte_carries_the_timestamp_of_its_frame(walking):
    # The camera of a busy machine stumbles, so the clip's pace says nothing: a clone of the track tells what
    # was seen when. From one frame to the next the person goes on by 15 px.
    times, off = [], []
    for _ in range(12):
        matte = walking.matte()
        left, right = reach(matte.alpha > 127)
        times.append(matte.timestamp)
        place = walking.page.evaluate("at => window.personAt(at)", matte.timestamp)
        if place is not None:
            off.append(abs((left + right + 1) / 2 - (WIDTH - place)))
    # Who asks again before the next frame is shown gets the same one.
    assert min(np.diff(times)) >= 0
    assert len(set(times)) >= 6
    assert len(off) >= 6
    assert max(off) <= 4
