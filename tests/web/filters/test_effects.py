"""What each effect does and what it leaves alone, on pictures whose outcome can be foretold."""

from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.cube import cube_texture, read_cube

FILTERS = Path(__file__).parents[3] / "web" / "filters"
SIDE = 128


LARGE = 480


@pytest.fixture(scope="module")
def renderer():
    made = Renderer(SIDE, SIDE, FILTERS)
    yield made
    made.close()


@pytest.fixture
def draw(renderer):
    return drawer(renderer)


@pytest.fixture
def draw_large():
    """As `draw`, at the size of a camera's frame, for what is finer than a small picture can show."""
    made = Renderer(LARGE, LARGE, FILTERS)
    yield drawer(made)
    made.close()


def drawer(renderer):
    def drawn(picture, *links, matte=255):
        renderer.forget()
        renderer.ingest(np.ascontiguousarray(picture))
        renderer.matte(np.full((64, 64), matte, np.uint8) if np.isscalar(matte) else matte)
        renderer.chain(
            [
                {"filter": link} if isinstance(link, str) else {"filter": link[0], "params": link[1]}
                for link in links
            ]
        )
        return renderer.render(0).astype(int)

    return drawn


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(3).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def shapes():
    """A dark disc and a bright square before grey, with a little grain."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    grey = np.full((SIDE, SIDE), 150.0)
    grey[(columns - 45) ** 2 + (rows - 60) ** 2 < 24**2] = 40
    grey[20:50, 80:110] = 240
    grey += np.random.default_rng(5).normal(0, 4, grey.shape)
    return np.repeat(grey[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)


NOTHING = [
    ("painterly", {"brush": 0}),
    ("cartoon", {"amount": 0}),
    ("beauty", {"smooth": 0}),
    ("vignette", {"amount": 0}),
    ("lut", {"table": ""}),
    ("sticker", {}),
    ("adjust", {}),
]


@pytest.mark.parametrize("link", NOTHING, ids=lambda link: link[0])
def test_effect_of_no_strength_changes_nothing(draw, noise, link):
    np.testing.assert_allclose(draw(noise, link), noise, atol=1)


@pytest.mark.parametrize("name", ["painterly", "cartoon", "beauty", "vignette", "lut", "sticker"])
def test_effect_hands_the_matte_on(draw, noise, name):
    matte = np.zeros((64, 64), np.uint8)
    matte[:, 32:] = 255
    shown = draw(noise, name, ("studio", {"light": 0, "tint": 0}), "composite", matte=matte)
    np.testing.assert_array_equal(shown[:, 80:], draw(noise, name)[:, 80:])
    plain = draw(noise, ("studio", {"light": 0, "tint": 0}), "composite", matte=0)
    np.testing.assert_array_equal(shown[:, :48], plain[:, :48])


def test_shadow_falls_beside_the_person_softly_and_never_on_them(draw_large):
    picture = np.full((LARGE, LARGE, 3), 200, np.uint8)
    matte = np.zeros((64, 64), np.uint8)
    matte[24:, 24:40] = 255
    scene = ("wall", {"colour": "#c8c8c8"}), ("composite", {"wrap": 0})
    plain = draw_large(picture, *scene, matte=matte)
    shown = draw_large(picture, *scene, ("shadow", {"strength": 0.6, "way": [0.06, 0.04]}), matte=matte)
    fall = (plain - shown)[..., 0]
    np.testing.assert_array_equal(fall[220:, 200:280], 0)
    right, left = fall[320:440, 320:390].mean(axis=0), fall[320:440, 90:160].mean(axis=0)
    assert right.max() > 30 and left.max() < 0.2 * right.max()
    # Darkest where they stand, less and less from there, and far away nothing.
    assert np.diff(right).max() <= 1 and np.diff(right).min() > -8
    assert fall[:, 430:].max() <= 1 and fall[:100].max() <= 1


def test_vignette_leaves_the_middle_and_gives_the_corners_its_colour(draw, noise):
    link = "vignette", {"radius": 0.4, "softness": 0.2, "amount": 1, "colour": "#ff8000"}
    shown = draw(noise, link)
    np.testing.assert_array_equal(shown[48:80, 48:80], noise[48:80, 48:80])
    assert (np.abs(shown[[0, 0, -1, -1], [0, -1, 0, -1]] - [255, 128, 0]) <= 1).all()


def identity(size):
    steps = np.linspace(0, 1, size)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    return np.stack([red, green, blue], axis=-1)


@pytest.mark.parametrize("size", [2, 17, 33])
def test_table_of_every_colour_itself_changes_nothing(renderer, draw, noise, size):
    renderer.picture("same", cube_texture(identity(size)))
    np.testing.assert_allclose(draw(noise, ("lut", {"table": "same"})), noise, atol=1)


def test_table_is_read_between_its_entries_as_it_should_be(renderer, draw, noise):
    from scipy.interpolate import RegularGridInterpolator

    table = np.random.default_rng(1).random((9, 9, 9, 3))
    renderer.picture("odd", cube_texture(table))
    steps = np.linspace(0, 255, 9)
    wanted = RegularGridInterpolator((steps,) * 3, table * 255)(noise[..., ::-1])
    shown = draw(noise, ("lut", {"table": "odd"}))
    # Mesa interpolates in eight bits.
    assert np.abs(shown - wanted).max() < 6 and np.abs(shown - wanted).mean() < 1
    half = draw(noise, ("lut", {"table": "odd", "strength": 0.5}))
    np.testing.assert_allclose(half, (shown + noise) / 2, atol=1.5)


def test_curves_change_each_channel_by_its_own(renderer, draw, noise):
    renderer.picture("curves", read_cube("LUT_1D_SIZE 2\n1 0 0\n0 1 0.5\n"))
    shown = draw(noise, ("lut", {"table": "curves"}))
    np.testing.assert_allclose(shown, noise * [-1, 1, 0.5] + [255, 0, 0], atol=1)


def test_paint_takes_the_grain_and_leaves_edges_where_they_are(draw, shapes):
    shown = draw(shapes, ("painterly", {"brush": 0.6, "relief": 0}))[..., 0]
    assert shown[100:, 60:].std() < 0.4 * shapes[100:, 60:, 0].std()
    # Halfway between the square and what is round it, along a row.
    for row, low, high in ((35, 72, 88), (35, 102, 118)):
        edge = np.abs(shown[row, low:high] - 195).argmin() + low
        assert min(abs(edge - 80), abs(edge - 110)) <= 2


@pytest.mark.parametrize("name", ["painterly", "cartoon"])
def test_lines_that_stand_are_drawn_as_those_that_lie(draw, shapes, name):
    turned = draw(shapes.transpose(1, 0, 2), name).transpose(1, 0, 2)
    assert np.abs(turned - draw(shapes, name)).mean() < 1


def test_broader_brush_paints_less_detail(draw, noise):
    detail = [draw(noise, ("painterly", {"brush": brush})).std() for brush in (0, 0.1, 0.4, 1)]
    assert detail == sorted(detail, reverse=True) and detail[0] > 2 * detail[-1]


def test_cartoon_draws_a_line_round_a_shape_and_none_where_there_is_nothing(draw_large):
    rows, columns = np.mgrid[:LARGE, :LARGE]
    away = np.hypot(columns - 200, rows - 240)
    grain = np.random.default_rng(5).normal(0, 3, away.shape)
    picture = (np.where(away < 90, 60, 170) + grain)[..., None].repeat(3, axis=2).astype(np.uint8)
    shown = draw_large(picture, ("cartoon", {"lines": 0.7, "ink": "#ff0000"}))
    red = (shown[..., 0] - shown[..., 1]) > 100
    angles = np.degrees(np.arctan2(rows - 240, columns - 200))[red & (np.abs(away - 90) < 8)]
    assert len(np.unique(angles // 5)) >= 72, "all the way round"
    assert not red[(away < 78) | (away > 102)].any()


def test_beauty_softens_skin_keeps_its_edges_and_touches_nothing_else(draw):
    random = np.random.default_rng(2)
    picture = np.empty((SIDE, SIDE, 3))
    picture[:, :64] = [205, 150, 125]
    picture[:, 64:] = [60, 110, 170]
    picture = (picture + random.normal(0, 7, (SIDE, SIDE, 1))).clip(0, 255).astype(np.uint8)
    picture[60:66, 20:44] = [70, 40, 35]
    shown = draw(picture, ("beauty", {"smooth": 1, "glow": 0}))
    assert shown[80:, 8:48].std(axis=(0, 1)).max() < 0.5 * picture[80:, 8:48].std(axis=(0, 1)).max()
    # A brow stays as dark against the skin as it was, nearly.
    before, after = (
        each[61:65, 24:40].mean() - each[40:50, 24:40].mean() for each in (picture.astype(int), shown)
    )
    assert after < 0.75 * before < 0
    np.testing.assert_array_equal(shown[:, 84:], picture[:, 84:])
    np.testing.assert_array_equal(draw(picture, ("beauty", {"smooth": 1}), matte=0), picture)


@pytest.mark.parametrize(
    "skin", [(255, 224, 196), (224, 172, 140), (170, 115, 85), (110, 70, 50), (75, 48, 38)]
)
def test_beauty_knows_skin_of_every_colour(draw, skin):
    random = np.random.default_rng(2).normal(0, 5, (SIDE, SIDE, 1))
    picture = (np.array(skin) + random).clip(0, 255).astype(np.uint8)
    shown = draw(picture, ("beauty", {"smooth": 1, "glow": 0}))
    assert shown.std(axis=(0, 1)).mean() < 0.7 * picture.std(axis=(0, 1)).mean()


BOKEH = ("bokeh", {"strength": 1}), ("composite", {"wrap": 0})


def test_bokeh_keeps_the_person_and_nothing_of_them_bleeds_into_the_room(draw):
    picture = np.full((SIDE, SIDE, 3), 120, np.uint8)
    picture[:, 40:88] = [250, 20, 20]
    matte = np.zeros((64, 64), np.uint8)
    matte[:, 20:44] = 255
    shown = draw(picture, *BOKEH, matte=matte)
    np.testing.assert_array_equal(shown[:, 48:80], picture[:, 48:80])
    room = np.hstack([shown[:, :34], shown[:, 94:]])
    assert (np.abs(room - 120) <= 3).all()


def light(strength):
    picture = np.full((LARGE, LARGE, 3), 30, np.uint8)
    picture[238:242, 238:242] = 255
    return picture, ("bokeh", {"strength": strength})


def test_light_becomes_a_disc_that_grows_with_strength_and_still_shines(draw_large):
    areas = []
    for strength in (0.4, 0.7, 1.0):
        picture, link = light(strength)
        shown = draw_large(picture, link, "composite", matte=0)[..., 0]
        disc = shown > 30 + 0.5 * (shown.max() - 30)
        rows, columns = np.nonzero(disc)
        assert abs(np.ptp(rows) - np.ptp(columns)) <= 2, "as wide as high"
        radius = (np.ptp(rows) + 1) / 2
        assert 0.7 < disc.sum() / (np.pi * radius**2) < 1.25, "a disc, not a square or a star"
        assert shown.max() > 75, "33 if it counted as its share only"
        areas.append(disc.sum())
    assert 1.3 * areas[0] < areas[1] < areas[2] / 1.3


def test_room_is_as_it_is_where_the_lens_is_closed(draw, shapes):
    shown = draw(shapes, ("bokeh", {"strength": 0}), "composite", matte=0)
    # Half its size, no less.
    assert np.abs(shown[4:-4, 4:-4] - shapes[4:-4, 4:-4]).mean() < 5


def flag():
    """Red above, blue below; opaque."""
    rgba = np.zeros((32, 64, 4), np.uint8)
    rgba[:16] = [255, 0, 0, 255]
    rgba[16:] = [0, 0, 255, 255]
    return rgba


def test_sticker_lies_where_its_anchor_says(renderer, draw, noise):
    renderer.picture("flag", flag())
    shown = draw(noise, ("sticker", {"picture": "flag", "at": [0.25, 0.5], "anchor": [0, 0], "size": 0.25}))
    assert (np.abs(shown[66:78, 34:94] - [255, 0, 0]) <= 1).all()
    assert (np.abs(shown[82:94, 34:94] - [0, 0, 255]) <= 1).all()
    outside = np.ones((SIDE, SIDE), bool)
    outside[62:98, 30:98] = False
    np.testing.assert_array_equal(shown[outside], noise[outside])


def test_sticker_turns_clockwise_and_is_as_clear_as_asked(renderer, draw, noise):
    renderer.picture("flag", flag())
    params = {"picture": "flag", "size": 0.5, "rotation": np.pi / 2}
    shown = draw(noise, ("sticker", params))
    # What was above is now to the right.
    assert (np.abs(shown[10:110, 70:90] - [255, 0, 0]) <= 1).all()
    assert (np.abs(shown[10:110, 38:58] - [0, 0, 255]) <= 1).all()
    half = draw(noise, ("sticker", params | {"opacity": 0.5}))
    np.testing.assert_allclose(half[10:110, 70:90], noise[10:110, 70:90] / 2 + [127.5, 0, 0], atol=2)


def test_sticker_goes_behind_the_person(renderer, draw, noise):
    renderer.picture("flag", flag())
    matte = np.zeros((64, 64), np.uint8)
    matte[:, 32:] = 255
    shown = draw(noise, ("sticker", {"picture": "flag", "size": 0.5, "behind": 1}), matte=matte)
    np.testing.assert_array_equal(shown[:, 80:], noise[:, 80:])
    assert (np.abs(shown[40:60, 10:48] - [255, 0, 0]) <= 1).all()
