"""Backgrounds follow the viewer and fade into one another."""

import numpy as np
import pytest
from oivis._backdrop import FADE_S, Look

pytestmark = pytest.mark.browser

DRAW = """const renderer = await lab.rendererOf();
renderer.isStill = given.still;
await renderer.ingest(new ImageData(64, 48), false);
const shown = [];
let shownNow = "";
for (const [time, filter, side] of given.steps) {
  const matte = new Uint8Array(32 * 32);
  const edge = side < 0 ? 0 : 28;
  for (let row = 24; row < 32; row++) matte.fill(255, row * 32 + edge, row * 32 + edge + 4);
  renderer.matte(side ? matte : new Uint8Array(32 * 32), 32, 32);
  if (filter !== shownNow) renderer.chain([{ filter }, { filter: "composite" }]);
  shownNow = filter;
  renderer.render(time);
  shown.push(lab.shownBy(renderer));
}
return shown;"""


def drawn(lab, *steps, still=False):
    return [picture[4, 32].astype(int) for picture in lab(DRAW, steps=list(steps), still=still)]


def test_a_scene_fades_into_the_next_one(lab):
    drawing = [1000.0 + turn for turn in range(12)]
    at = [*drawing, 1011 + 500 * FADE_S, 1012 + 1000 * FADE_S]
    seen = drawn(lab, (900.0, "red", 0), *((time, "still", 0) for time in at))
    assert seen[12].tolist() == [255, 0, 0]
    assert 120 < seen[13][0] < 135
    assert seen[14].max() <= 3


def test_the_next_scene_is_drawn_bit_by_bit_while_the_one_before_is_still_seen(lab):
    steps = [(1000.0, "red", 0), *((2000.0 + 33 * turn, "still", 0) for turn in range(36))]
    seen = [picture[0] for picture in drawn(lab, *steps)]
    assert seen[:13] == [255] * 13
    assert seen[13:] == sorted(seen[13:], reverse=True) and seen[-1] <= 3


def test_a_scene_that_stands_still_becomes_as_sharp_as_the_frame_and_stays_of_its_moment(lab):
    pictures = lab(DRAW, steps=[(1000.0 + 33 * turn, "comb", 0) for turn in range(52)], still=False)
    first, last = (picture[4].astype(int) for picture in (pictures[0], pictures[-1]))
    assert len({column[0] for column in first}) == 1
    assert [column[0] for column in last[:6]] == [0, 255, 0, 255, 0, 255]
    assert {column[1] for column in last} == {1}


def test_who_wants_less_motion_sees_the_next_scene_at_once(lab):
    steps = [(1000.0, "red", 0), *((2000.0 + turn, "clock", 0) for turn in range(13))]
    seen = [picture[0] for picture in drawn(lab, *steps, still=True)]
    assert seen[0] == seen[11] == 255 and seen[12] <= 3


def test_a_scene_moves_against_the_viewer_and_not_for_who_wants_less_motion(lab):
    steps = [(time * 1000.0, "ramp", side) for time, side in ((0, 0), (2, 1), (4, -1))]
    middle, right, left = (picture[0] for picture in drawn(lab, *steps))
    # A tenth of the picture at most: the background's own grey tells which part of it is seen.
    assert right - middle == pytest.approx(255 * 0.1 * 0.875, abs=3)
    assert middle - left == pytest.approx(255 * 0.1 * 0.875, abs=3)
    assert len({picture[0] for picture in drawn(lab, *steps, still=True)}) == 1


def test_the_viewer_is_found_and_followed_as_in_cpython(lab):
    random = np.random.default_rng(2)
    mattes = [
        random.integers(0, 256, (20, 24)).astype(np.uint8) * (random.random((20, 24)) < 0.2) for _ in range(4)
    ]
    mattes[2][:] = 0
    times = [1.0, 1.1, 1.3, 4.0]
    found = lab(
        """const { Look } = await import("/web/gl/look.js");
        const look = new Look();
        return given.mattes.map((data, index) => {
          look.see(data, 24, 20);
          look.step(given.times[index]);
          return [look.x, look.y];
        });""",
        mattes=[matte.ravel().tolist() for matte in mattes],
        times=times,
    )
    look = Look()
    for matte, time, at in zip(mattes, times, found, strict=True):
        look.see(matte)
        look.step(time)
        assert look.at == pytest.approx(at, abs=1e-9)
    assert np.abs(found).max() > 0.01
