"""A clip is one file whatever happens meanwhile, and what was made stays the viewer's until they are done."""

import io
import time

import av
import numpy as np
import pytest

from e2e.faults import crash_worker, set_hidden
from e2e.toy.clips import PERSON, RED, stripes

pytestmark = pytest.mark.alone("how long a clip is")

EDGE = 24
TRACKS = """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.soundsOfTest = [];
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    window.soundsOfTest.push(...stream.getAudioTracks());
    return stream;
  };
})();"""
SOUNDS = "() => window.soundsOfTest.map((track) => track.readyState)"


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    prepare = lambda page: page.add_init_script(TRACKS)  # noqa: E731
    return share_toy(still_camera, prepare=prepare, autostart="camera").wait_ready()


@pytest.fixture
def page(stage):
    """The page with nothing made and sound off."""
    yield stage.page
    while stage.page.locator("#tray, #card").filter(visible=True).count():
        if not stage.page.locator("#card").is_visible():
            stage.page.locator("#tray").click()
        stage.page.get_by_role("button", name="Discard").click()
    stage.page.locator("#microphone").evaluate("it => void (it.checked = false)")


def record(page):
    page.get_by_role("button", name="Record").click()
    page.locator("#take").wait_for()


def seconds(page):
    minutes, rest = page.locator("#take-time").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def wait_seconds(page, wanted, timeout_s=20):
    end = time.monotonic() + timeout_s
    while seconds(page) < wanted:
        assert time.monotonic() < end, f"the clock shows {seconds(page)} s"
        page.wait_for_timeout(50)


def saved(page):
    """The clip on the card: its name, its streams, its pictures with their seconds, its length."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    path = download.value.path()
    with av.open(io.BytesIO(path.read_bytes())) as container:
        streams = [stream.type for stream in container.streams]
        duration_s = container.duration and container.duration / av.time_base
        frames = [
            (float(frame.time), frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)
        ]
    return download.value.suggested_filename, streams, frames, duration_s


def is_composited(picture):
    x0, y0, x1, _ = PERSON
    person = picture[y0 + EDGE :, x0 + EDGE : x1 - EDGE].astype(int)
    return np.abs(np.median(person, axis=(0, 1)) - RED).max() <= 24 and stripes(picture[:, 320:624]) <= 4


def test_a_clip_with_sound_is_one_file_over_a_pause_and_a_hidden_tab(stage, page):
    page.locator("#microphone").evaluate("it => void (it.checked = true)")
    record(page)
    wait_seconds(page, 1)
    page.get_by_role("button", name="Pause").click()
    before = seconds(page)
    assert page.evaluate(SOUNDS)[-1] == "ended"
    page.wait_for_timeout(1500)
    assert seconds(page) == before
    page.get_by_role("button", name="Go on").click()
    set_hidden(stage, True)
    stage.wait_state("paused")
    assert page.evaluate(SOUNDS)[-1] == "ended"
    page.wait_for_timeout(1500)
    set_hidden(stage, False)
    stage.wait_state("running")
    wait_seconds(page, before + 1)
    assert page.evaluate(SOUNDS)[-1] == "live"
    page.locator("#take-size").filter(has_text="MB").wait_for()
    shown = seconds(page)
    page.get_by_role("button", name="Stop recording").click()
    page.locator("#card-video").wait_for()
    name, streams, frames, _ = saved(page)
    assert name.endswith(".mp4")
    assert sorted(streams) == ["audio", "video"]
    assert is_composited(frames[0][1])
    assert is_composited(frames[-1][1])
    # What was paused is not in it.
    assert shown - 0.5 <= frames[-1][0] <= shown + 1.7
    assert page.evaluate(SOUNDS)[-1] == "ended"


@pytest.fixture(params=["mp4", "webm"])
def ending(page, request):
    """A browser that records MP4, and one that records WebM alone, as Firefox does."""
    page.evaluate("() => void (window.supportedBeforeTest = MediaRecorder.isTypeSupported)")
    if request.param == "webm":
        page.evaluate("""() => {
          MediaRecorder.isTypeSupported = (type) =>
            type.startsWith("video/webm") && supportedBeforeTest.call(MediaRecorder, type);
        }""")
    yield request.param
    page.evaluate("() => void (MediaRecorder.isTypeSupported = supportedBeforeTest)")


def test_a_clip_says_how_long_it_is_after_a_pause(page, ending):
    record(page)
    wait_seconds(page, 2)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="Go on").click()
    wait_seconds(page, 4)
    shown = seconds(page)
    page.get_by_role("button", name="Stop recording").click()
    page.locator("#card-video").wait_for()
    name, _, frames, duration_s = saved(page)
    assert name.endswith(ending)
    assert duration_s == pytest.approx(frames[-1][0], abs=0.5)
    # The last picture may be from a while before the end, on a busy machine.
    assert shown - 1 <= duration_s <= shown + 1.7


def test_without_the_choice_the_microphone_is_not_asked_for(page):
    asked = len(page.evaluate(SOUNDS))
    record(page)
    wait_seconds(page, 1)
    page.get_by_role("button", name="Stop recording").click()
    _, streams, frames, _ = saved(page)
    assert streams == ["video"]
    assert len(frames) >= 3
    assert len(page.evaluate(SOUNDS)) == asked


def test_a_clip_survives_the_crash_of_the_worker(stage, page):
    record(page)
    wait_seconds(page, 2)
    crash_worker(stage)
    page.locator("#card-video").wait_for()
    stage.wait_state("running", timeout_s=60)
    _, _, frames, _ = saved(page)
    assert frames[-1][0] >= 1
    assert is_composited(frames[0][1])


def test_what_is_put_aside_is_kept_until_it_is_saved_or_discarded(page):
    page.keyboard.press("Enter")
    page.locator("#card").wait_for()
    page.keyboard.press("Escape")
    page.locator("#card").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.locator("#card").wait_for()
    page.keyboard.press("Escape")
    tray = page.locator("#tray")
    assert tray.inner_text() == "2"
    tray.click()
    page.get_by_role("button", name="Discard").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename.endswith(".png")
    tray.wait_for(state="hidden")


def test_a_photo_is_a_jpeg_where_the_viewer_chose_that(page):
    page.get_by_role("button", name="Photos, clips, live").click()
    page.get_by_role("radio", name="JPEG").check()
    page.keyboard.press("Escape")
    page.locator("#panel").wait_for(state="hidden")
    page.locator("#screen").focus()
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename.endswith(".jpg")
    assert download.value.path().read_bytes().startswith(b"\xff\xd8\xff")


def test_a_device_that_shares_files_is_given_the_photo(page):
    page.evaluate("""() => {
      window.sharedByTest = [];
      navigator.canShare = ({ files }) => files.every((file) => file instanceof File);
      navigator.share = async ({ files: [file] }) => void window.sharedByTest.push(file.type, file.size > 99);
    }""")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Share").click()
    page.locator("#card").wait_for(state="hidden")
    assert page.evaluate("() => window.sharedByTest")[1]
    assert not page.locator("#tray").is_visible()


def test_the_frame_of_a_campaign_lies_over_the_picture_and_what_is_taken_of_it(stage, page):
    art = """<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320">
      <rect width="40" height="40" fill="rgb(0,200,0)"/>
      <rect x="280" y="280" width="40" height="40" fill="rgb(0,0,200)" fill-opacity="0.5"/></svg>"""
    svg = {"content_type": "image/svg+xml", "body": art}
    page.route("**/frame-of-test.svg", lambda route: route.fulfill(**svg))
    # The snow stands still: what changes is the frame.
    page.emulate_media(reduced_motion="reduce")
    stage.wait_frames(stage.stats()["frames"] + 2)
    before = stage.composite()
    page.evaluate("() => window.oivis.frame('/frame-of-test.svg')")
    stage.wait_frames(stage.stats()["frames"] + 2)
    after = stage.composite().astype(int)
    # 480 to 320: the corners keep their shape on the wider stage.
    assert np.abs(after[:58, :58] - (0, 200, 0)).max() <= 2
    assert np.abs(after[64:300, 64:500] - before[64:300, 64:500]).mean() <= 6
    half = before[-55:-5, -55:-5] * 0.5 + np.array((0, 0, 200)) * 0.5
    assert np.abs(after[-55:-5, -55:-5] - half).mean() <= 6
    page.evaluate("() => window.oivis.frame(null)")
    stage.wait_frames(stage.stats()["frames"] + 2)
    assert np.abs(stage.composite().astype(int)[:58, :58] - (0, 200, 0)).max() > 20
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize(
    "address",
    ["https://elsewhere.example/a.png", "data:image/png;base64,AAAA", "/nothing.png", "javascript:0", "//x"],
)
def test_a_frame_from_elsewhere_or_of_no_picture_is_refused(page, address):
    error = page.evaluate(
        "address => window.oivis.frame(address).then(() => null, ({ code, message }) => ({ code, message }))",
        address,
    )
    assert error["code"] == "source-unreadable"
    assert "frame" in error["message"]
