"""The fine network for hands comes while frames run, where the address asks for it; here nothing is quick."""

from itertools import islice, pairwise

import pytest

from e2e.faults import stage_worker
from e2e.toy.clips import as_camera, hold

# Notes in the worker when each frame was shown, by its clock.
WATCH = """() => {
  self.shownAt = [];
  const post = self.postMessage;
  self.postMessage = function (message, ...more) {
    if (message.type === "shown" && message.width) self.shownAt.push(performance.now());
    return post.call(self, message, ...more);
  };
}"""
TAKE = "() => self.shownAt.splice(0)"


@pytest.fixture(scope="module")
def palm(oivis_camera):
    """A hand that is there all the while."""
    return oivis_camera.from_frames(as_camera(islice(hold(400, 1), 30)))


@pytest.fixture
def start(open_toy, palm):
    """``start(landmarks=...)``: a stage that runs, and the request for the fine network, which waits.

    What is asked for once more, to be kept for the next visit, does not.
    """

    def start(**query):
        held = []

        def hold_first(route):
            if held:
                return route.continue_()
            held.append(route)

        stage = open_toy(
            palm,
            # What a service worker fetches passes routes by.
            context={"service_workers": "block"},
            prepare=lambda page: page.context.route("**/hand-fine*.onnx", hold_first),
            autostart="camera",
            **query,
        ).wait_ready()
        stage.expect("gesture", gesture="palm")
        return stage, held

    return start


def looks_with(stage):
    return stage.stats()["stage"]["landmarks"]


def until(stage, is_so):
    for _ in range(120):
        if is_so():
            return
        stage.watch(0.25)
    raise AssertionError(stage.report())


def longest(times):
    return max(after - before for before, after in pairwise(times))


def test_frames_go_on_while_it_is_opened_and_looks(start):
    stage, held = start(landmarks="fine")
    until(stage, lambda: held)
    assert looks_with(stage) == "hand"
    worker = stage_worker(stage)
    worker.evaluate(WATCH)
    stage.watch(4)
    before = worker.evaluate(TAKE)
    held[0].continue_()
    until(stage, lambda: looks_with(stage) == "hand-fine")
    stage.watch(2)
    after = worker.evaluate(TAKE)
    assert len(before) > 10 and len(after) > 10
    assert longest(after) < 3 * longest(before) + 300, (longest(before), longest(after))
    # It is the same hand all along, and was never lost.
    assert [event["detail"]["hand"] for event in stage.events("gesture")] == [1]


def test_where_it_cannot_be_had_the_quick_one_goes_on_and_no_viewer_is_told(start):
    stage, held = start(landmarks="fine")
    until(stage, lambda: held)
    held[0].abort()
    until(stage, lambda: "hand-fine: " in str(stage.stats()["trials"]))
    stage.wait_frames(stage.stats()["frames"] + 20)
    assert looks_with(stage) == "hand"
    assert stage.page.locator("#alert").text_content() == ""


def test_who_asks_for_the_quick_one_never_fetches_it(start):
    stage, held = start(landmarks="quick")
    stage.wait_frames(stage.stats()["frames"] + 60)
    assert looks_with(stage) == "hand" and held == []
