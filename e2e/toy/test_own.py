"""A scene of the viewer's own: a picture, a video, a colour, their room blurred; by hand and from code."""

import base64
import io
from itertools import groupby

import av
import numpy as np
import pytest
from PIL import Image

from e2e.faults import crash_worker
from e2e.toy.test_effects import settled

BESIDE = np.s_[40:440, 340:600]


@pytest.fixture(scope="module")
def stage(share_toy, still_camera):
    return share_toy(still_camera, context={"reduced_motion": "reduce"}).wait_ready()


def png(colour, size=(320, 240)):
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


def webm(colours, each=15):
    """A clip that shows each colour for half a second."""
    made = io.BytesIO()
    with av.open(made, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=30, options={"b": "1M", "deadline": "realtime"})
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for colour in colours:
            for _ in range(each):
                frame = av.VideoFrame.from_ndarray(np.full((120, 160, 3), colour, np.uint8), "rgb24")
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return made.getvalue()


def own(stage, kind, data, form):
    """Make a scene of a file; the error's code and message where it is refused."""
    return stage.page.evaluate(
        """([kind, data, type]) => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
          const made = window.oivis.own({ [kind]: new Blob([bytes], { type }) });
          return made.then(() => null, ({ code, message }) => [code, message]);
        }""",
        [kind, base64.b64encode(data).decode(), form],
    )


def asked(stage, wanted):
    script = "wanted => window.oivis.own(wanted).then(() => null, ({ code, message }) => [code, message])"
    return stage.page.evaluate(script, wanted)


def scene(stage):
    return stage.stats()["stage"]["scene"]


def behind(stage):
    """The mean colour beside the person."""
    return settled(stage)[BESIDE].mean(axis=(0, 1))


def test_a_picture_a_colour_and_blur_become_a_scene_that_next_comes_to(stage):
    assert own(stage, "picture", png((30, 160, 60)), "image/png") is None
    assert scene(stage) == "own"
    assert np.abs(behind(stage) - [30, 160, 60]).max() < 6
    assert stage.page.evaluate("() => window.oivis.scenes.at(-1)") == {"id": "own", "title": "Your own"}
    assert asked(stage, {"colour": "#a03070"}) is None
    assert np.abs(behind(stage) - [0xA0, 0x30, 0x70]).max() < 6
    assert asked(stage, {"blur": 1}) is None
    wide = settled(stage)[BESIDE]
    assert asked(stage, {"blur": 0}) is None
    sharp = settled(stage)[BESIDE]
    assert sharp.std(axis=1).mean() > 3 * wide.std(axis=1).mean()
    stage.page.evaluate("() => window.oivis.do('next')")
    stage.page.evaluate("() => window.oivis.do('previous')")
    stage.wait_frames(stage.stats()["frames"] + 2)
    assert scene(stage) == "own"


def test_a_video_plays_behind_the_person_on_and_on(stage):
    assert own(stage, "video", webm([(210, 40, 40), (40, 40, 210)]), "video/webm") is None
    seen = []
    # Two rounds of it, however slowly frames come.
    for _ in range(120):
        red, _, blue = stage.composite()[BESIDE].mean(axis=(0, 1))
        seen.append("red" if red > blue + 60 else "blue" if blue > red + 60 else "neither")
        if len(rounds := [each for each, _ in groupby(seen) if each != "neither"]) == 4:
            break
    assert len(rounds) == 4, seen
    # Another scene of one's own takes its place for good.
    assert asked(stage, {"colour": "#20a040"}) is None
    for _ in range(3):
        assert np.abs(behind(stage) - [0x20, 0xA0, 0x40]).max() < 6


@pytest.mark.parametrize(
    ("kind", "data", "form"),
    [
        ("picture", b"no picture", "image/png"),
        ("picture", png((9, 9, 9))[:60], "image/png"),
        ("picture", b"", "image/jpeg"),
        ("picture", b"<svg", "text/plain"),
        ("video", b"no video" * 99, "video/mp4"),
        ("video", webm([(9, 9, 9)], 2)[:80], "video/webm"),
    ],
)
def test_a_file_that_is_none_is_refused_and_the_scene_goes_on(stage, kind, data, form):
    asked(stage, {"colour": "#20a040"})
    code, message = own(stage, kind, data, form)
    assert code == "source-unreadable"
    assert "picture or video" in message
    assert np.abs(behind(stage) - [0x20, 0xA0, 0x40]).max() < 6


def test_a_file_that_is_too_large_is_refused_and_the_scene_goes_on(stage):
    asked(stage, {"colour": "#20a040"})
    # Made in the page: to bring as much there took up to two minutes.
    code, message = stage.page.evaluate(
        """() => {
          const picture = new Blob([new Uint8Array(33_000_000)], { type: "image/png" });
          return window.oivis.own({ picture }).then(() => null, ({ code, message }) => [code, message]);
        }"""
    )
    assert code == "source-unreadable"
    assert "32 MB" in message
    assert np.abs(behind(stage) - [0x20, 0xA0, 0x40]).max() < 6


@pytest.mark.parametrize(
    "wanted", [None, {}, {"blur": 3}, {"colour": "x"}, {"picture": 1}, {"blur": 0, "colour": ""}]
)
def test_what_is_no_scene_is_refused_with_what_would_be_one(stage, wanted):
    code, message = asked(stage, wanted)
    assert code == "unsupported" and len(message) > 20


def test_viewer_makes_one_in_the_page_by_file_drop_and_colour(stage, tmp_path):
    page = stage.page
    tile = page.locator("button[data-scene=own]")
    tile.click()
    panel = page.get_by_role("dialog", name="A scene of your own")
    (tmp_path / "sea.png").write_bytes(png((20, 90, 180)))
    page.locator("#own-file").set_input_files(tmp_path / "sea.png")
    tile.locator("img").wait_for()
    assert np.abs(behind(stage) - [20, 90, 180]).max() < 6
    page.locator("#own-colour").fill("#c08020")
    stage.wait_frames(stage.stats()["frames"] + 3)
    assert np.abs(behind(stage) - [0xC0, 0x80, 0x20]).max() < 6
    (tmp_path / "bad.png").write_bytes(b"bad")
    page.locator("#own-file").set_input_files(tmp_path / "bad.png")
    page.locator("#own-trouble", has_text="no picture or video").wait_for()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert tile.evaluate("tile => tile === document.activeElement") and scene(stage) == "own"
    drop(page, png((90, 20, 90)))
    page.locator("#own-trouble:empty").wait_for(state="attached")
    tile.locator("img").wait_for()
    assert np.abs(behind(stage) - [90, 20, 90]).max() < 6


def drop(page, data):
    page.evaluate(
        """data => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([bytes], "a.png", { type: "image/png" }));
          const event = { bubbles: true, cancelable: true, dataTransfer };
          for (const type of ["dragover", "drop"])
            document.getElementById("screen").dispatchEvent(new DragEvent(type, event));
        }""",
        base64.b64encode(data).decode(),
    )


@pytest.mark.parametrize("kind", ["picture", "video"])
def test_it_is_there_again_after_the_worker_crashed(stage, kind):
    data, form = (
        (png((30, 160, 60)), "image/png") if kind == "picture" else (webm([(30, 160, 60)]), "video/webm")
    )
    assert own(stage, kind, data, form) is None
    crash_worker(stage)
    stage.expect("error", code="worker-crashed")
    stage.wait_state("running", timeout_s=60)
    assert scene(stage) == "own"
    assert np.abs(behind(stage) - [30, 160, 60]).max() < 12


def test_one_that_was_wished_for_before_the_start_is_where_the_stage_begins(open_toy):
    stage = open_toy(None)
    assert asked(stage, {"colour": "#336699"}) is None
    stage.page.evaluate("() => void window.oivis.start('demo')")
    stage.wait_ready()
    assert scene(stage) == "own"
