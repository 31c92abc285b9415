"""The browser and CPython draw every scene alike: one set of filters, two programs that run them."""

from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.outputs import OUTPUTS
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
