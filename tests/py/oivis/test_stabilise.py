"""A matte is steady where the picture is, and new at once where that is another."""

import numpy as np
import pytest
from oivis.follow import Follow
from oivis.stabilise import stabilise
from scipy.ndimage import gaussian_filter

HEIGHT, WIDTH = 64, 96
# Of the person, who moves on by three pixels a frame; the model's mistake is just before them.
EDGE, SPEED = 24, 3
MISTAKE = slice(24, 40), slice(56, 64)


@pytest.fixture(scope="module")
def clip():
    """Frames of somebody who comes from the left before a room of many colours, by a camera with noise."""
    random = np.random.default_rng(5)
    room, coat = (
        gaussian_filter(random.normal(size=(HEIGHT, WIDTH, 3)), (2, 2, 0)) * 300 + middle
        for middle in (150, 70)
    )
    columns = np.arange(WIDTH)
    frames = []
    for number in range(10):
        person = columns < EDGE + number * SPEED
        picture = np.where(person[:, None], coat, room) + random.normal(0, 2, room.shape)
        frames.append((picture.clip(0, 255), np.tile(person * np.uint8(255), (HEIGHT, 1))))
    return frames


def steadied(frames):
    follow, held = Follow(), None
    for pixels, fresh in frames:
        held = stabilise(fresh, held, follow.see(pixels))
        yield held


def test_what_the_model_sees_beside_somebody_who_moves_does_not_come_at_once(clip):
    pixels, fresh = clip[-1]
    mistaken = fresh.copy()
    mistaken[MISTAKE] = 255
    right, wrong = (list(steadied([*clip[:-1], (pixels, last)]))[-1] for last in (fresh, mistaken))
    # The person ends five pixels, a cell and a bit, before it.
    assert (wrong.astype(int) - right)[MISTAKE].max() <= 0.15 * 255


def test_who_moves_leaves_nothing_behind_and_is_there_at_once(clip):
    for held, (_, fresh) in list(zip(steadied(clip), clip, strict=True))[1:]:
        assert np.abs(held.astype(int) - fresh).mean() <= 0.02 * 255
