"""What tests of drawing share."""

import numpy as np
import pytest


@pytest.fixture
def picture():
    """Noise over a slope: no two places alike, no two rows either."""
    random = np.random.default_rng(5)
    slope = np.linspace(0, 160, 48 * 64).reshape(48, 64, 1)
    return (slope + random.integers(0, 90, (48, 64, 3))).astype(np.uint8)
