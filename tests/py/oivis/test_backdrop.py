"""Backgrounds in CPython: seen through a window that moves, fading into one another."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis._backdrop import FADE_S, Look, fade, share, view
from oivis._gl import Renderer

FILTERS = Path(__file__).parents[3] / "web" / "filters"
PLAIN = """/*{"name": "NAME", "about": "One grey.", "kind": "background", "depth": 0.05}*/
vec4 NAME(sampler2D image, vec2 uv) { return vec4(vec3(LEVEL), 1.0); }
"""


@pytest.fixture
def renderer(tmp_path):
    for path in FILTERS.glob("*.frag"):
        (tmp_path / path.name).write_text(path.read_text())
    for name, level in {"dark": "0.2", "light": "0.8"}.items():
        (tmp_path / f"{name}.frag").write_text(PLAIN.replace("NAME", name).replace("LEVEL", level))
    made = Renderer(64, 48, tmp_path)
    yield made
    made.close()


def levels(renderer, scene, *times):
    renderer.chain([{"filter": scene}, {"filter": "composite"}])
    return [int(renderer.render(time)[24, 32, 0]) for time in times]


def test_a_scene_fades_into_the_next_one(renderer):
    renderer.ingest(np.zeros((48, 64, 3), np.uint8))
    renderer.matte(np.zeros((24, 32), np.uint8))
    assert levels(renderer, "dark", 0.0) == [51]
    seen = levels(renderer, "light", 1000.0, 1000 + 500 * FADE_S, 1000 + 1000 * FADE_S)
    assert seen[0] == 51 and seen[1] == pytest.approx((51 + 204) / 2, abs=2) and seen[2] == 204


def test_a_fade_begins_and_ends_gently():
    assert fade(0) == 0 and fade(FADE_S) == 1 and fade(-1) == 1
    assert fade(FADE_S / 10) < 0.1 < 0.9 < fade(FADE_S * 0.9)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 0.1))
def test_whatever_the_viewer_does_nothing_beside_the_background_is_seen(x, y, depth):
    left, top, width, height = view(depth, (x, y))
    assert left >= 0 and top >= 0 and left + width <= 1 + 1e-9 and top + height <= 1 + 1e-9


def test_what_was_not_seen_for_a_second_is_taken_at_once():
    assert share(1.0, None, 0.5) == share(5.0, 1.0, 0.5) == share(1.0, 2.0, 0.5) == 1.0
    assert 0 < share(1.03, 1.0, 0.5) < 0.1


def test_the_viewer_is_followed_to_the_side_they_lean_to():
    look = Look()
    matte = np.zeros((64, 64), np.uint8)
    matte[32:, 40:60] = 255
    look.see(matte)
    for time in range(10):
        look.step(float(time))
    leaning = look.at[0]
    assert leaning > 0.3
    look.see(np.zeros((64, 64), np.uint8))
    look.step(9.1)
    assert 0 < look.at[0] < leaning
