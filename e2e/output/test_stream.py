"""The picture as a MediaStream for a page that shows the stage in a frame."""

import pytest
from oivis.testing import serve

from e2e.toy.clips import RED

pytestmark = pytest.mark.server("it lets the page lie in a frame of its own origin")

HTML = """<!doctype html><title>shop</title>
<iframe src="/?autostart=camera" allow="camera; microphone; autoplay" width="640" height="480"></iframe>"""
# The colour of the person and that of the background, as a page that shows the stream in a video sees them.
LOOK = """async (audio) => {
  const { oivis } = document.querySelector("iframe").contentWindow;
  await oivis.ready;
  window.streamOfTest ??= await oivis.stream({ audio });
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = window.streamOfTest;
  await video.play();
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0);
  const at = (x, y) => [...pen.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3)];
  const kinds = window.streamOfTest.getTracks().map(({ kind }) => kind).sort();
  return { kinds, size: [canvas.width, canvas.height], person: at(200 / 640, 300 / 480) };
}"""


@pytest.fixture
def shop(oivis_browsers, still_camera, toy_models):
    with serve("--models", str(toy_models), "--frame-ancestors", "'self'") as server:
        page = oivis_browsers(still_camera).new_context().new_page()
        page.route("**/shop.html", lambda route: route.fulfill(content_type="text/html", body=HTML))
        page.goto(f"{server.url}/shop.html")
        yield page
        page.context.close()


def is_red(colour):
    return max(abs(have - want) for have, want in zip(colour, RED, strict=True)) <= 24


def test_an_embedding_page_shows_the_composite_also_after_a_crash(shop):
    seen = shop.evaluate(LOOK, True)
    assert seen["kinds"] == ["audio", "video"]
    assert is_red(seen["person"])
    worker = next(worker for worker in shop.workers if "/worker.js?" in worker.url)
    worker.evaluate("() => void setTimeout(() => { throw new Error('crashed by a test'); })")
    frame = shop.frames[1]
    frame.locator("html[data-oivis=loading]").wait_for(state="attached")
    frame.locator("html[data-oivis=running]").wait_for(state="attached", timeout=60_000)
    assert is_red(shop.evaluate(LOOK, True)["person"])
    shop.evaluate("() => window.streamOfTest.getTracks().forEach((track) => track.stop())")
