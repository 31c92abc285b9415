"""Which network looks at hands, with made-up costs: a device that looks at one hand on each of its frames."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oivis.governor import LEVELS, Governor
from oivis.landmarks import AGAIN_MS, FINE, PATIENCE_MS, QUICK, TIMES, Landmarks
from oivis.types import Region

REGION = Region(0, 0, 1, 1, 0)


def finish(look) -> list:
    """The outputs of a look that waits for nothing; an event loop for each would take minutes."""
    with pytest.raises(StopIteration) as done:
        look.send(None)
    return done.value.value


class Device:
    """Costs `rest_ms` a frame and `look_ms` for each quick look; a fine one costs so many times that."""

    def __init__(
        self, rest_ms: float, look_ms: float, *, times: float = TIMES, hands: int = 1, wish: str = ""
    ):
        self.rest_ms, self.look_ms, self.times, self.hands = rest_ms, look_ms, times, hands
        self.models = {QUICK: SimpleNamespace(), FINE: SimpleNamespace()}
        self.opened: list[str] = []
        self.ready = {QUICK}
        self.broken = ""
        self.asked: list[str] = []
        self.now_ms = self.shown_ms = 0.0
        self.governor = Governor()
        self.landmarks = Landmarks(self, lambda: self.now_ms / 1000, wish)

    def has(self, name: str) -> bool:
        return name in self.ready

    def open(self, name: str) -> None:
        self.opened.append(name)

    async def look(self, name: str, region: Region) -> list:
        self.asked.append(name)
        if name == self.broken:
            raise RuntimeError("the driver is gone")
        self.now_ms += self.look_ms * (self.times if name == FINE else 1)
        return [name]

    def run(self, seconds: float) -> list[str]:
        """Show frames, 30 a second at most; the network of each."""
        names, end_ms = [], self.now_ms + seconds * 1000
        while self.now_ms < end_ms:
            began_ms = self.now_ms
            self.now_ms += self.rest_ms
            for _ in range(min(self.hands, self.governor.now.runs)):
                finish(self.landmarks.look(QUICK, REGION))
            names.append(self.landmarks.name)
            cost_ms = self.now_ms - began_ms
            self.now_ms = max(self.now_ms, began_ms + 1000 / 30)
            if window := self.governor.frame(self.now_ms, cost_ms):
                self.landmarks.window(*window, self.governor.level)
        return names


def opened(device: Device) -> Device:
    """What a page does when it is asked: open it."""
    device.run(PATIENCE_MS / 1000 + 1)
    assert device.opened == [FINE]
    device.ready.add(FINE)
    return device


def test_a_quick_device_asks_for_the_fine_network_once_after_seconds_of_room():
    device = Device(rest_ms=6, look_ms=2)
    device.run(PATIENCE_MS / 1000 - 0.5)
    assert device.opened == []
    assert set(device.run(30)) == {QUICK}, "until it is there"
    assert device.opened == [FINE]
    device.ready.add(FINE)
    assert device.run(2)[-1] == FINE
    assert set(device.run(60)) == {FINE}


@pytest.mark.parametrize(
    ("rest_ms", "look_ms", "hands"),
    [(40, 10, 1), (15, 5, 1), (22, 1, 1), (10, 3, 1), (6, 2, 0)],
    ids=["slow", "too slow for it", "hardly room", "room for one hand alone", "no hand to look at"],
)
def test_elsewhere_it_is_never_fetched(rest_ms, look_ms, hands):
    device = Device(rest_ms, look_ms, hands=hands)
    device.run(200)
    assert device.opened == []


def test_a_busy_moment_begins_the_wait_anew():
    device = Device(rest_ms=6, look_ms=2)
    device.run(PATIENCE_MS / 1000 - 1)
    device.rest_ms = 40
    device.run(2)
    device.rest_ms = 6
    device.run(PATIENCE_MS / 1000 - 1)
    assert device.opened == []


def test_what_proves_too_slow_is_given_back_and_tried_again_later_each_time():
    device = opened(Device(rest_ms=6, look_ms=2, times=15))
    names = device.run(900)
    changes = [at for at in range(1, len(names)) if names[at] != names[at - 1]]
    taken, back = changes[0::2], changes[1::2]
    assert 2 <= len(taken) <= 6
    assert all(lasted < 3 * 30 for lasted in (b - a for a, b in zip(taken, back, strict=False)))
    waits = [a - b for a, b in zip(taken[1:], back, strict=False)]
    assert waits[0] / 30 > AGAIN_MS / 1000 and all(b > 1.5 * a for a, b in pairwise(waits))
    assert device.opened == [FINE], "it is not fetched again"


def test_one_bad_moment_does_not_take_it_away():
    device = opened(Device(rest_ms=6, look_ms=2))
    assert device.run(2)[-1] == FINE
    device.rest_ms = 400
    device.run(0.4)
    device.rest_ms = 6
    assert set(device.run(20)) == {FINE} and device.governor.level == 0


def test_a_machine_that_becomes_busy_goes_back_within_seconds():
    device = opened(Device(rest_ms=6, look_ms=2))
    assert device.run(2)[-1] == FINE
    device.rest_ms = 26
    assert device.run(6)[-1] == QUICK


def test_one_that_fails_is_replaced_in_the_same_look_and_for_good(capsys):
    device = opened(Device(rest_ms=6, look_ms=2))
    device.run(2)
    device.broken = FINE
    device.asked.clear()
    assert finish(device.landmarks.look(QUICK, REGION)) == [QUICK]
    assert device.asked == [FINE, QUICK] and "the driver is gone" in capsys.readouterr().err
    assert set(device.run(200)) == {QUICK}


def test_a_quick_one_that_fails_is_the_stage_s_to_tell():
    device = Device(rest_ms=6, look_ms=2)
    device.broken = QUICK
    with pytest.raises(RuntimeError, match="the driver is gone"):
        finish(device.landmarks.look(QUICK, REGION))


def test_palms_are_always_the_one_network_s():
    device = Device(rest_ms=6, look_ms=2)
    finish(device.landmarks.look("palm", REGION))
    assert device.asked == ["palm"]


def test_who_asks_for_one_gets_it_whatever_frames_cost():
    slow = Device(rest_ms=200, look_ms=50, wish="fine")
    slow.run(5)
    assert slow.opened == [FINE]
    slow.ready.add(FINE)
    slow.run(5)
    assert set(slow.run(30)) == {FINE}
    quick = Device(rest_ms=1, look_ms=1, wish="quick")
    quick.run(30)
    assert quick.opened == []


def test_where_there_is_no_fine_network_none_is_asked_for():
    device = Device(rest_ms=6, look_ms=2)
    del device.models[FINE]
    device.landmarks = Landmarks(device, lambda: device.now_ms / 1000)
    device.run(30)
    assert device.opened == []


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(1, 2000), st.integers(0, len(LEVELS) - 1), st.integers(0, 30)),
        max_size=100,
    )
)
def test_whatever_the_times_it_asks_once_and_uses_what_is_there(windows):
    device = Device(rest_ms=6, look_ms=2)
    for cost_ms, window_ms, level, looks in windows:
        for _ in range(looks):
            finish(device.landmarks.look(QUICK, REGION))
        device.landmarks.window(cost_ms, window_ms, level)
        assert device.landmarks.name == QUICK and len(device.opened) <= 1
