import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oivis.testing.browser import launch
from oivis.testing.camera import Camera, Cameras, clip_frames

COLOURS = [
    (0, 0, 0),
    (64, 64, 64),
    (128, 128, 128),
    (255, 255, 255),
    (220, 40, 40),
    (40, 40, 220),
    (40, 200, 60),
]

PIXELS = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const track = stream.getVideoTracks()[0];
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  const { value: frame } = await reader.read();
  const canvas = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
  const context = canvas.getContext("2d");
  context.drawImage(frame, 0, 0);
  frame.close();
  track.stop();
  return [canvas.width, canvas.height, [...context.getImageData(0, canvas.height / 2, canvas.width, 1).data]];
}"""


def bars(colours, width=32, height=240):
    return np.repeat(np.repeat(np.uint8([colours]), height, axis=0), width, axis=1)


@pytest.fixture
def cameras(tmp_path):
    return Cameras(tmp_path)


@pytest.mark.browser
def test_chromium_sees_the_colours_that_were_written(cameras, playwright):
    camera = cameras.from_pictures([bars(COLOURS)])
    browser = launch(playwright, camera)
    try:
        page = browser.new_page()
        # getUserMedia needs a secure address; nothing has to answer there.
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://localhost/")
        width, height, row = page.evaluate(PIXELS)
    finally:
        browser.close()
    assert (width, height) == (camera.width, camera.height)
    seen = np.array(row).reshape(-1, 4)[16::32, :3]
    assert np.abs(seen - np.array(COLOURS)).max() <= 3


def test_the_same_frames_are_the_same_camera(cameras):
    assert cameras.from_pictures([bars(COLOURS)]) == cameras.from_pictures([bars(COLOURS)])
    assert len(list(cameras.folder.glob("*.mjpeg"))) == 1


def test_other_frames_are_another_camera(cameras):
    assert cameras.from_pictures([bars(COLOURS)]) != cameras.from_pictures([bars(COLOURS[::-1])])


def test_a_picture_is_held_for_its_seconds(cameras):
    camera = cameras.from_pictures([bars(COLOURS), bars(COLOURS[::-1])], hold_s=0.5)
    assert camera.frames == 30
    assert camera.duration_s == 1


def test_no_frames_are_no_camera(cameras):
    with pytest.raises(ValueError, match="at least one frame"):
        cameras.from_frames([])


@pytest.mark.parametrize("shape", [(241, 320, 3), (240, 321, 3), (240, 320), (240, 320, 4)])
def test_a_frame_of_another_form_is_named_with_its_shape(cameras, shape):
    with pytest.raises(ValueError, match=str(shape[0])):
        cameras.from_frames([np.zeros(shape, np.uint8)])


def test_a_frame_of_another_size_is_named_with_its_place(cameras):
    frames = [np.zeros((240, 320, 3), np.uint8), np.zeros((240, 322, 3), np.uint8)]
    with pytest.raises(ValueError, match="frame 1"):
        cameras.from_frames(frames)


def write_clip(path, rate, count, width=320, height=180):
    """A clip whose frame number is its grey value."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"qp": "0"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(count):
            pixels = np.full((height, width, 3), 40 + index, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))


@settings(max_examples=8)
@given(rate=st.integers(8, 60), count=st.integers(2, 40))
def test_a_clip_of_any_rate_keeps_its_length(tmp_path_factory, rate, count):
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    write_clip(path, rate, count)
    frames = list(clip_frames(path, 320, 180))
    assert abs(len(frames) / 30 - count / rate) <= 1 / 30 + 1 / rate
    values = [int(frame[90, 160, 0]) for frame in frames]
    assert values == sorted(values)


def test_a_clip_covers_the_camera_and_is_cut_at_its_middle(cameras, tmp_path):
    write_clip(tmp_path / "wide.mp4", 30, 4)
    frames = list(clip_frames(tmp_path / "wide.mp4", 240, 240, seconds=0.1))
    assert len(frames) == 3
    assert frames[0].shape == (240, 240, 3)
    camera = cameras.from_clip(tmp_path / "wide.mp4", width=240, height=240)
    assert camera == Camera(camera.path, 240, 240, 4)
