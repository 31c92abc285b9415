"""The filters in CPython."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer
from oivis.errors import OivisError
from oivis.refine import refine
from oivis.scenes import SCENES
from scipy.ndimage import gaussian_filter

FILTERS = Path(__file__).parents[3] / "web" / "filters"

RED = """/*{"name": "red", "about": "Plain red.", "kind": "background"}*/
vec4 red(sampler2D image, vec2 uv) { return vec4(1.0, 0.0, 0.0, 1.0); }
"""
SWAP = """/*{"name": "swap", "about": "Red and blue change places.", "kind": "point"}*/
vec4 swap(vec4 color, vec2 uv) { return color.bgra; }
"""
SAME = """/*{"name": "same", "about": "Nothing, in a pass of its own.", "kind": "area"}*/
vec4 same(sampler2D image, vec2 uv) { return texture(image, uv); }
"""
TINT = """/*{"name": "tint", "about": "A colour, moved.", "kind": "point", "params": {
  "by": {"type": "vector", "default": [0.0, 0.25, 0.5], "min": 0.0, "max": 1.0, "about": "added"},
  "colour": {"type": "colour", "default": "#ff0000", "about": "what it begins with"}}}*/
vec4 tint(vec4 color, vec2 uv) { return vec4(tint_colour + tint_by, color.a); }
"""
STAMP = """/*{"name": "stamp", "about": "A picture in place of the picture.", "kind": "point", "params": {
  "left": {"type": "picture", "default": "", "about": "one"},
  "right": {"type": "table", "default": "", "about": "another"}}}*/
vec4 stamp(vec4 color, vec2 uv) {
  vec4 left = textureLod(stamp_left, uv, 0.0);
  return vec4(uv.x < 0.5 ? left.rgb : textureLod(stamp_right, uv, 0.0).rgb, color.a);
}
"""
PART = """/*{"name": "part", "about": "For others to call.", "kind": "functions"}*/
vec3 part_less(vec3 rgb) { return rgb * 0.5; }
"""
MEMORY = """/*{"name": "memory", "about": "What it kept, what it was given.", "kind": "area",
  "uses": ["part"], "keep": 0, "passes": [{"scale": 0.5}, {"scale": 0.25}, {"scale": 1.0}]}*/
vec4 memory(sampler2D image, vec2 uv) {
  if (u_pass == 0) return vec4(1.0, 0.0, 0.0, 1.0);
  if (u_pass == 1) return vec4(0.0, 1.0, 0.0, 1.0);
  vec3 seen = uv.y < 0.5 ? texture(u_kept, uv).rgb : texture(u_picture, uv).rgb;
  return vec4(part_less(seen) + 0.25 * texture(image, uv).rgb, 1.0);
}
"""
BROKEN = """/*{"name": "broken", "about": "Has a mistake.", "kind": "point"}*/
vec4 broken(vec4 color, vec2 uv) {
  return colour;
}
"""


@pytest.fixture
def picture():
    return np.random.default_rng(3).integers(0, 256, (48, 64, 3)).astype(np.uint8)


@pytest.fixture
def renderer(tmp_path):
    toys = {"red": RED, "swap": SWAP, "same": SAME, "tint": TINT, "stamp": STAMP, "part": PART}
    toys |= {"memory": MEMORY, "broken": BROKEN}
    for name, text in {**{path.stem: path.read_text() for path in FILTERS.glob("*.frag")}, **toys}.items():
        (tmp_path / f"{name}.frag").write_text(text)
    made = Renderer(64, 48, tmp_path)
    yield made
    made.close()


def drawn(renderer, picture, matte, *names):
    renderer.ingest(picture)
    renderer.matte(np.full((24, 32), matte, np.uint8))
    renderer.chain([{"filter": name} for name in names])
    return renderer.render(0)


def test_person_is_kept_and_the_room_replaced(renderer, picture):
    np.testing.assert_array_equal(drawn(renderer, picture, 255, "red", "composite"), picture)
    renderer.forget()
    assert (drawn(renderer, picture, 0, "red", "composite") == [255, 0, 0]).all()


def test_filters_in_one_pass_draw_as_in_several(renderer, picture):
    for names in (("swap",), ("swap", "same"), ("same", "swap"), ("swap", "same", "same", "swap", "swap")):
        np.testing.assert_array_equal(drawn(renderer, picture, 255, *names), picture[..., ::-1])


def test_vectors_and_colours_reach_their_filter_and_pictures_are_seen_by_name(renderer, picture):
    assert (np.abs(drawn(renderer, picture, 255, "tint").astype(int) - [255, 64, 128]) <= 1).all()
    rgba = np.dstack([255 - picture, np.full((48, 64), 255, np.uint8)])
    renderer.picture("one", rgba)
    renderer.chain([{"filter": "stamp", "params": {"left": "one"}}])
    np.testing.assert_array_equal(renderer.render(0)[:, :32], rgba[:, :32, :3])


def test_a_filter_sees_what_it_was_given_and_the_pass_it_keeps(renderer, picture):
    for _ in range(2):
        shown = drawn(renderer, picture, 255, "memory").astype(int)
        assert (np.abs(shown[:24] - [128, 64, 0]) <= 1).all()
        np.testing.assert_allclose(shown[24:], np.minimum(picture[24:] / 2 + [0, 64, 0], 255), atol=1)


def test_refined_matte_is_that_of_numpy(renderer, picture):
    rows, columns = np.mgrid[:24, :32]
    matte = ((columns - 15) ** 2 + (rows - 12) ** 2 < 60).astype(np.float32)
    # As smooth as pictures are.
    picture = (
        ((gaussian_filter(picture.astype(float), (2, 2, 0)) - 128) * 4 + 128).clip(0, 255).astype(np.uint8)
    )
    renderer.ingest(picture)
    renderer.matte((matte * 255).astype(np.uint8))
    difference = np.abs(renderer.refined() - refine(matte, picture) * 255)
    # Mesa interpolates the frame in eight bits: a coefficient may be rounded the other way, by 1/32.
    assert np.quantile(difference, 0.95) <= 3 and difference.max() < 16


def test_at_an_edge_noise_is_averaged_and_who_moves_half_a_pixel_is_not_late(renderer):
    random = np.random.default_rng(2)

    def alpha(edge, frames, noise):
        """The last alpha of so many frames of a person from there on to the right."""
        person = (np.arange(64) + 0.5 - edge).clip(0, 1)
        for _ in range(frames):
            frame = 80 + 90 * person[None, :, None] + random.normal(0, noise, (48, 64, 3))
            renderer.ingest(np.rint(frame.clip(0, 255)).astype(np.uint8))
            renderer.matte(np.tile((person[::2] * 255).astype(np.uint8), (24, 1)))
        return renderer.refined().astype(int)

    first = alpha(32, 20, 2)
    wobble = np.abs(alpha(32, 1, 2) - first).mean()
    renderer.forget()
    alone = alpha(32, 1, 2)
    renderer.forget()
    assert wobble < 0.4 * np.abs(alpha(32, 1, 2) - alone).mean()

    renderer.forget()
    there = alpha(31.5, 1, 0)
    renderer.forget()
    before = alpha(32, 20, 0)
    late = np.abs(alpha(31.5, 1, 0) - there).mean()
    assert late < 0.4 * np.abs(before - there).mean()


# The matte as it is, and too wide by three pixels: what it counts in besides is the room.
@pytest.mark.parametrize(("wide", "share"), [(0, 0.25), (3, 0.35)])
def test_a_soft_edge_keeps_little_of_the_rooms_colour(tmp_path, wide, share):
    for path in FILTERS.glob("*.frag"):
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / "red.frag").write_text(RED)
    rows, columns = np.mgrid[:240, :320]
    away = np.hypot(columns - 160, rows - 120)
    alpha, seen = (gaussian_filter((away < 70 + by).astype(float), 3) for by in (0, wide))
    blue, green = np.array([0, 0, 200.0]), np.array([0, 200.0, 0])
    renderer = Renderer(320, 240, tmp_path)
    renderer.ingest((alpha[..., None] * blue + (1 - alpha[..., None]) * green).astype(np.uint8))
    renderer.matte((seen.reshape(120, 2, 160, 2).mean(axis=(1, 3)) * 255).astype(np.uint8))
    left = []
    for clean in (0.0, 1.0):
        renderer.chain([{"filter": "red"}, {"filter": "composite", "params": {"clean": clean, "wrap": 0.0}}])
        left.append(renderer.render(0)[..., 1].astype(float))
    is_edge = (renderer.refined() > 0) & (renderer.refined() < 255)
    renderer.close()
    assert left[0][is_edge].mean() > 30
    assert left[1][is_edge].mean() < share * left[0][is_edge].mean()


def test_two_renderers_at_a_time_do_not_disturb_each_other(renderer, picture, tmp_path):
    other = Renderer(64, 48, tmp_path)
    drawn(renderer, picture, 255, "swap")
    np.testing.assert_array_equal(drawn(other, 255 - picture, 255), 255 - picture)
    np.testing.assert_array_equal(renderer.render(0), picture[..., ::-1])
    other.close()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_scene_replaces_the_room_and_repeats_itself_for_the_same_time(renderer, picture, scene):
    renderer.ingest(picture)
    renderer.matte(np.zeros((24, 32), np.uint8))
    renderer.chain(scene.chain)
    first = renderer.render(1000)
    assert np.abs(first.astype(int) - picture).mean() > 20
    renderer.chain(scene.chain)
    np.testing.assert_array_equal(renderer.render(1000), first)


def test_frame_of_another_size_is_refused_with_the_right_one(renderer):
    with pytest.raises(ValueError, match=r"not uint8 \(48, 64, 3\)"):
        renderer.ingest(np.zeros((10, 10, 3), np.uint8))


def test_frame_without_a_matte_is_not_drawn(renderer, picture):
    renderer.ingest(picture)
    with pytest.raises(ValueError, match="call matte"):
        renderer.render(0)


def test_broken_filter_is_named(renderer, picture):
    with pytest.raises(OivisError, match="broken") as caught:
        drawn(renderer, picture, 255, "broken")
    assert caught.value.code == "shader-compile"


def test_missing_driver_names_the_packages(tmp_path):
    made = subprocess.run(
        [sys.executable, "-c", "import sys; from pathlib import Path; from oivis._gl import Renderer\n"
         "Renderer(8, 8, Path(sys.argv[1]))", str(FILTERS)],
        env={**os.environ, "__EGL_VENDOR_LIBRARY_DIRS": str(tmp_path)},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert made.returncode != 0
    assert "libegl1" in made.stderr and "libgl1-mesa-dri" in made.stderr
