import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.smooth import OneEuro

SIZE = 100.0


def run(values: np.ndarray, fps: float = 30) -> np.ndarray:
    smooth = OneEuro()
    return np.array([smooth(value, SIZE, 1000 * at / fps) for at, value in enumerate(values)])


def test_a_still_hand_shakes_less():
    shaking = 200 + np.random.default_rng(3).normal(0, 1, (90, 21, 3)).astype(np.float32)
    assert run(shaking)[10:].std() < 0.6 * shaking[10:].std()


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_a_slide_lags_less_than_a_twentieth_of_a_second(fps):
    speed = 4 * SIZE
    places = (np.arange(fps) / fps * speed)[:, None].astype(np.float32)
    lag_s = (places[-1] - run(places, fps)[-1]) / speed
    assert 0 <= lag_s < 0.05


def test_after_a_gap_and_when_time_runs_backwards_it_starts_anew():
    smooth = OneEuro()
    smooth(np.zeros(3, np.float32), SIZE, 1000)
    far = np.full(3, 500, np.float32)
    assert (smooth(far, SIZE, 2000) == far).all()
    assert (smooth(-far, SIZE, 100) == -far).all()


def test_the_same_frame_twice_changes_nothing():
    smooth = OneEuro()
    smooth(np.zeros(3, np.float32), SIZE, 0)
    first = smooth(np.ones(3, np.float32), SIZE, 33)
    assert (smooth(np.full(3, 9, np.float32), SIZE, 33) == first).all()


@given(
    st.lists(st.tuples(st.floats(-1e4, 1e4, width=32), st.floats(0.1, 399)), min_size=1, max_size=50),
    st.floats(1, 1000),
)
def test_it_never_leaves_the_range_of_what_it_was_given(steps, size):
    smooth, now = OneEuro(), 0.0
    values = [value for value, _ in steps]
    for value, elapsed in steps:
        now += elapsed
        got = smooth(np.array([value], np.float32), size, now)
        assert min(values) - 0.01 <= got[0] <= max(values) + 0.01
