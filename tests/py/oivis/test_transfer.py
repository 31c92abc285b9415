"""Colour transfer: the person is brought into the light of the scene, and stays who they are."""

from pathlib import Path

import numpy as np
import pytest
from oivis._gl import Renderer

FILTERS = Path(__file__).parents[3] / "web" / "filters"
SKIN, CLOTH = (224, 172, 140), (70, 110, 150)
PLAIN = """/*{"name": "NAME", "about": "Nearly one colour.", "kind": "background"}*/
vec4 NAME(sampler2D image, vec2 uv) { return vec4(vec3(COLOUR) * (0.9 + 0.2 * fract(uv.x * 8.0)), 1.0); }
"""


@pytest.fixture
def renderer(tmp_path):
    for path in FILTERS.glob("*.frag"):
        (tmp_path / path.name).write_text(path.read_text())
    for name, colour in {
        "dark": "0.05, 0.05, 0.07",
        "warm": "0.9, 0.5, 0.2",
        "cold": "0.2, 0.45, 0.85",
    }.items():
        (tmp_path / f"{name}.frag").write_text(PLAIN.replace("NAME", name).replace("COLOUR", colour))
    made = Renderer(64, 48, tmp_path)
    yield made
    made.close()


def a_person():
    """All of the frame is a person: skin above, cloth below, neither quite even."""
    frame = np.zeros((48, 64, 3), float)
    frame[:24], frame[24:] = SKIN, CLOTH
    frame *= np.linspace(0.8, 1.1, 64)[None, :, None]
    return frame.astype(np.uint8)


def drawn(renderer, scene, times=(0.0, 5000.0, 10000.0), **params):
    """Pictures at these times; a scene has faded in, and its light is learnt, after some seconds."""
    renderer.ingest(a_person())
    renderer.matte(np.full((24, 32), 255, np.uint8))
    renderer.chain([{"filter": scene}, {"filter": "transfer", "params": params}, {"filter": "composite"}])
    return [renderer.render(time).astype(float) for time in times]


def warmth(picture):
    return picture[..., 0].mean() - picture[..., 2].mean()


def hue(colour):
    return colour / colour.sum()


def test_no_strength_changes_nothing(renderer):
    *_, picture = drawn(renderer, "warm", strength=0.0, skin=0.0)
    assert np.abs(picture - a_person()).max() <= 3


def test_the_person_takes_the_brightness_of_the_scene(renderer):
    dark, warm = (drawn(renderer, scene, strength=0.5)[-1].mean() for scene in ("dark", "warm"))
    assert dark < 0.8 * a_person().mean() and dark < warm


def test_the_person_takes_the_colour_of_the_scene_the_more_the_stronger_it_is(renderer):
    plain = a_person()[24:]
    warm = [warmth(drawn(renderer, "warm", strength=strength)[-1][24:]) for strength in (0.2, 0.6)]
    cold = [warmth(drawn(renderer, "cold", strength=strength)[-1][24:]) for strength in (0.2, 0.6)]
    assert cold[1] < cold[0] < warmth(plain) < warm[0] < warm[1]


def test_skin_keeps_its_hue_where_it_is_asked_to(renderer):
    apart = [
        np.abs(
            hue(drawn(renderer, "cold", strength=0.8, skin=skin)[-1][:20].mean(axis=(0, 1)))
            - hue(np.array(SKIN))
        )
        for skin in (0.0, 1.0)
    ]
    assert apart[1].max() < 0.35 * apart[0].max()


def test_nobody_becomes_a_shadow_or_a_lamp(renderer):
    *_, dark = drawn(renderer, "dark", strength=1.0)
    assert dark.mean() > 0.35 * a_person().mean()


def test_another_light_comes_little_by_little(renderer):
    *_, first = drawn(renderer, "warm", strength=0.6)
    later = [
        warmth(picture) for picture in drawn(renderer, "cold", (10100.0, 10400.0, 11000.0), strength=0.6)
    ]
    assert warmth(first) >= later[0] > later[1] > later[2]


def test_an_empty_room_keeps_the_light_that_was_learnt(renderer):
    *_, before = drawn(renderer, "warm", strength=0.6)
    renderer.matte(np.zeros((24, 32), np.uint8))
    renderer.render(10500.0)
    assert np.isfinite(before).all()
    (after,) = drawn(renderer, "warm", (10500.0,), strength=0.6)
    assert np.abs(after - before).mean() < 3
