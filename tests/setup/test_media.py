from pathlib import Path

import av
import numpy as np
from skimage.data import astronaut

from setup.media import FPS, HEIGHT, WIDTH, depth, encode, frame

PORTRAIT = astronaut().astype(np.float32)


def test_the_loop_closes() -> None:
    assert np.array_equal(frame(PORTRAIT, 0.0), frame(PORTRAIT, 1.0))


def test_the_picture_moves_and_never_shows_the_portraits_edge() -> None:
    # An edge that is shown repeats its last row or column; the portrait itself never does.
    start, middle = frame(PORTRAIT, 0.0), frame(PORTRAIT, 0.5)
    assert np.abs(start.astype(int) - middle).mean() > 3
    for turn in np.linspace(0, 1, 9):
        picture = frame(PORTRAIT, float(turn)).astype(int)
        assert picture.shape == (HEIGHT, WIDTH, 3)
        for outer, inner in [
            (picture[0], picture[2]),
            (picture[-1], picture[-3]),
            (picture[:, 0], picture[:, 2]),
        ]:
            assert np.abs(outer - inner).max() > 4


def test_the_person_is_near_and_the_background_far() -> None:
    x, y = np.array([218.0, 225.0, 430.0, 30.0]), np.array([122.0, 400.0, 60.0, 30.0])
    near = depth(x, y)
    assert (near[:2] > 0.9).all()
    assert (near[2:] < 0.1).all()


def test_the_clip_has_the_frames_that_were_drawn(tmp_path: Path) -> None:
    pictures = [np.full((HEIGHT, WIDTH, 3), shade, np.uint8) for shade in (40, 120, 200)]
    encode(iter(pictures), tmp_path / "clip.webm")
    with av.open(str(tmp_path / "clip.webm")) as clip:
        stream = clip.streams.video[0]
        shades = [float(picture.to_ndarray(format="rgb24").mean()) for picture in clip.decode(stream)]
        assert stream.average_rate == FPS
    assert np.allclose(shades, [40, 120, 200], atol=3)
