"""Training pictures: hands come off plain grounds, boxes follow them, a number gives one picture."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.detector.boxes import round_points
from models.detector.cut import cut, key, placed
from models.detector.frame import Placed
from models.detector.listing import UNKNOWN, Entry, Labelled
from models.detector.scene import CLASSES, Store, _chosen, finish, plain, scene

SKIN, GREEN, WALL = (205, 150, 120), (30, 160, 60), (190, 190, 195)
# A hand that reaches in from the right; its landmarks lie in it.
HAND = (90, 60, 220, 140)
POINTS = tuple((100.0 + 5 * (at % 7), 70.0 + 25 * (at // 7)) for at in range(21))


def entry(file, hands=()):
    return Entry(file, "0" * 64, "drawn", "drawn", file, False, tuple(hands))


def drawn(ground, width=300, height=200):
    picture = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle(HAND, 25, fill=SKIN)
    pen.rectangle((200, 80, width, 120), fill=SKIN)
    grain = np.random.default_rng(0).normal(0, 3, (height, width, 3))
    return np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)


def palm(by="borrowed"):
    box = tuple(round_points(np.array(POINTS)).tolist())
    return Labelled(box, "palm", by, "source", POINTS)


@pytest.fixture
def store(tmp_path):
    """A folder with a hand before a green screen, one without landmarks, and a room."""
    files = {"hands/rps_cv/a.png": drawn(GREEN), "hands/dwiv/b.png": drawn(WALL)}
    room = np.random.default_rng(1).integers(0, 255, (30, 40, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    for name, pixels in {**files, "backgrounds/room/c.png": room}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / name)
    boxed = Labelled((90.0, 60.0, 220.0, 140.0), UNKNOWN, "source", "borrowed")
    entries = [
        entry("hands/rps_cv/a.png", [palm()]),
        entry("hands/dwiv/b.png", [boxed]),
        entry("backgrounds/room/c.png"),
    ]
    return Store(tmp_path, entries)


@pytest.mark.parametrize("ground", [GREEN, WALL])
def test_a_hand_comes_off_a_plain_ground(ground):
    alpha = key(drawn(ground))
    assert alpha[100, 150] > 0.95 and alpha[100, 280] > 0.95
    assert alpha[20, 20] < 0.05 and alpha[180, 250] < 0.05


def test_a_ground_without_a_hand_gives_no_hand():
    ground = np.full((200, 300, 3), GREEN, np.uint8)
    assert key(ground).max() == 0
    assert cut(entry("hands/rps_cv/a.png", [palm()]), ground) is None


def test_a_hand_whose_landmarks_lie_elsewhere_is_not_taken():
    moved = tuple((x - 80, y) for x, y in POINTS)
    hand = Labelled((0.0, 0.0, 9.0, 9.0), "palm", "borrowed", "source", moved)
    assert cut(entry("hands/rps_cv/a.png", [hand]), drawn(GREEN)) is None


def test_a_cut_hand_points_up_and_its_landmarks_stay_in_it():
    taken = cut(entry("hands/rps_cv/a.png", [palm()]), drawn(GREEN))
    assert taken.rgba.shape == (300, 200, 4)
    columns, rows = np.round(taken.points).astype(int).T
    assert (taken.rgba[rows, columns, 3] > 0.9).all()
    # The arm came in from the right: now it leaves below.
    assert taken.rgba[-1, :, 3].max() > 0.9 and taken.rgba[0, :, 3].max() < 0.1


def test_no_green_is_left_on_a_hand():
    taken = cut(entry("hands/rps_cv/a.png", [palm()]), drawn(GREEN))
    red, green, blue, alpha = np.moveaxis(taken.rgba, 2, 0)
    assert (green <= np.maximum(red, blue) + 1e-6)[alpha > 0].all()


def test_landmarks_are_drawn_where_the_hand_is():
    taken = cut(entry("hands/rps_cv/a.png", [palm()]), drawn(GREEN))
    matrix = np.array([[0.2, -0.1, 40], [0.1, 0.2, 10.0]])
    rgba, points = placed(taken, matrix, 128)
    columns, rows = np.round(points).astype(int).T
    assert (rgba[rows, columns, 3] > 0.8).all() and 0.01 < rgba[..., 3].mean() < 0.5


def test_the_same_number_gives_the_same_picture(store):
    one, same, other = (scene(store, 64, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one.pixels.tobytes() == same.pixels.tobytes() and one.boxes.tobytes() == same.boxes.tobytes()
    assert one.pixels.tobytes() != other.pixels.tobytes()


def test_boxes_are_within_the_picture_and_lie_on_skin(store):
    seen = 0
    for seed in range(60):
        made = scene(store, 64, np.random.default_rng(seed))
        assert made.pixels.shape == (64, 64, 3) and made.pixels.dtype == np.uint8
        assert (made.boxes >= 0).all() and (made.boxes <= 64).all()
        assert ((made.boxes[:, 2:] - made.boxes[:, :2]) > 1).all()
        assert set(made.classes.tolist()) <= {CLASSES.index("palm"), -1}
        seen += len(made.boxes)
    assert seen > 40


def test_a_letterboxed_picture_has_its_hand_where_the_stage_sees_it():
    made = plain(drawn(WALL), [palm("source")], 150)
    # 300x200 in a square of 150: half as large, 25 pixels down.
    wanted = np.array(palm().box) / 2 + [0, 25, 0, 25]
    np.testing.assert_allclose(made.boxes, [wanted], atol=0.01)
    assert made.pixels[:24].max() == 0 and made.pixels[75, 75].tolist() == pytest.approx(SKIN, abs=12)


def test_a_mirrored_picture_has_mirrored_boxes():
    pixels = np.zeros((10, 10, 3), np.uint8)
    pixels[:, :3] = 255
    points = np.tile([1.0, 4.0], (21, 1))
    made = finish(pixels, [Placed(np.array([0, 0, 3, 10.0]), "fist", points)], 10, True)
    assert made.boxes.tolist() == [[7, 0, 10, 10]] and made.pixels[0, -1].min() == 255
    assert made.points[0, 0].tolist() == [9, 4]


@pytest.mark.parametrize("box", [[-4, 0, 2, 5], [3, 3, 3.2, 3.2]])
def test_what_is_hardly_seen_is_not_asked_for(box):
    hidden = Placed(np.array(box, float), "fist", None)
    assert len(finish(np.zeros((10, 10, 3), np.uint8), [hidden], 10, False).boxes) == 0


def test_rare_gestures_are_drawn_more_often_than_they_are_there(store):
    many = [entry(f"hands/hagrid/{at}.png", [palm()]) for at in range(99)]
    rare = entry("hands/hagrid/rare.png", [replace(palm(), gesture="thumb-up")])
    mixed, random = Store(store.root, [*many, rare]), np.random.default_rng(0)
    drawn = [_chosen(mixed, random)[1].gesture for _ in range(400)]
    assert 0.2 < drawn.count("thumb-up") / 400 < 0.5
