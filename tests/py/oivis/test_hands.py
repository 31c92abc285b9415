from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from oivis.hands import DEPTH, box_round, check_picture, is_same, next_region, owner, read_hand
from oivis.types import Region


def outputs(landmarks: np.ndarray, presence: float = 0.9, right: float = 0.8) -> list[np.ndarray]:
    world = np.zeros((1, 21, 3), np.float32)
    world[..., 1] = -0.1
    return [
        landmarks.reshape(1, 21, 3).astype(np.float32),
        np.array([[presence]], np.float32),
        np.array([[right]], np.float32),
        world,
    ]


CORNERS = np.zeros((21, 3))
CORNERS[1] = [224, 0, 0]
CORNERS[2] = [224, 224, 22.4]


def test_corners_of_the_crop_are_corners_of_the_region():
    glance = read_hand(outputs(CORNERS), Region(100, 80, 40, 40))
    assert glance.landmarks[:3, :2].tolist() == [
        pytest.approx([80, 60]),
        pytest.approx([120, 60]),
        pytest.approx([120, 100]),
    ]
    assert glance.landmarks[2, 2] == pytest.approx(0.1 * 40 / DEPTH)
    assert (glance.presence, glance.right) == pytest.approx((0.9, 0.8))


def test_a_region_turned_clockwise_turns_landmarks_and_world_clockwise():
    glance = read_hand(outputs(CORNERS), Region(100, 80, 40, 40, pi / 2))
    # The crop's top left corner is the region's, which a quarter turn clockwise brings to the top right.
    assert glance.landmarks[0, :2].tolist() == pytest.approx([120, 60])
    assert glance.landmarks[1, :2].tolist() == pytest.approx([120, 100])
    # Up in the crop is right in the frame.
    assert glance.world[0].tolist() == pytest.approx([0.1, 0, 0], abs=1e-6)


@pytest.mark.parametrize("presence", [0.49, -1, float("nan")])
def test_a_region_without_presence_holds_no_hand(presence):
    assert read_hand(outputs(CORNERS, presence), Region(100, 80, 40, 40)) is None


@pytest.mark.filterwarnings("ignore:.*encountered in:RuntimeWarning")
@given(arrays(np.float32, (1, 21, 3), elements=st.floats(width=32)), st.floats(width=32), st.floats(-4, 4))
def test_whatever_the_network_says_a_hand_is_finite(landmarks, presence, rotation):
    glance = read_hand(outputs(landmarks, presence), Region(10, 10, 5, 5, rotation))
    assert glance is None or np.isfinite(glance.landmarks).all()


@given(st.floats(-pi, pi), st.floats(20, 400))
def test_the_next_region_turns_and_grows_with_the_hand(angle, size):
    upright = np.zeros((21, 3), np.float32)
    upright[:, 1] = -np.linspace(0, 1, 21) * size
    upright[:, 0] = np.tile([-0.2, 0, 0.2], 7) * size
    c, s = np.cos(angle), np.sin(angle)
    turned = upright.copy()
    turned[:, :2] = upright[:, :2] @ np.array([[c, s], [-s, c]], np.float32) + 500
    before, after = next_region(upright), next_region(turned)
    assert after.width == pytest.approx(before.width, rel=1e-3)
    assert np.cos(after.rotation - before.rotation - angle) == pytest.approx(1, abs=1e-4)
    x, y = before.cx * c - before.cy * s + 500, before.cx * s + before.cy * c + 500
    assert (after.cx, after.cy) == pytest.approx((x, y), abs=size * 1e-3)


def test_the_owner_of_a_hand_is_the_other_one_in_a_mirror():
    assert owner(0.9, mirrored=False) == "right" and owner(0.1, mirrored=False) == "left"
    assert owner(0.9, mirrored=True) == "left" and owner(0.1, mirrored=True) == "right"


def test_boxes_that_share_most_of_the_smaller_one_are_of_one_hand():
    box = np.array([0, 0, 10, 10], np.float32)
    assert is_same(box, np.array([2, 2, 8, 8], np.float32))
    assert not is_same(box, np.array([6, 0, 16, 10], np.float32))
    assert not is_same(box, np.array([20, 20, 30, 30], np.float32))


def test_the_box_of_a_hand_is_round_its_landmarks():
    assert box_round(CORNERS.astype(np.float32)).tolist() == [0, 0, 224, 224]


@pytest.mark.parametrize(
    "picture", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused_with_what_it_is(picture):
    with pytest.raises(ValueError, match="uint8 \\[H, W, 3\\] RGB, this is"):
        check_picture(picture)
