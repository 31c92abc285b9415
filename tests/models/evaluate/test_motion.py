"""Flicker and lag of drawn mattes whose right number is known."""

import numpy as np
import pytest

from models.evaluate.motion import SETTLED, Flicker, Settled, lag, still


def discs(places, height=60, width=160, radius=20.0):
    """A soft disc whose centre goes along a row: float32 [T, height, width]."""
    y, x = np.mgrid[:height, :width]
    far = np.hypot(x - np.asarray(places)[:, None, None], y - height / 2)
    return (radius + 0.5 - far).clip(0, 1).astype(np.float32)


def to_and_fro(frames=90, late=0.0):
    return 80 + 45 * np.sin((np.arange(frames) - late) * 2 * np.pi / 45)


def noisy(random, shape=(60, 80), deviation=2.0):
    return (100 + random.normal(0, deviation, shape)).astype(np.float32)


def test_flicker_is_the_mean_change_where_the_picture_stood_still():
    flicker = Flicker()
    matte = np.zeros((4, 4))
    calm = np.ones((4, 4), bool)
    calm[0] = False
    flicker.add(matte, None)
    changed = matte.copy()
    changed[0] = 1  # the picture changed there
    changed[1, 0] = 0.6
    flicker.add(changed, calm)
    assert flicker.value == pytest.approx(0.6 / 12)
    flicker.add(changed, calm)
    assert flicker.value == pytest.approx(0.6 / 24)


def test_flicker_of_a_picture_that_never_stands_still_is_not_said():
    flicker = Flicker()
    flicker.add(np.zeros((4, 4)), None)
    flicker.add(np.ones((4, 4)), np.zeros((4, 4), bool))
    assert flicker.value is None


@pytest.mark.parametrize("deviation", [0.0, 0.5, 2.0, 6.0])
def test_noise_is_no_change(deviation):
    random = np.random.default_rng(1)
    pair = noisy(random, deviation=deviation), noisy(random, deviation=deviation)
    assert still(*pair).mean() > 0.99


def test_what_moves_is_a_change_and_so_is_what_lies_beside_it():
    random = np.random.default_rng(2)
    before, now = noisy(random), noisy(random)
    before[20:40, 20:30] += 60
    now[20:40, 24:34] += 60
    calm = still(now, before)
    assert not calm[20:40, 20:34].any()
    assert calm[:, 50:].all()


def test_a_place_has_settled_when_it_stood_still_for_a_while():
    random = np.random.default_rng(4)
    settle = Settled()
    assert settle(noisy(random))[0] is None
    for _ in range(SETTLED - 1):
        settled, _ = settle(noisy(random))
        assert not settled.any()
    settled, moved = settle(noisy(random))
    assert settled.mean() > 0.9 and moved.mean() < 0.02
    now = noisy(random)
    now[:, :20] += 50
    settled, moved = settle(now)
    assert moved[:, :20].all() and not settled[:, :20].any() and settled[:, 40:].mean() > 0.9


def test_the_truth_is_in_time():
    truths = discs(to_and_fro())
    assert abs(lag(truths, truths)) < 0.01


@pytest.mark.parametrize("late", [1, 3, 6])
def test_the_truth_of_before_is_as_late_as_it_is_old(late):
    truths = discs(to_and_fro())
    assert lag(discs(to_and_fro(late=late)), truths) == pytest.approx(late, abs=0.05)


def test_half_a_frame_is_told():
    assert lag(discs(to_and_fro(late=0.5)), discs(to_and_fro())) == pytest.approx(0.5, abs=0.1)


def test_a_mean_that_keeps_three_quarters_is_three_frames_late():
    truths = discs(to_and_fro())
    held = [truths[0]]
    for truth in truths[1:]:
        held.append(0.75 * held[-1] + 0.25 * truth)
    # A little less: what is older than twelve frames is not looked for.
    assert lag(np.array(held), truths) == pytest.approx(3, abs=0.25)


def test_a_soft_and_noisy_matte_is_not_late_for_that():
    from scipy.ndimage import gaussian_filter

    truths = discs(to_and_fro())
    random = np.random.default_rng(3)
    soft = gaussian_filter(truths, (0, 3, 3)) + random.normal(0, 0.1, truths.shape)
    assert abs(lag(soft.clip(0, 1), truths)) < 0.25


def test_where_nothing_moves_there_is_no_lag():
    truths = discs(np.full(40, 80.0))
    assert lag(truths, truths) is None
    assert lag(truths[:5], truths[:5]) is None
    moving = discs(to_and_fro())
    assert lag(moving, moving, np.zeros(moving.shape, bool)) is None
