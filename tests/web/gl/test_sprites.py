"""What plug-ins draw is the same in the browser and in CPython."""

from types import SimpleNamespace

import numpy as np
import pytest
from oivis._sprites import Sprites
from oivis.pictures import Pictures
from oivis.plugins.canvas import Canvas, Texts
from oivis.stickers import sticker_picture

pytestmark = pytest.mark.browser
FRAME = np.full((240, 320, 3), (90, 120, 150), np.uint8)
MATTE = np.full((64, 64), 255, np.uint8)
DRAW = """
const renderer = await lab.rendererOf();
const { width, height, data } = given.crown;
renderer.picture("crown", { width, height, data: lab.unpack(data) });
await renderer.ingest(lab.pictureOf(given.frame), false);
renderer.matte(lab.unpack(given.matte.data), given.matte.width, given.matte.height);
renderer.chain([]);
const shown = [];
for (const { runs, rows } of given.sheets) {
  renderer.sprites({ runs, rows: new Float32Array(rows.flat()) });
  renderer.render(0);
  shown.push(lab.shownBy(renderer));
}
const fault = renderer.context.gl.getError();
if (fault) throw new Error(`WebGL says ${fault}`);
return shown;
"""


def dots(canvas):
    canvas.dot((0.25, 0.5), 0.3, "#ff8000")
    canvas.dot((0.75, 0.5), 0.3, "#ffffff", soft=0.1, opacity=0.5)


def boxes(canvas):
    canvas.box((0.1, 0.1), 0.4, 0.2, "#20c040", radius=0.05, anchor=(0, 0))
    canvas.box((0.7, 0.6), 0.3, 0.1, "#c02040", rotation=0.6)


def lines(canvas):
    canvas.line([(0.1, 0.9), (0.5, 0.2), (0.9, 0.8)], 0.04, "#d7f205")


def pictures(canvas):
    canvas.picture("crown", (0.3, 0.4), 0.5, rotation=0.4)
    canvas.dot((0.3, 0.4), 0.1, "#0000ff")
    canvas.picture("crown", (0.8, 0.7), 0.15, opacity=0.6)


SHEETS = {"dots": dots, "boxes": boxes, "lines": lines, "pictures": pictures, "nothing": lambda canvas: None}


@pytest.fixture(scope="module")
def shown(lab):
    """Each sheet as CPython and as the browser draws it."""
    here = Sprites()
    host = SimpleNamespace(picture=here.picture, size=here.size)
    crown, sheets, drawn = sticker_picture("crown"), [], {}
    for name, draw in SHEETS.items():
        canvas = Canvas(host, Pictures(host), Texts(host), 320 / 240)
        draw(canvas)
        drawn[name] = FRAME.copy()
        here.sprites(canvas.runs, [canvas.rows])
        here.draw(drawn[name])
        sheets.append({"runs": canvas.runs, "rows": canvas.rows.tolist()})
    there = lab(DRAW, frame=FRAME, matte=MATTE, crown=crown, sheets=sheets)
    return {name: (drawn[name], picture) for name, picture in zip(SHEETS, there, strict=True)}


@pytest.mark.parametrize("name", ["dots", "boxes", "lines", "pictures"])
def test_a_sheet_is_the_same_in_the_browser_and_in_cpython(shown, name):
    here, there = shown[name]
    assert np.abs(here.astype(int) - FRAME).mean() > 1, "it draws something"
    difference = np.abs(there[..., :3].astype(int) - here)
    # Along an edge a pixel may be covered a little more or less.
    assert np.quantile(difference, 0.97) <= 4
    assert difference.mean() < 1


def test_nothing_leaves_the_picture_as_it_was(shown):
    here, there = shown["nothing"]
    assert (here == FRAME).all() and np.abs(there[..., :3].astype(int) - FRAME).max() <= 2
