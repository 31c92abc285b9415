"""Chains of toys whose pixels can be foretold."""

import numpy as np
import pytest

from tests.web.gl.toys import INGEST, drawn, matte_of

pytestmark = pytest.mark.browser


def test_filters_in_one_pass_draw_as_in_several(lab, picture):
    dim = {"filter": "dim", "params": {"by": 0.25}}
    (merged,) = drawn(lab, picture, matte_of(), "swap", dim)
    (apart,) = drawn(lab, picture, matte_of(), "swap", "same", dim)
    np.testing.assert_allclose(merged, picture[..., ::-1] * 0.75, atol=1)
    np.testing.assert_allclose(merged.astype(int), apart, atol=1)


def test_filters_that_look_at_one_point_share_a_pass(lab, picture):
    chains = [
        [],
        ["swap", "dim", "adjust", "lut", "vignette", "sticker", "composite"],
        ["swap", "same", "dim", "vignette"],
        ["dim", "dim"],
    ]
    passes = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        const { gl } = renderer.context;
        return given.chains.map((names) => {
          renderer.chain(names.map((filter) => ({ filter })));
          let count = 0;
          const draw = gl.drawArrays;
          gl.drawArrays = (...given) => { count += 1; draw.apply(gl, given); };
          renderer.render(0);
          delete gl.drawArrays;
          return count;
        });""",
        picture=picture,
        chains=chains,
    )
    # The frame alone; all in one; one, the two of `same`, one; what comes twice needs two.
    assert passes == [1, 1, 4, 2]


def test_filter_may_come_twice_with_its_own_values(lab, picture):
    first, second = ({"filter": "dim", "params": {"by": by}} for by in (0.5, 0.2))
    (shown,) = drawn(lab, picture, matte_of(), first, second)
    np.testing.assert_allclose(shown, picture * 0.4, atol=1.5)


def test_area_filter_sees_its_neighbours_the_right_way_up(lab, picture):
    (shown,) = drawn(lab, picture, matte_of(), "shift")
    np.testing.assert_array_equal(shown[:-1, :-1], picture[1:, 1:])


def test_points_lie_over_the_picture_and_filters_after_them_see_them(lab, picture):
    (shown,) = drawn(lab, picture, matte_of(), "spot")
    assert (shown[12, 16] == 255).all()
    np.testing.assert_array_equal(shown[24:], picture[24:])
    (dimmed,) = drawn(lab, picture, matte_of(), "spot", "dim")
    assert (np.abs(dimmed[12, 16].astype(int) - 128) <= 1).all()


def test_vectors_and_colours_reach_their_filter(lab, picture):
    (shown,) = drawn(lab, picture, matte_of(), "tint")
    assert (np.abs(shown.astype(int) - [255, 64, 128]) <= 1).all()
    link = {"filter": "tint", "params": {"by": [0, 0, 7], "colour": "#336600"}}
    (shown,) = drawn(lab, picture, matte_of(), link)
    assert (np.abs(shown.astype(int) - [0x33, 0x66, 255]) <= 1).all()


def test_pictures_are_seen_by_name_the_right_way_up(lab, picture):
    left, right = picture.copy(), 255 - picture
    shown = lab(
        INGEST
        + """for (const [name, { width, height, data }] of Object.entries(given.named))
          renderer.picture(name, { width, height, data: lab.unpack(data) });
        await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        renderer.chain([{ filter: 'stamp', params: { left: 'one', right: 'two' } }]);
        renderer.render(0);
        const both = lab.shownBy(renderer);
        renderer.params(0, 'right', 'one');
        renderer.render(0);
        return [both, lab.shownBy(renderer)];""",
        picture=picture,
        named={"one": left, "two": right},
    )
    np.testing.assert_array_equal(shown[0], np.hstack([left[:, :32], right[:, 32:]]))
    np.testing.assert_array_equal(shown[1], left)


def test_a_filter_sees_what_it_was_given_and_the_pass_it_keeps(lab, picture):
    for shown in drawn(lab, picture, matte_of(), "memory", times=(0, 40)):
        assert (np.abs(shown[:24].astype(int) - [128, 64, 0]) <= 1).all()
        wanted = picture[24:] / 2 + [0, 64, 0]
        np.testing.assert_allclose(shown[24:], np.minimum(wanted, 255), atol=1)


def test_parameters_are_kept_within_their_range(lab, picture):
    shown = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        renderer.chain([{ filter: 'dim', params: { by: 7 } }]);
        renderer.render(0);
        const black = lab.shownBy(renderer);
        renderer.params(0, 'by', -3);
        renderer.render(0);
        return [black, lab.shownBy(renderer)];""",
        picture=picture,
    )
    assert not shown[0].any()
    np.testing.assert_array_equal(shown[1], picture)


def test_chain_that_fails_leaves_the_picture(lab, picture):
    shown = lab(
        INGEST
        + """await renderer.ingest(picture, false);
        renderer.matte(new Uint8Array(256).fill(255), 16, 16);
        renderer.chain([{ filter: 'swap' }]);
        const error = await lab.thrownBy(() => renderer.chain([{ filter: 'dim' }, { filter: 'broken' }]));
        renderer.render(0);
        return [error.code, lab.shownBy(renderer)];""",
        picture=picture,
    )
    assert shown[0] == "shader-compile"
    np.testing.assert_array_equal(shown[1], picture[..., ::-1])
