"""The teacher: the borrowed networks, each way round, agree with themselves and are asked once."""

from pathlib import Path

import numpy as np
import pytest
from oivis._native import Sessions
from oivis.models import Model
from skimage.data import astronaut

from models import build
from models.portrait.teacher import matte, place, teach
from tests.models.portrait.drawn import store


class Bright:
    """Networks for which what is bright is a person, and the right half of what they see a little more."""

    def __init__(self):
        sizes = {"portrait": (16, 16), "portrait-wide": (9, 16)}
        self.models = {n: Model(n, "pixels", *size, "clamp", ("matte",), {}) for n, size in sizes.items()}
        self.asked = 0

    async def run(self, name, pixels):
        self.asked += 1
        found = pixels[..., 0].astype(int)
        found[..., found.shape[2] // 2 :] -= 20
        return [found.clip(0, 255).astype(np.uint8)]


def test_a_matte_has_no_preferred_side():
    image = np.zeros((40, 60, 3), np.uint8)
    image[10:30, 20:40] = 240
    found = matte(Bright(), image)
    assert found.shape == (40, 60) and found[20, 30] > 0.8 and found[2, 2] < 0.1
    # But for the part that is looked at closer, which cannot lie in the middle to the pixel.
    assert np.abs(found - found[:, ::-1]).mean() < 0.02


def test_who_is_asked_already_is_not_asked_again(tmp_path):
    held, networks = store(tmp_path), Bright()
    (tmp_path / "mattes").mkdir()
    teach(networks, held.root, held.entries, tmp_path / "mattes", lambda *_: None)
    asked = networks.asked
    # Of four pictures two show people: a room and a cut-out hand are not asked about.
    assert asked and len(list((tmp_path / "mattes").glob("*.png"))) == 2
    teach(networks, held.root, held.entries, tmp_path / "mattes", lambda *_: None)
    assert networks.asked == asked
    assert place(Path("x"), held.entries[0]).name == "0" * 64 + ".png"


def test_the_borrowed_networks_see_a_person_where_she_is():
    if not (build.TARGET / "models.json").is_file():
        pytest.skip("the borrowed networks are not built: oivis models build")
    found = matte(Sessions(build.TARGET, threads=1), np.ascontiguousarray(astronaut()))
    assert found[150, 220] > 0.9 and found[20, 20] < 0.1 and 0.2 < (found > 0.5).mean() < 0.7
