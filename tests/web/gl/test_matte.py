"""The matte where filters see it: refined, kept from frame to frame."""

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.focus import within
from oivis.models import Model
from oivis.refine import coefficients, enlarge
from oivis.sampling import sample
from oivis.types import Region

from models.evaluate.methods import FILTERS
from tests.web.gl.toys import INGEST, drawn, matte_of

pytestmark = pytest.mark.browser


def test_refined_matte_is_that_of_python(lab, picture):
    rows, columns = np.mgrid[:36, :64]
    matte = (((columns - 30) ** 2 + (rows - 18) ** 2) < 150).astype(np.uint8) * 255
    refined, pixels = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(lab.unpack(given.matte.data), 64, 36);
        const { width, height, data } = renderer.readMatte();
        const whole = { cx: 32, cy: 24, width: 64, height: 48, rotation: 0 };
        const pixels = renderer.sample(64, 36, 'clamp', whole);
        const seen = { width: 64, height: 36, data: lab.pack(pixels) };
        return [{ width, height, data: lab.pack(data) }, seen];""",
        picture=picture,
        matte=matte,
    )
    wanted = enlarge(coefficients(matte, pixels).codes, picture) * 255
    # A coefficient may be rounded the other way, by 1/32.
    assert np.quantile(np.abs(refined - wanted), 0.99) <= 3 and np.abs(refined - wanted).max() <= 8


def test_matte_of_a_frame_whose_width_is_no_multiple_of_four_is_whole(lab, picture):
    picture = np.ascontiguousarray(picture[:, :63])
    matte = np.zeros((24, 32), np.uint8)
    matte[:, :16] = 255
    refined = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(lab.unpack(given.matte.data), 32, 24);
        const { width, height, data } = renderer.readMatte();
        return { width, height, data: lab.pack(data) };""",
        picture=picture,
        matte=matte,
    )
    assert refined.shape == (48, 63)
    assert (refined[:, :16] == 255).all() and not refined[:, -16:].any()


def test_the_matte_of_a_part_is_that_of_cpython_and_beside_it_there_is_nobody(lab, picture):
    region = Region(36, 22, 40, 36)
    matte = np.zeros((36, 40), np.uint8)
    matte[8:, 10:28] = 255
    model = Model("portrait", "pixels", 36, 40, "clamp", ("matte",), {})
    pixels = sample(picture, region, model)[0, ..., :3]
    renderer = Renderer(64, 48, FILTERS)
    renderer.ingest(picture)
    people = renderer.matte(matte, pixels, within(region, 64, 48))
    seen = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        const whole = renderer.matte(new Uint8Array(1440).fill(255), 40, 36);
        const region = { cx: 36, cy: 22, width: 40, height: 36, rotation: 0 };
        const people = renderer.matte(lab.unpack(given.matte.data), 40, 36, region);
        const { width, height, data } = renderer.readMatte();
        return { whole, people, matte: { width, height, data: lab.pack(data) } };""",
        picture=picture,
        matte=matte,
    )
    assert seen["whole"] == [0, 0, 1, 1]
    assert people == (10 / 40, 8 / 36, 28 / 40, 1)
    assert seen["people"] == pytest.approx(people)
    refined, wanted = seen["matte"], renderer.refined()
    renderer.close()
    apart = np.abs(refined.astype(int) - wanted)
    assert np.quantile(apart, 0.99) <= 3 and apart.max() <= 8
    assert (refined[20:36, 30:40] > 200).mean() > 0.95
    outside = np.ones((48, 64), bool)
    outside[4:40, 16:56] = False
    assert not refined[outside].any() and not wanted[outside].any()


GIVE = """const give = async (name, value) => {
  const picture = lab.pictureOf(given[name]);
  await renderer.ingest(picture, false);
  const { data, width, height } = typeof value === 'string' ? given[value] : { width: 32, height: 24 };
  renderer.matte(data ? lab.unpack(data) : new Uint8Array(768).fill(value), width, height);
  const { width: wide, height: high, data: refined } = renderer.readMatte();
  return { width: wide, height: high, data: lab.pack(refined) };
};
"""


def test_where_the_picture_stays_the_same_a_change_of_the_matte_is_averaged(lab, picture):
    before, after, alone = lab(
        INGEST
        + GIVE
        + """const shown = [await give('picture', 120), await give('picture', 140)];
        renderer.forget();
        return [...shown, await give('picture', 140)];""",
        picture=picture,
    )
    assert before.mean() < after.mean() - 2 < after.mean() + 10 < alone.mean()


def test_where_the_picture_is_another_the_matte_is_taken_at_once(lab, picture):
    (gone,) = lab(
        INGEST + GIVE + "await give('picture', 255); return [await give('other', 0)];",
        picture=picture,
        other=255 - picture,
    )
    assert not gone.any()


def test_where_the_picture_moved_the_matte_moves_with_it(lab):
    rows, columns = np.mgrid[:192, :256]
    wave = lambda x: 128 + 60 * np.sin(x / 15) + 50 * np.cos((rows + x / 3) / 13)  # noqa: E731
    pictures = [np.stack([wave(columns - by)] * 3, axis=2).astype(np.uint8) for by in (0, 8)]
    matte = np.where(np.mgrid[:96, :128][1] < 64, 255, 0).astype(np.uint8)
    _, moved = lab(
        INGEST + GIVE + "return [await give('picture', 'matte'), await give('moved', 'matte')];",
        picture=pictures[0],
        moved=pictures[1],
        matte=matte,
    )
    # The model has not seen the motion yet: its edge is at 128, that of the matte before has gone on to 136.
    edge = (moved[48:144] > 127).sum(axis=1)
    assert 132 <= np.median(edge) <= 137


def test_matte_has_its_first_row_at_the_top(lab, picture):
    matte = matte_of(64, 48, 0)
    matte[:24] = 255
    (shown,) = drawn(lab, picture, matte, "red", "composite")
    np.testing.assert_array_equal(shown[:8], picture[:8])
    assert (shown[-8:] == [255, 0, 0]).all()
