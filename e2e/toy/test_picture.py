"""The way of one frame, exactly: red is kept, everything else is replaced, in the frame that is shown."""

import numpy as np
import pytest

from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH, as_camera, stripes, walk

# Light wrap and the softness of the matte live this near to an edge.
EDGE = 24
# So many frames does a scene take to be drawn while the one before it is seen.
DRAWN = 14


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
    return share_toy(oivis_camera.from_frames(as_camera(walk()))).wait_ready()


def red(picture):
    """Where a picture shows the person."""
    near = np.abs(picture.astype(int) - RED).max(axis=2)
    return near < 60


def reach(mask):
    """First and last column that a mask fills over most of the person's height."""
    columns = np.flatnonzero(mask[PERSON[1] + EDGE :].mean(axis=0) > 0.5)
    return columns[0], columns[-1]


def choose(stage, scene):
    """Choose a scene and wait until it is shown."""
    before = stage.stats()["frames"]
    stage.page.evaluate("scene => window.oivis.scene(scene)", scene)
    stage.wait_frames(before + DRAWN)


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
    times, places = [], []
    for _ in range(10):
        matte = walking.matte()
        left, right = reach(matte.alpha > 127)
        assert abs((right - left) - (PERSON[2] - PERSON[0])) <= 12
        times.append(matte.timestamp)
        places.append((left + right) / 2)
    assert min(np.diff(times)) > 0

    def typical(phase):
        turn = (np.array(times) / 2000 * 2 + phase) % 2
        return np.median(np.abs(100 + 440 * np.where(turn < 1, turn, 2 - turn) - places))

    # The clip goes at an even pace, so one phase has to explain the places to within a camera frame; not
    # each of them, as the camera of a busy machine stumbles by a frame or two now and then.
    assert min(typical(phase) for phase in np.linspace(0, 2, 400)) <= 20
