"""The pages for streaming software: the person and nothing else, to be laid over something."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from e2e.toy.clips import HEIGHT, PERSON, RED, WIDTH

pytestmark = pytest.mark.server("?output= is another page")

VIEW = {"viewport": {"width": WIDTH, "height": HEIGHT}}
X0, Y0, X1, _ = PERSON
EDGE = 24


@pytest.fixture(scope="module")
def transparent(share_toy, still_camera):
    return shown(share_toy(still_camera, context=VIEW, output="transparent"))


@pytest.fixture(scope="module")
def green(share_toy, still_camera):
    return shown(share_toy(still_camera, context=VIEW, output="green"))


def shown(stage):
    """The stage once the window shows its canvas: on a busy machine frames later than the worker drew it."""
    stage.wait_ready()
    for _ in range(40):
        if inside(on_screen(stage))[..., :3].max() > 0:
            return stage
        stage.watch(0.25)
    raise AssertionError(f"the window shows no frame\n{stage.report()}")


def on_screen(stage):
    """What streaming software takes: the window's pixels with their alpha, float (H, W, 4)."""
    shot = stage.page.screenshot(omit_background=True)
    with Image.open(io.BytesIO(shot)) as picture:
        return np.asarray(picture.convert("RGBA")).astype(float)


def over(stage, colour):
    """The window with a colour laid under the page, float (H, W, 3)."""
    stage.page.evaluate("colour => void (document.documentElement.style.background = colour)", colour)
    return on_screen(stage)[..., :3]


def inside(picture):
    return picture[Y0 + EDGE :, X0 + EDGE : X1 - EDGE]


def outside(picture):
    return picture[:, X1 + EDGE :]


def test_there_is_nothing_but_the_picture(transparent):
    assert transparent.page.locator("body").inner_text() == ""
    assert transparent.page.locator("body *").count() == 1
    content = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert transparent.page.evaluate(content) == [WIDTH, HEIGHT]


def test_the_person_stands_on_nothing(transparent):
    picture = on_screen(transparent)
    assert inside(picture)[..., 3].min() == 255
    assert np.abs(np.median(inside(picture), axis=(0, 1))[:3] - RED).max() <= 8
    assert outside(picture).max() == 0


def test_edges_over_any_ground_are_the_persons_colour_and_the_grounds(transparent):
    """What is over black and over white gives the alpha; the colour is then the person's own, times it."""
    black, white = over(transparent, "#000"), over(transparent, "#fff")
    violet = over(transparent, "rgb(90, 0, 200)")
    transparent.page.evaluate("() => void document.documentElement.style.removeProperty('background')")
    alpha = 1 - (white - black).mean(axis=2) / 255
    soft = (alpha > 0.1) & (alpha < 0.9)
    assert soft.any()
    ground = black + (1 - alpha[..., None]) * (90, 0, 200)
    assert np.abs(violet - ground).max() <= 4
    # The room behind the edge is grey, and would show in blue and green.
    expected = alpha[soft][:, None] * RED
    assert np.median(np.abs(black[soft] - expected), axis=0).max() <= 12
    assert np.quantile(np.abs(black[soft] - expected)[:, 1:], 0.9) <= 16


def test_green_is_pure_round_the_person_and_in_the_margins(green):
    green.page.set_viewport_size({"width": WIDTH + 300, "height": HEIGHT})
    picture = on_screen(green)
    green.page.set_viewport_size(VIEW["viewport"])
    assert (picture[:, :150] == (0, 255, 0, 255)).all()
    assert (outside(picture[:, 150:]) == (0, 255, 0, 255)).all()
    person = inside(picture[:, 150:])[..., :3]
    # No light of the green falls on the person.
    assert np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 8
    assert np.abs(person - RED).max() <= 24


def test_green_edges_hold_the_person_and_green_and_nothing_of_the_room(green):
    picture = on_screen(green)[..., :3]
    share = np.clip((picture @ np.array([1.0, -1, 0]) + 255) / (255 + RED[0] - RED[1]), 0, 1)
    mixed = share[..., None] * RED + (1 - share[..., None]) * np.array([0, 255, 0])
    assert np.quantile(np.abs(picture - mixed).max(axis=2), 0.999) <= 30


def test_the_picture_keeps_its_shape_and_stands_on_the_lower_edge(transparent):
    transparent.page.set_viewport_size({"width": 480, "height": 600})
    alpha = on_screen(transparent)[..., 3]
    transparent.page.set_viewport_size(VIEW["viewport"])
    rows, columns = np.nonzero(alpha > 128)
    assert rows.max() == 599
    box = [columns.min(), rows.min(), columns.max() + 1]
    wanted = [0.75 * X0, 600 - 0.75 * (HEIGHT - Y0), 0.75 * X1]
    np.testing.assert_allclose(box, wanted, atol=8)


def test_no_scene_can_be_chosen(transparent):
    transparent.page.evaluate("() => { window.oivis.do('next'); window.oivis.scene('snow'); }")
    transparent.wait_frames(transparent.stats()["frames"] + 3)
    assert outside(on_screen(transparent)).max() == 0
    assert [scene["id"] for scene in transparent.page.evaluate("() => window.oivis.scenes")] == [
        "transparent"
    ]


def test_a_snapshot_has_the_alpha_of_the_page(transparent):
    data = transparent.page.evaluate("() => oivisWatch.snapshot()")
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        snapshot = np.asarray(picture)
    assert snapshot.shape == (HEIGHT, WIDTH, 4)
    assert (inside(snapshot)[..., 3].min(), outside(snapshot)[..., 3].max()) == (255, 0)
