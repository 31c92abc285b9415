"""Training writes the weights that its row names, and says what the row needs if they are others."""

import tomllib

import numpy as np
import pytest
from oivis.gestures import Gestures

from models import pictures
from models.gesture import recipe
from models.gesture.labels import labelled
from models.train import TrainError, train


@pytest.mark.parametrize("name", ["palm", "pose"])
def test_only_a_model_with_a_recipe_can_be_trained(listed, name):
    with pytest.raises(TrainError, match=f"{name} is .*What can be trained: gesture"):
        train(listed, name, lambda *_: None)


@pytest.mark.pictures
def test_a_model_trained_on_a_few_pictures_is_written_and_measured(listed, tmp_path, monkeypatch):
    try:
        pictures.folder()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    monkeypatch.setattr(recipe, "labelled", lambda part: labelled(part)[:: 8 if part == "train" else 30])
    model = listed.trained["gesture"]
    weights = tmp_path / model.file
    weights.parent.mkdir(parents=True)
    told = []
    outcome = train(listed, "gesture", lambda *what: told.append(what), tmp_path)
    with np.load(weights) as held:
        assert Gestures(dict(held))(np.zeros((21, 3), np.float32))[0]
    assert not outcome.is_same and outcome.left_out["hands"] > 100
    # The lines to be pasted are those of the manifest, with the measured counts.
    pasted = tomllib.loads(outcome.rows)["models"]["gesture"]
    assert pasted["bytes"] == weights.stat().st_size and len(pasted["sha256"]) == 64
    assert pasted["accuracy"] == outcome.accuracy and set(outcome.accuracy) == set(model.accuracy)
    assert outcome.accuracy["right"] > 0.6 * outcome.accuracy["asked"]
    assert {what for what, _, _ in told} == {"looking at train", "learning", "looking at dev"}
