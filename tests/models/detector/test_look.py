"""Labels: the sources come first, then what the borrowed networks see; nobody is split."""

import numpy as np
import pytest
from oivis._native import networks
from oivis.errors import OivisError
from oivis.gestures import Gestures
from oivis.types import Hand

from models import pictures
from models.detector import look as module
from models.detector.boxes import overlaps
from models.detector.listing import UNKNOWN
from models.detector.look import label, look
from models.pictures import rows

GESTURES = Gestures.load()


def hand(x, spread):
    """Landmarks in a ring: no gesture in particular."""
    angles = np.linspace(0, 6, 21)
    points = np.stack([x + spread * np.cos(angles), 100 + spread * np.sin(angles), 0 * angles], axis=1)
    points = points.astype(np.float32)
    return Hand(1, np.zeros(4, np.float32), points, points, 0.9, "none", 0.9, "left")


def row(file, label="", boxes=""):
    return {"file": file, "label": label, "boxes": boxes}


def test_the_label_of_a_picture_is_of_one_of_its_hands():
    found = [hand(100, 30), hand(300, 40)]
    labelled = label(row("hands/emre/x/a.jpg", "palm"), found, GESTURES)
    assert [each.gesture_by for each in labelled].count("source") == 1
    assert next(each.gesture for each in labelled if each.gesture_by == "source") == "palm"
    assert all(each.box_by == "borrowed" and len(each.points) == 21 for each in labelled)


def test_a_box_of_the_source_comes_before_what_the_networks_see():
    labelled = label(
        row("hands/dwiv/a.jpg", "hand", '[["hand", 60, 60, 140, 140]]'), [hand(100, 35)], GESTURES
    )
    assert [each.box for each in labelled] == [(60, 60, 140, 140)]
    assert labelled[0].box_by == "source" and labelled[0].gesture_by == "borrowed" and labelled[0].points


def test_a_box_where_the_networks_see_nothing_is_a_hand_of_unknown_gesture():
    (only,) = label(
        row("hands/dwiv/a.jpg", "hand", '[["hand", 60, 60, 140, 140]]'), [hand(400, 35)], GESTURES
    )
    assert only.gesture == UNKNOWN and not only.points


def test_a_person_whose_hands_nobody_labelled_has_those_that_are_seen():
    labelled = label(row("portraits/ccp/a.jpg", "upper"), [hand(100, 30)], GESTURES)
    assert [each.gesture_by for each in labelled] == ["borrowed"]


@pytest.mark.pictures
def test_boxes_of_the_networks_are_where_people_drew_theirs(monkeypatch):
    try:
        root = pictures.folder("train")
        networks()
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))
    chosen = [each for each in rows(root) if each["file"].startswith("hands/dwiv")][::20]
    seen = [each | {"boxes": ""} for each in chosen]
    monkeypatch.setattr(module, "rows", lambda part: seen if part == root else [])
    found = look(networks(), lambda *_: None)
    monkeypatch.setattr(module, "rows", lambda part: chosen if part == root else [])
    drawn = look(networks(), lambda *_: None)
    shares = [
        overlaps(np.array([a.hands[0].box]), np.array([b.hands[0].box]))[0, 0]
        for a, b in zip(found, drawn, strict=True)
        if a.hands
    ]
    assert len(shares) >= 0.85 * len(chosen) and np.median(shares) > 0.75
    assert {each.box_by for entry in drawn for each in entry.hands} == {"source"}
    assert any(entry.is_held for entry in drawn) == (int(len(chosen) * module.HELD) > 0)
