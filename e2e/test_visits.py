"""The second visit starts from the cache, and without a network."""

import pytest

# The state of the service worker, which keeps what the page has fetched.
WORKER = """() => navigator.serviceWorker.ready.then((it) => it.active?.state)"""


@pytest.fixture(scope="module")
def visited(share, still_camera):
    stage = share(still_camera).wait_ready()
    stage.page.locator("html[data-kept]").wait_for(state="attached")
    assert stage.page.evaluate(WORKER) in ("activating", "activated")
    stage.page.evaluate("() => window.oivis.stop()")
    return stage


def test_the_second_visit_asks_the_server_for_next_to_nothing(visited):
    sent = []
    visited.page.context.on("response", lambda answer: sent.append(answer))
    visited.open(autostart="camera").wait_ready()
    asked = [it for it in sent if not it.from_service_worker and "/assets/" in it.url]
    assert not [it.url for it in asked]


def test_the_second_visit_works_without_a_network(visited):
    visited.page.context.set_offline(True)
    visited.open(autostart="camera").wait_ready()
    visited.watch(1)
