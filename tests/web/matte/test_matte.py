"""The page makes mattes ready as CPython does: decided, followed, steadied, refined, with the colours."""

import numpy as np
import pytest
from oivis.follow import Follow
from oivis.likeness import decide
from oivis.near import near
from oivis.refine import coefficients
from oivis.stabilise import stabilise
from scipy.ndimage import gaussian_filter, shift

pytestmark = pytest.mark.browser

HEIGHT, WIDTH = 72, 128

TAKE = """const { Matte } = await import('/web/matte/matte.js');
const matte = new Matte();
return given.frames.map(({ pixels, fresh }) => {
  matte.take(lab.unpack(fresh.data), lab.unpack(pixels.data), given.width, given.height);
  const of = (data, step, channels) => {
    const [width, height] = [given.width / step, given.height / step];
    // Four channels lie side by side: what the lab gives back has no alpha.
    return { width: width * channels, height, data: lab.pack(data) };
  };
  return {
    held: of(matte.held, 1, 1), codes: of(matte.codes, 2, 4), person: of(matte.person, 4, 4),
    room: of(matte.room, 4, 4), rest: of(matte.rest, 4, 1), places: of(matte.places, 4, 1),
  };
});"""


@pytest.fixture(scope="module")
def clip():
    """Somebody soft who moves before a room that stands still, seen by a camera with noise, for a second."""
    random = np.random.default_rng(11)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    room = gaussian_filter(random.normal(size=(HEIGHT, WIDTH, 3)), (3, 3, 0)) * 400 + 120
    coat = gaussian_filter(random.normal(size=(HEIGHT, WIDTH, 3)), (2, 2, 0)) * 300 + (90, 60, 160)
    shape = gaussian_filter((((columns - 40) / 18) ** 2 + ((rows - 40) / 28) ** 2 < 1).astype(float), 1.5)
    frames = []
    for number in range(24):
        way = max(0, number - 10) * 1.7
        alpha = shift(shape, (0, way), order=1)
        worn = shift(coat, (0, way, 0), order=1)
        picture = worn * alpha[..., None] + room * (1 - alpha[..., None])
        pixels = (picture + random.normal(size=picture.shape)).clip(0, 255).astype(np.uint8)
        fresh = (alpha * 255 + random.normal(size=alpha.shape) * 12).clip(0, 255).astype(np.uint8)
        frames.append({"pixels": pixels, "fresh": fresh})
    return frames


@pytest.fixture(scope="module")
def page(lab, clip):
    frames = lab(TAKE, frames=clip, width=WIDTH, height=HEIGHT)
    for frame in frames:
        for name in ("codes", "person", "room"):
            frame[name] = frame[name].reshape(len(frame[name]), -1, 4)
    return frames


def test_steadied_mattes_and_what_rests_are_those_of_cpython(clip, page):
    follow, before = Follow(), None
    for frame, seen in zip(clip, page, strict=True):
        flow = follow.see(frame["pixels"])
        decided = decide(frame["fresh"], frame["pixels"])
        assert (decided != frame["fresh"]).mean() > 0.01
        held = stabilise(decided, before, flow)
        # A place at the very threshold of standing still may be taken for moving by one of them.
        assert np.quantile(np.abs(seen["held"].astype(int) - held), 0.995) <= 1
        rest = np.zeros_like(flow.rest) if before is None else flow.rest
        assert np.quantile(np.abs(seen["rest"] - rest * 255), 0.98) <= 2
        before = seen["held"]


def test_coefficients_are_those_of_cpython(clip, page):
    for frame, seen in zip(clip, page, strict=True):
        wanted = coefficients(seen["held"], frame["pixels"]).codes.astype(int)
        assert np.quantile(np.abs(seen["codes"] - wanted), 0.999) <= 1


def test_colours_near_an_edge_are_those_of_cpython(clip, page):
    for frame, seen in zip(clip, page, strict=True):
        edge = seen["places"] == 2
        for name, wanted in zip(
            ("person", "room"), near(coefficients(seen["held"], frame["pixels"])), strict=True
        ):
            told = edge & (wanted[..., 3] > 5)
            assert told.any()
            assert np.abs(seen[name][told].astype(int) - wanted[told]).max() <= 2


def test_places_are_room_or_person_only_where_all_of_the_matte_about_them_is(page):
    for seen in page:
        held = seen["held"]
        for value, kind in ((0, 0), (255, 1)):
            rows, columns = np.nonzero(seen["places"] == kind)
            assert len(rows)
            for row, column in zip(rows, columns, strict=True):
                # Beyond the pixels of a place: what is interpolated, and what the filter looks at.
                about = held[max(0, 4 * row - 2) : 4 * row + 6, max(0, 4 * column - 2) : 4 * column + 6]
                assert (np.abs(about.astype(int) - value) < 128).all()
        assert 0 < (seen["places"] == 2).mean() < 0.4


def test_a_matte_whose_sides_are_no_multiples_of_four_is_refused_with_what_would_be_right(lab):
    error = lab(
        """const { Matte } = await import('/web/matte/matte.js');
        return lab.thrownBy(() => new Matte().take(new Uint8Array(100), new Uint8Array(400), 10, 10));"""
    )
    assert "multiples of 4, not 10x10" in error["message"]
