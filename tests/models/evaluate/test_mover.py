"""The clips that are made show what their truth says."""

import numpy as np
import pytest
from PIL import Image

from models.evaluate import mover


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A red person with a blue rim of the old room, over a grey one."""
    folder = tmp_path_factory.mktemp("mover")
    mask = np.zeros((120, 90), np.uint8)
    mask[20:, 30:60] = 255
    mask[5:8, 80:83] = 255
    image = np.zeros((120, 90, 3), np.uint8)
    image[...] = 0, 0, 255
    image[21:, 31:59] = 255, 0, 0
    room = np.full((60, 80, 3), 128, np.uint8)
    paths = []
    for name, array in (("person", image), ("mask", mask), ("room", room)):
        paths.append(folder / f"{name}.png")
        Image.fromarray(array).save(paths[-1])
    return list(mover.mover(*paths))


def test_the_person_is_where_the_truth_is_and_the_room_everywhere_else(clip):
    for frame, truth in clip[::20]:
        assert frame.shape == (480, 640, 3) and truth.shape == (480, 640)
        assert (frame[truth == 1][:, 0] > 200).all()
        assert np.abs(frame[truth == 0].astype(int) - 128).max() < 16


def test_nothing_of_the_old_room_is_at_the_edge(clip):
    for frame, truth in clip[::20]:
        edge = frame[(truth > 0.05) & (truth < 0.95)].astype(int)
        assert (edge[:, 2] < 150).all()


def test_the_person_moves_to_and_fro_and_then_stands_still(clip):
    places = np.array([np.average(np.arange(640), weights=truth.sum(axis=0)) for _, truth in clip])
    moving, standing = places[:75], places[76:]
    assert np.abs(np.diff(standing)).max() == 0
    assert np.abs(np.diff(moving)).max() == pytest.approx(2 * np.pi / 60 * 640 / 7, rel=0.05)
    assert moving.min() < 320 - 80 and moving.max() > 320 + 80


def test_the_same_clip_comes_out_each_time_with_the_noise_of_a_camera(clip):
    (first, _), (second, _) = clip[-2:]
    noise = (first.astype(int) - second).std() / np.sqrt(2)
    assert noise == pytest.approx(mover.NOISE, rel=0.1)
