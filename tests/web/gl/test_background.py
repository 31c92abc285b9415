"""What stands behind the person is drawn now and then, and shown as one moment."""

import numpy as np
import pytest

from tests.web.gl.toys import INGEST, drawn, matte_of

pytestmark = pytest.mark.browser


def test_background_in_strips_shows_one_moment_only(lab, picture):
    times = [second * 1000 for second in range(10, 22)]
    shown = drawn(lab, picture, matte_of(value=0), "clock", "composite", times=times)
    assert all(len(np.unique(each)) == 1 for each in shown)
    assert [int(each[0, 0, 0]) for each in shown] == [10, 10, 10, 10, 11, 11, 11, 11, 15, 15, 15, 15]


def test_background_that_stands_still_is_drawn_again_for_a_parameter(lab, picture):
    shown = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256), 16, 16);
        renderer.chain([{ filter: 'still' }, { filter: 'composite' }]);
        const seconds = (time) => {
          renderer.render(time);
          return lab.unpack(lab.shownBy(renderer).data)[0];
        };
        const first = [seconds(10000), seconds(20000)];
        renderer.params(0, 'more', 5);
        return [...first, seconds(30000)];""",
        picture=picture,
    )
    assert shown == [10, 10, 35]
