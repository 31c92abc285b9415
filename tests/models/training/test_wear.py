"""What cameras do to a picture."""

import numpy as np
import pytest

from models.training.wear import blur, compress, wear


def test_motion_smears_along_its_line_and_keeps_the_light():
    point = np.zeros((21, 21, 1), np.float32)
    point[10, 10] = 1
    smeared = blur(point, 7, 0)
    assert smeared[10].sum() == pytest.approx(1) and (smeared[10, 7:14] > 0).all()
    assert smeared[9].sum() == smeared[11].sum() == 0


def test_wear_changes_a_picture_and_keeps_its_kind():
    rgb = np.random.default_rng(0).uniform(0, 1, (32, 32, 3)).astype(np.float32)
    worn = [wear(rgb, np.random.default_rng(seed)) for seed in range(8)]
    assert all(each.dtype == np.uint8 and each.shape == rgb.shape for each in worn)
    assert len({each.tobytes() for each in worn}) == 8
    assert compress(worn[0], 30).shape == rgb.shape
