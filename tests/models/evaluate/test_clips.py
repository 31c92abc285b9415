"""Clips of moves, on the real cutouts: the hand is where it is said to be, and stops when it is said to."""

from itertools import islice

import numpy as np
import pytest

from models import pictures
from models.evaluate import clips
from models.evaluate.cutouts import FPS, person_clip

pytestmark = pytest.mark.pictures


@pytest.fixture(autouse=True)
def ready():
    try:
        pictures.folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))


def test_a_shaken_hand_rests_from_its_stop_on_and_not_before():
    frames = [frame[:, ::-1].astype(int) for frame, _ in clips.move_clip("victory")]
    people = list(islice(person_clip(), len(frames)))
    tops = []
    for frame, person in zip(frames, people, strict=True):
        rows = np.nonzero((np.abs(frame - person).max(axis=2) > 30).sum(axis=1) > 3)[0]
        tops.append(int(rows.min()) if rows.size else None)
    stop = round(clips.STOPPED_S * FPS)
    assert max(tops[stop:]) - min(tops[stop:]) <= 3
    assert max(tops[stop - 20 : stop]) - min(tops[stop - 20 : stop]) > 40


def test_a_held_hand_is_there_from_the_first_frame():
    frame, at_ms = next(clips.hold_clip("palm"))
    person = next(person_clip())
    assert at_ms == 0 and (np.abs(frame[:, ::-1].astype(int) - person).max(axis=2) > 30).sum() > 3000
