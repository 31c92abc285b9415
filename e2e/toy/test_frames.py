"""What happens to frames when the stage is late, hidden or asked for another source."""

import pytest

from e2e.faults import stage_worker
from e2e.toy.clips import as_camera, walk

pytestmark = pytest.mark.alone("how old a frame is")

# Takes the worker's thread for 80 ms of every 100, as a slow machine would.
SLOW = """() => {
  const busy = () => { const end = performance.now() + 80; while (performance.now() < end); };
  setInterval(busy, 100);
}"""

AGE = """async () => performance.now() - (await window.oivis.matte()).timestamp"""


@pytest.fixture
def walking(open_toy, oivis_camera):
    return open_toy(oivis_camera.from_frames(as_camera(walk()))).wait_ready()


def test_late_frames_are_dropped_and_never_queued(walking):
    walking.watch(1)
    usual = min(walking.page.evaluate(AGE) for _ in range(5))
    before = walking.stats()
    stage_worker(walking).evaluate(SLOW)
    walking.watch(4)
    after = walking.stats()
    assert after["dropped"] - before["dropped"] > 20
    # Were late frames queued, the frame shown would be some three seconds older by now.
    assert min(walking.page.evaluate(AGE) for _ in range(5)) - usual < 1500
