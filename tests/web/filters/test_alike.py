"""The browser and CPython draw every effect alike."""

from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.looks import look_table
from oivis.stickers import sticker_picture

pytestmark = pytest.mark.browser
FILTERS = Path(__file__).parents[3] / "web" / "filters"
NAMED = {"film": look_table("film"), "crown": sticker_picture("crown")}
STICKER = {"picture": "crown", "at": [0.3, 0.4], "size": 0.5, "rotation": 0.4, "behind": 1}
CHAINS = {
    "vignette": [("vignette", {"colour": "#402010"})],
    "lut": [("lut", {"table": "film"})],
    "sticker": [("sticker", STICKER)],
    "beauty": [("beauty", {"smooth": 1})],
    "painterly": [("painterly", {"brush": 0.5})],
    "cartoon": [("cartoon", {"lines": 0.8})],
    "bokeh": [("bokeh", {"strength": 0.8}), ("composite", {"wrap": 0})],
    "all": [("bokeh", {}), ("beauty", {}), ("composite", {}), ("painterly", {}), ("lut", {"table": "film"})],
}


def a_person() -> tuple[np.ndarray, np.ndarray]:
    """Somebody drawn, with a little grain, before lamps; and the matte that a model would give."""
    rows, columns = np.mgrid[:240, :320]
    frame = np.stack([70 + columns // 4, 60 + rows // 4, 90 + (columns // 16 % 2) * 30], axis=2).astype(float)
    for x, y in ((30, 40), (60, 150), (280, 60), (300, 180)):
        frame[np.hypot(columns - x, rows - y) < 4] = [255, 230, 170]
    head = (columns - 160) ** 2 + (rows - 100) ** 2 < 60**2
    shoulders = (columns - 160) ** 2 + 2 * (rows - 260) ** 2 < 124**2
    frame[head | shoulders] = [205, 150, 125]
    frame[shoulders & (rows > 180)] = [50, 70, 120]
    for x in (140, 180):
        frame[np.hypot(columns - x, rows - 90) < 7] = 30
    frame += np.random.default_rng(4).normal(0, 3, (240, 320, 1))
    matte = (head | shoulders)[1::2, 1::2] * 255
    return frame.clip(0, 255).astype(np.uint8), matte.astype(np.uint8)


@pytest.mark.parametrize("name", CHAINS)
def test_effect_is_the_same_in_the_browser_and_in_cpython(lab, name):
    frame, matte = a_person()
    links = [{"filter": filter, "params": params} for filter, params in CHAINS[name]]
    (shown,) = lab("return lab.drawn(given);", picture=frame, matte=matte, links=links, named=NAMED)
    renderer = Renderer(320, 240, FILTERS)
    for picture, rgba in NAMED.items():
        renderer.picture(picture, rgba)
    renderer.ingest(frame)
    renderer.matte(matte)
    renderer.chain(links)
    difference = np.abs(shown.astype(int) - renderer.render(0))
    renderer.close()
    assert np.abs(shown.astype(int) - frame).mean() > 0.3, "it does something"
    # Where a threshold lies between two roundings, a point falls on either side.
    assert np.quantile(difference, 0.97) <= 4
    assert difference.mean() < 1
