"""The browser and CPython draw every scene alike: one set of filters, two programs that run them."""

from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.outputs import OUTPUTS
from oivis.own import own_scene
from oivis.scenes import SCENES

pytestmark = pytest.mark.browser
FILTERS = Path(__file__).parents[3] / "web" / "filters"
TIMES = (4000.0, 4033.0)


def a_person() -> tuple[np.ndarray, np.ndarray]:
    """Somebody drawn: a head and shoulders before a striped wall, with the matte a model would give."""
    rows, columns = np.mgrid[:120, :160]
    frame = np.stack([120 + columns // 2, 90 + rows // 2, 60 + (columns // 8 % 2) * 60], axis=2)
    head = (columns - 80) ** 2 + (rows - 50) ** 2 < 30**2
    shoulders = (columns - 80) ** 2 + 2 * (rows - 130) ** 2 < 62**2
    person = head | shoulders
    frame[person] = [150, 60, 40]
    matte = person[1::2, 1::2] * 255
    return frame.astype(np.uint8), matte.astype(np.uint8)


@pytest.mark.parametrize("scene", [*SCENES, *OUTPUTS.values()], ids=lambda scene: scene.id)
def test_scene_is_the_same_in_the_browser_and_in_cpython(lab, scene):
    frame, matte = a_person()
    links = [dict(link) for link in scene.chain]
    browser = lab("return lab.drawn(given);", picture=frame, matte=matte, links=links, times=list(TIMES))
    renderer = Renderer(160, 120, FILTERS)
    renderer.ingest(frame)
    renderer.matte(matte)
    renderer.chain(links)
    for shown, time in zip(browser, TIMES, strict=True):
        drawn = renderer.render(time)
        difference = np.abs(shown.astype(int) - drawn)
        # A shader's random numbers differ where a driver rounds otherwise: a grain of snow here and there.
        assert np.quantile(difference, 0.97) <= 3
        assert difference.mean() < 1
    renderer.close()


def test_a_picture_of_the_viewers_own_covers_the_view_alike_in_both(lab):
    frame, matte = a_person()
    rows, columns = np.mgrid[:300, :200]
    wall = np.dstack([rows * 255 // 299, columns * 255 // 199, 0 * rows, 0 * rows + 255]).astype(np.uint8)
    wall[..., 3][:, 150:], wall[:, 150:, :3] = 0, 0
    links = [dict(link) for link in own_scene({"picture": "own"}).chain]
    given = {"picture": frame, "matte": matte, "links": links, "named": {"own": wall}}
    (browser,) = lab("return lab.drawn(given);", **given)
    renderer = Renderer(160, 120, FILTERS)
    renderer.picture("own", wall)
    renderer.ingest(frame)
    renderer.matte(matte)
    renderer.chain(links)
    drawn = renderer.render(0.0)
    renderer.close()
    assert np.quantile(np.abs(browser.astype(int) - drawn), 0.97) <= 3
    # As wide as the view, its middle in the middle, a quarter see-through: there the colour.
    assert abs(int(drawn[10, 3, 1]) - 8) < 12 and abs(int(drawn[2, 10, 0]) - 77) < 16
    assert np.abs(drawn[30, 150].astype(int) - [0x3A, 0x42, 0x54]).max() < 6


def test_refined_matte_is_the_same_in_the_browser_and_in_cpython(lab):
    frame, matte = a_person()
    browser = lab(
        """const renderer = await lab.rendererOf();
        await renderer.ingest(lab.pictureOf(given.picture), false);
        renderer.matte(lab.unpack(given.matte.data), given.matte.width, given.matte.height);
        const { width, height, data } = renderer.readMatte();
        return { width, height, data: lab.pack(data) };""",
        picture=frame,
        matte=matte,
    )
    renderer = Renderer(160, 120, FILTERS)
    renderer.ingest(frame)
    renderer.matte(matte)
    difference = np.abs(browser.astype(int) - renderer.refined())
    # A coefficient may be rounded the other way, by 1/32.
    assert np.quantile(difference, 0.99) <= 2 and difference.max() <= 12
    renderer.close()
