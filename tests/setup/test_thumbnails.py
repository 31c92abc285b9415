"""Thumbnails: each resembles its scene as it is drawn now, and no other."""

import numpy as np
import pytest
from oivis.scenes import FOLDER, SCENES
from PIL import Image

from setup.thumbnails import HEIGHT, WIDTH, draw_all

# Those who look at the picker have not yet seen a scene: together they may cost this much.
MOST_BYTES = 80_000


def coarse(picture: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize((WIDTH // 7, HEIGHT // 7), Image.Resampling.BOX), float)


@pytest.fixture(scope="module")
def drawn():
    return {name: coarse(picture) for name, picture in draw_all().items()}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_thumbnail_resembles_its_scene(drawn, scene):
    kept = Image.open(FOLDER / scene.id / f"{scene.id}.webp").convert("RGB")
    assert kept.size == (WIDTH, HEIGHT)
    apart = {name: np.abs(coarse(np.asarray(kept)) - other).mean() for name, other in drawn.items()}
    assert min(apart, key=lambda name: apart[name]) == scene.id
    assert apart[scene.id] < 3, "the scene has changed: python -m setup.thumbnails"


def test_thumbnails_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*/*.webp")) < MOST_BYTES
