"""What is shown while there is no matte."""

import numpy as np
import pytest

from tests.web.gl.toys import INGEST

pytestmark = pytest.mark.browser


def test_frosted_cover_shows_nothing_that_can_be_made_out(lab):
    board = np.kron(np.indices((24, 32)).sum(axis=0) % 2, np.ones((10, 10)))[..., None] * np.uint8(
        [255, 255, 255]
    )
    shown = lab(
        INGEST
        + "await renderer.ingest(picture, false); renderer.cover('frosted'); return lab.shownBy(renderer);",
        picture=board.astype(np.uint8),
    )
    assert shown.shape == board.shape
    assert shown.std(axis=(0, 1)).max() < 3
