"""Networks side by side: each is measured as what it is."""

import numpy as np
import pytest
from PIL import Image

from models.portrait.evaluate import evaluate, flicker
from tests.models.portrait.drawn import somebody


@pytest.fixture
def pairs(tmp_path):
    picture, mask = somebody()
    Image.fromarray(picture).save(tmp_path / "a.png")
    Image.fromarray(mask).save(tmp_path / "b.png")
    return {
        "one": [(tmp_path / "a.png", tmp_path / "b.png")],
        "other": [(tmp_path / "a.png", tmp_path / "b.png")],
    }


def right(image):
    return ((image[..., 0] > 150) & (image[..., 1] < 110)).astype(np.float32)


def test_who_is_right_gets_all_and_who_sees_nobody_half(pairs):
    looks = {"right": right, "blind": lambda image: np.zeros(image.shape[:2], np.float32)}
    tables = evaluate(looks, pairs, lambda *_: None)
    assert list(tables) == ["networks, one (1)", "networks, other (1)", "networks, all (2)"]
    whole = tables["networks, all (2)"]
    assert whole["right"] == {"mIoU": 1, "boundary F": 1, "boundary IoU": 1}
    assert whole["blind"]["mIoU"] < 0.5 and whole["blind"]["boundary F"] == 0


def test_a_small_matte_is_enlarged_before_it_is_measured(pairs):
    tables = evaluate({"coarse": lambda image: right(image)[::2, ::2]}, pairs, lambda *_: None)
    assert 0.9 < tables["networks, all (2)"]["coarse"]["mIoU"] < 1


def test_what_changes_where_the_picture_stands_still_flickers():
    random = np.random.default_rng(0)
    frames = [somebody()[0] for _ in range(30)]
    looks = {
        "still": right,
        "restless": lambda image: (right(image) * random.uniform(0.8, 1)).astype(np.float32),
    }
    row = flicker(looks, frames)
    assert row["still"] == 0 and row["restless"] > 5
