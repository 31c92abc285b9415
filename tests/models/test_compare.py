"""What ships is the smallest that is good enough."""

import numpy as np
import pytest

from models.compare import Row, box_iou, shipped


def test_the_smallest_within_the_limits_ships():
    rows = [
        Row("palm", "float32", 9),
        Row("palm", "int8-channels", 1, is_within=False),
        Row("palm", "int8-blocks", 2),
        Row("palm", "exact", 4),
        Row("hand", "int8-blocks", 2, is_within=False),
        Row("hand", "exact", 4),
    ]
    assert shipped(rows) == {"palm": "int8-blocks", "hand": "exact"}


def test_boxes_that_do_not_meet_share_nothing():
    a, b = np.array([0, 0, 2, 2.0]), np.array([3, 3, 4, 4.0])
    assert box_iou(a, b) == 0
    assert box_iou(a, a) == 1
    assert box_iou(a, np.array([1, 0, 3, 2.0])) == pytest.approx(1 / 3)
