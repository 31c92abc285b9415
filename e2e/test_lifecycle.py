"""The stage gets up again: after a lost camera, a lost context, a crashed worker and a hidden tab."""

import numpy as np
import pytest

from e2e.faults import crash_worker, end_worker, lose_context, set_hidden, unplugged
from e2e.toy.clips import PERSON, RED, on_screen, stripes

EDGE = 24
TRACKS = """() => window.tracksOfTest.map((track) => track.readyState)"""
KEEP_TRACKS = """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.tracksOfTest = [];
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    window.tracksOfTest.push(...stream.getTracks());
    return stream;
  };
})();"""

# The camera opens when the test says so.
HOLD_CAMERA = """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.held = [];
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    await new Promise((resolve) => window.held.push(resolve));
    return open(constraints);
  };
})();"""


@pytest.fixture
def held(open_toy, still_camera):
    def prepare(page):
        page.add_init_script(HOLD_CAMERA)
        page.add_init_script(KEEP_TRACKS)

    return open_toy(still_camera, prepare=prepare)


def asked(stage, times):
    """Wait until the camera was asked for so often."""
    stage.page.evaluate(
        """times => new Promise((resolve) => {
          const look = () => (window.held.length >= times ? resolve(null) : setTimeout(look, 20));
          look();
        })""",
        times,
    )


def let_in(stage, tracks):
    """Open the camera wherever it was asked for, and wait for so many tracks in all."""
    stage.page.evaluate(
        """tracks => new Promise((resolve) => {
          for (const open of window.held) open();
          const look = () => (window.tracksOfTest.length >= tracks ? resolve(null) : setTimeout(look, 20));
          look();
        })""",
        tracks,
    )


@pytest.fixture(scope="module")
def shared(share_toy, still_camera):
    prepare = lambda page: page.add_init_script(KEEP_TRACKS)  # noqa: E731
    return share_toy(still_camera, prepare=prepare).wait_ready()


@pytest.fixture
def stage(shared):
    """One that runs, whatever was done to it before; nobody needs it after the test."""
    if shared.wait_state("running", "idle") == "idle":
        shared.start("camera")
        shared.wait_state("running")
    yield shared
    shared.page.evaluate("() => window.oivis.stop()")
    shared.wait_state("idle")


def is_composited(stage):
    picture = stage.composite()
    x0, y0, x1, _ = PERSON
    person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
    return np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 8 and stripes(picture[:, 320:624]) <= 4


def runs_again(stage):
    stage.wait_state("running", timeout_s=60)
    stage.wait_frames(stage.stats()["frames"] + 3)
    assert is_composited(stage)


def test_a_camera_that_is_plugged_in_again_goes_on_by_itself(open_toy, still_camera, tmp_path):
    camera = still_camera.copy(tmp_path)
    stage = open_toy(camera).wait_ready()
    with unplugged(stage, camera):
        stage.expect("error", code="camera-lost")
        # The room is not shown while there is no camera.
        assert stripes(on_screen(stage)[:, 320:624]) <= 8
    runs_again(stage)


def test_a_lost_context_is_rebuilt(stage):
    lose_context(stage)
    stage.expect("error", code="webgl-lost")
    runs_again(stage)


def test_a_context_that_stays_lost_is_replaced(stage):
    lose_context(stage, comes_back=False)
    stage.expect("error", code="webgl-lost")
    runs_again(stage)


def test_a_crashed_worker_is_started_anew_and_keeps_the_scene(stage):
    scene = "blur"  # it leaves the person's colour as it is
    stage.page.evaluate("scene => window.oivis.scene(scene)", scene)
    stage.wait_frames(stage.stats()["frames"] + 2)
    crash_worker(stage)
    stage.wait_state("loading")
    runs_again(stage)
    assert stage.events("scene")[-1]["detail"]["scene"] == scene


def test_a_worker_that_ends_without_a_word_is_noticed(stage):
    end_worker(stage)
    stage.wait_state("loading", "failed", timeout_s=30)
    runs_again(stage)


def test_a_hidden_tab_releases_the_camera_and_takes_it_again(stage):
    set_hidden(stage, True)
    stage.wait_state("paused")
    assert set(stage.page.evaluate(TRACKS)) == {"ended"}
    set_hidden(stage, False)
    runs_again(stage)
    assert stage.page.evaluate(TRACKS)[-1] == "live"


def test_a_camera_that_opens_in_a_hidden_tab_is_released_at_once(held):
    asked(held, 1)
    set_hidden(held, True)
    let_in(held, 1)
    held.wait_state("paused")
    assert held.page.evaluate(TRACKS) == ["ended"]
    set_hidden(held, False)
    asked(held, 2)
    let_in(held, 2)
    runs_again(held)
    assert held.page.evaluate(TRACKS) == ["ended", "live"]


def test_a_tab_that_comes_and_goes_while_the_camera_opens_holds_one_camera_at_most(held):
    asked(held, 1)
    let_in(held, 1)
    held.wait_ready()
    for turn in (2, 3):
        set_hidden(held, True)
        held.wait_state("paused")
        set_hidden(held, False)
        asked(held, turn)
    let_in(held, 3)
    runs_again(held)
    assert sorted(held.page.evaluate(TRACKS)) == ["ended", "ended", "live"]
    set_hidden(held, True)
    held.wait_state("paused")
    assert set(held.page.evaluate(TRACKS)) == {"ended"}


def test_a_lost_camera_is_waited_for_while_the_tab_comes_and_goes(open_toy, still_camera, tmp_path):
    camera = still_camera.copy(tmp_path)
    stage = open_toy(camera).wait_ready()
    with unplugged(stage, camera):
        stage.expect("error", code="camera-lost")
        for is_hidden in (True, False):
            set_hidden(stage, is_hidden)
        assert stage.wait_state("paused", "failed") == "paused"
    runs_again(stage)
    assert [event["detail"]["code"] for event in stage.events("error")] == ["camera-lost"]


def test_stop_releases_the_camera(stage):
    stage.page.evaluate("() => window.oivis.stop()")
    stage.wait_state("idle")
    assert set(stage.page.evaluate(TRACKS)) == {"ended"}


def test_start_after_stop_runs_again(stage):
    stage.page.evaluate("() => window.oivis.stop()")
    stage.wait_state("idle")
    stage.start("camera")
    runs_again(stage)


@pytest.mark.server("its headers are taken away")
def test_without_isolation_it_runs_on_one_thread(open_toy, still_camera):
    def strip(route):
        answer = route.fetch()
        headers = {key: value for key, value in answer.headers.items() if not key.startswith("cross-origin-")}
        route.fulfill(response=answer, headers=headers)

    stage = open_toy(still_camera, prepare=lambda page: page.route("**/?*", strip)).wait_ready()
    assert stage.page.evaluate("() => window.crossOriginIsolated") is False
    assert stage.stats()["threads"] == 1
    assert is_composited(stage)


def test_threads_of_the_query_are_used(open_toy, still_camera):
    stage = open_toy(still_camera, autostart="camera", threads=1).wait_ready()
    assert stage.stats()["threads"] == 1
