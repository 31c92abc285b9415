"""Clips through every method: what is known of them comes out."""

from itertools import islice

import av
import numpy as np
import pytest
from oivis._native import Sessions

from models import build, pictures
from models.evaluate import video
from models.evaluate.methods import METHODS
from models.evaluate.mover import mover

NETWORKS = Sessions(build.TARGET, threads=1)


def quiet(*_):
    """Report nothing."""


def test_means_are_over_clips_in_which_every_method_has_the_figure():
    clips = [{name: {"flicker": level, "lag ms": level} for name in METHODS} for level in (1.0, 3.0)]
    clips[1]["ours"] = {"flicker": 5.0, "lag ms": None}
    clips[1]["raw"]["mIoU"] = 0.5
    means = video.mean(clips)
    assert means["ours"] == {"flicker": 3, "lag ms": 1}
    assert means["raw"] == {"flicker": 2, "lag ms": 1}


def test_what_is_no_video_is_named(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"0" * 100)
    with pytest.raises(ValueError, match=r"a.mp4 is no video that can be read"):
        video.clip(tmp_path / "a.mp4", 10, NETWORKS, quiet)


def test_a_clip_that_changes_its_size_is_refused_with_the_size():
    frames = [(np.zeros((48, 64, 3), np.uint8), None), (np.zeros((24, 64, 3), np.uint8), None)]
    with pytest.raises(ValueError, match="changes its size from 64x48"):
        video.evaluate(frames, 30, NETWORKS, quiet)


def test_large_clips_are_shrunk_and_only_so_many_frames_are_looked_at(tmp_path):
    with av.open(str(tmp_path / "grey.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        for _ in range(6):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((720, 1280, 3), 99, np.uint8))))
        container.mux(stream.encode(None))
    told = []
    tables = video.clip(tmp_path / "grey.mp4", 4, NETWORKS, lambda *what: told.append(what))
    assert told == [("grey.mp4", number, 4) for number in (1, 2, 3, 4)]
    assert list(tables["grey.mp4"]) == list(METHODS)
    # Nothing moves, so there is nothing to be late for, and four frames are too few to have settled.
    assert all(row["flicker"] is None and row["lag ms"] is None for row in tables["grey.mp4"].values())


@pytest.mark.pictures
def test_a_moving_person_s_truth_tells_the_late_from_the_flickering():
    try:
        root = pictures.folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    folder = root / "portraits" / "ccp"
    clip = mover(
        folder / "images/0793_upper.jpg",
        folder / "masks/0793_upper.png",
        root / "backgrounds/twilio/Kitchen.jpg",
    )
    rows = video.evaluate(islice(clip, 55, None), 30, NETWORKS, quiet)
    for row in rows.values():
        assert row["mIoU"] > 0.8 and 0 < row["boundary F"] < 1 and 0 < row["error"] < 200
    assert abs(rows["raw"]["lag ms"]) < 20
    assert rows["blend"]["lag ms"] > 50
    assert rows["blend"]["error"] > rows["raw"]["error"]
    assert rows["blend"]["flicker"] < rows["raw"]["flicker"]
