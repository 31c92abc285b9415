"""Detectors side by side on pictures of the dev set."""

import numpy as np
import pytest
from oivis._native import networks
from oivis.errors import OivisError

from models.detector import evaluate as module
from models.detector.evaluate import Detector, evaluate, surest, threshold, with_boxes, without_hands
from models.detector.found import Found, pick
from models.detector.measure import Truth
from models.detector.peers import pipeline
from models.detector.scene import CLASSES


def found(*rows):
    boxes, scores, classes = zip(*rows, strict=True)
    return Found(np.array(boxes, float), np.array(scores), np.array(classes))


def test_a_hand_that_is_not_sure_enough_is_none():
    seen = found(([0, 0, 9, 9], 0.6, 2))
    assert surest(seen, 0.6) == 2 and surest(seen, 0.61) == -1
    assert surest(Found(np.zeros((0, 4)), np.zeros(0), np.zeros(0, int)), 0.0) == -1


def test_the_threshold_is_between_the_right_and_the_false():
    truths = [Truth(np.array([[0, 0, 9, 9.0]]), np.array([1]))] * 3 + [
        Truth(np.zeros((0, 4)), np.zeros(0, int))
    ]
    seen = [found(([0, 0, 9, 9], score, 1)) for score in (0.7, 0.8, 0.9)] + [found(([0, 0, 9, 9], 0.4, 1))]
    assert 0.4 < threshold(seen, truths) <= 0.7


def test_of_all_guesses_the_surest_of_each_hand_are_picked():
    boxes = np.array(
        [[0, 0, 10, 10], [0, 0, 10, 11], [40, 40, 60, 60], [0, 0, 1, 1], [0, 0, np.inf, 9]], np.float32
    )
    scores = np.zeros((5, len(CLASSES)), np.float32)
    scores[[0, 1, 2, 3, 4], [0, 1, 4, 2, 3]] = 0.6, 0.9, 0.5, 0.001, 0.99
    picked = pick(boxes, scores)
    assert picked.classes.tolist() == [1, 4] and picked.scores.tolist() == pytest.approx([0.9, 0.5])


@pytest.mark.pictures
def test_the_networks_that_ship_are_measured_on_real_pictures(monkeypatch):
    try:
        boxed, empty = with_boxes("dev"), without_hands("dev")
        shown = module.labelled("dev")
        networks()
    except (FileNotFoundError, OivisError) as error:
        pytest.skip(str(error))
    assert len(boxed) == 104 and len(empty) == 40
    monkeypatch.setattr(module, "with_boxes", lambda part: boxed[::10])
    monkeypatch.setattr(module, "without_hands", lambda part: empty[::10])
    monkeypatch.setattr(module, "labelled", lambda part: shown[::15])
    told = []
    tables = evaluate({"pipeline": Detector(pipeline(networks()), 0.0)}, [], lambda *what: told.append(what))
    row = tables["detectors"]["pipeline"]
    assert row["AP@0.5"] > 0.8 and 0.3 < row["AP@[.5:.95]"] < row["AP@0.5"]
    assert row["gesture F1"] > 0.8 and row["false alarms"] <= 0.25
    assert "published" in list(tables["detectors"])[-1]
    assert {what.split(": ")[1] for what, _, _ in told} == {"boxes", "gestures", "nobody"}
