"""Drawn clips through the toy models and the real filters, as files."""

import json
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
import pytest
from oivis import _native
from oivis.errors import OivisError
from oivis.process import process
from oivis.wall import Film
from PIL import Image

from e2e.toy.clips import PERSON, pause, room, slide, stripes
from e2e.toy.models import write

FILTERS = Path(__file__).parents[3] / "web" / "filters"
FPS = 30


@pytest.fixture(autouse=True, scope="module")
def toy_models(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("toy"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OIVIS_MODELS", str(folder))
        _native.networks.cache_clear()
        yield
    _native.networks.cache_clear()


def film(path: Path, frames: Iterable[np.ndarray], *, sound: bool = False, timed: bool = True) -> Path:
    pending = iter(frames)
    first = next(pending)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FPS, options={"crf": "12", "preset": "ultrafast"})
        video.height, video.width, _ = first.shape
        video.pix_fmt = "yuv444p" if video.width % 2 else "yuv420p"
        tone = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        for index, rgb in enumerate(chain([first], pending)):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = index if timed else None, Fraction(1, FPS)
            container.mux(video.encode(frame))
            if tone:
                samples = av.AudioFrame.from_ndarray(np.zeros((1, 1600), np.float32), "fltp", "mono")
                samples.sample_rate, samples.pts, samples.time_base = 48000, index * 1600, Fraction(1, 48000)
                container.mux(tone.encode(samples))
        container.mux(video.encode(None))
        if tone:
            container.mux(tone.encode(None))
    return path


def pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def run(source: Path, target: Path, **options) -> dict:
    return process(source, target, filters=FILTERS, **options)


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_the_person_stays_and_the_room_goes(tmp_path, suffix):
    target = tmp_path / f"out{suffix}"
    summary = run(film(tmp_path / "in.mp4", [room()] * 8), target, scene="studio")
    shown = pictures(target)
    assert summary["frames"] == len(shown) == 8 and shown[-1].shape == (480, 640, 3)
    x0, y0, x1, y1 = PERSON
    inside = shown[-1][y0 + 40 : y1, x0 + 24 : x1 - 24].astype(int)
    assert np.abs(inside - [220, 40, 40]).mean() < 24
    assert stripes(room()[:, 320:]) > 60 and stripes(shown[-1][:, 320:]) < 4


def test_events_are_written_with_the_times_of_the_video(tmp_path):
    source = film(tmp_path / "in.mp4", chain(pause(0.6), slide(500, 160)))
    target, events = tmp_path / "out.mp4", tmp_path / "events.jsonl"
    summary = run(source, target, scene="blur", events=events)
    told = [json.loads(line) for line in events.read_text().splitlines()]
    assert next(each["scene"] for each in told if each["kind"] == "scene") == "blur"
    (command,) = [each for each in told if each["kind"] == "command"]
    assert command["command"] == "next" and 600 < command["timestamp"] < summary["seconds"] * 1000 + 1
    assert summary["events"]["command"] == 1 and not any(each["kind"] == "hud" for each in told)


def test_a_chain_from_a_file_lies_over_the_scene_with_the_tables_and_pictures_beside_it(tmp_path):
    (tmp_path / "inverse.cube").write_text("LUT_1D_SIZE 2\n1 1 1\n0 0 0\n")
    Image.new("RGBA", (20, 10), (0, 255, 0, 255)).save(tmp_path / "green.png")
    links = [
        {"filter": "lut", "params": {"table": "inverse.cube"}},
        {"filter": "sticker", "params": {"picture": "green.png", "at": [0.8, 0.2], "size": 0.2}},
    ]
    (tmp_path / "chain.json").write_text(json.dumps(links))
    source, plain, over = (
        film(tmp_path / "in.mp4", [room()] * 4),
        tmp_path / "plain.mp4",
        tmp_path / "over.mp4",
    )
    run(source, plain, scene="studio")
    run(source, over, scene="studio", chain=tmp_path / "chain.json")
    before, after = (pictures(path)[-1].astype(int) for path in (plain, over))
    assert np.abs(before + after - 255)[:, :400].mean() < 6
    assert np.abs(after[96, 512] - [0, 255, 0]).max() < 40


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("[", OivisError, "no JSON"),
        ("3", OivisError, "not a list of links"),
        ('[{"filter": "lut", "params": {"table": "x.cube"}}]', FileNotFoundError, r"names x\.cube"),
        ('[{"filter": "lut", "params": {"table": "broken.cube"}}]', OivisError, "line 1 begins with 'no'"),
        ('[{"filter": "sticker", "params": {"picture": "broken.png"}}]', OivisError, "no picture that can"),
        (
            '[{"filter": "sticker", "params": {"size": 9}}]',
            OivisError,
            r"size of sticker is 9, outside 0\.01 to 2",
        ),
    ],
)
def test_a_wrong_chain_is_refused_with_what_is_wrong_and_nothing_is_written(tmp_path, text, error, said):
    for name in ("broken.cube", "broken.png"):
        (tmp_path / name).write_text("no such thing")
    (tmp_path / "chain.json").write_text(text)
    with pytest.raises(error, match=said):
        run(film(tmp_path / "in.mp4", [room()]), tmp_path / "out.mp4", chain=tmp_path / "chain.json")
    assert not (tmp_path / "out.mp4").exists()


def test_a_mirrored_file_has_left_and_right_turned_over(tmp_path):
    target = tmp_path / "out.mp4"
    run(film(tmp_path / "in.mp4", [room()] * 2), target, scene="studio", is_mirrored=True)
    x0, _, x1, _ = PERSON
    red, _, blue = pictures(target)[-1][300, 640 - (x0 + x1) // 2].astype(int)
    assert red > blue + 100


def test_sound_is_copied_where_the_container_carries_it(tmp_path):
    source = film(tmp_path / "in.mp4", [room()] * 12, sound=True)
    assert run(source, tmp_path / "out.mp4")["audio"] == "copied"
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
        assert sum(frame.samples for frame in container.decode(audio=0)) >= 12 * 1600
    assert run(source, tmp_path / "out.webm")["audio"] == "dropped"


def test_frames_that_say_no_time_of_their_own_come_at_the_rate_of_the_file(tmp_path):
    summary = run(film(tmp_path / "in.mp4", [room()] * 6, timed=False), tmp_path / "out.mp4")
    assert (summary["frames"], summary["seconds"]) == (6, pytest.approx(5 / FPS, abs=0.002))


def test_an_odd_last_column_is_left_out(tmp_path):
    source = film(tmp_path / "in.mp4", [np.ascontiguousarray(room()[:, :-1])] * 2)
    run(source, tmp_path / "out.mp4")
    assert pictures(tmp_path / "out.mp4")[0].shape == (480, 638, 3)


def test_an_unknown_scene_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(OivisError, match="no scene 'moon', and no such file: choose one of snow, blur"):
        run(tmp_path / "in.mp4", tmp_path / "out.mp4", scene="moon")


def behind(path: Path) -> list[np.ndarray]:
    """The mean colour of each frame beside the person."""
    return [frame[40:440, 340:600].mean(axis=(0, 1)) for frame in pictures(path)]


def test_a_colour_or_a_picture_is_a_scene_that_covers_the_room(tmp_path):
    source, target = film(tmp_path / "in.mp4", [room()] * 2), tmp_path / "out.mp4"
    run(source, target, scene="#336699")
    assert np.abs(behind(target)[-1] - [0x33, 0x66, 0x99]).max() < 8
    # Tall: its sides fill the view, what is above and below the middle is left out.
    tall = np.full((400, 100, 3), (200, 60, 20), np.uint8)
    tall[120:280] = (20, 90, 200)
    Image.fromarray(tall).save(tmp_path / "tall.png")
    run(source, target, scene=str(tmp_path / "tall.png"))
    assert np.abs(behind(target)[-1] - [20, 90, 200]).max() < 8


def test_a_video_plays_behind_the_person_at_its_own_rate_and_begins_anew(tmp_path):
    colours = [np.full((120, 160, 3), colour, np.uint8) for colour in ((200, 40, 40), (40, 40, 200))]
    clip = film(tmp_path / "clip.mp4", [colours[0]] * 6 + [colours[1]] * 6)
    target = tmp_path / "out.mp4"
    run(film(tmp_path / "in.mp4", [room()] * 18), target, scene=str(clip))
    seen = ["red" if red > blue else "blue" for red, _, blue in behind(target)]
    assert seen == ["red"] * 6 + ["blue"] * 6 + ["red"] * 6


def test_a_video_that_cannot_be_wound_back_begins_anew_too(tmp_path):
    clip = Film(film(tmp_path / "clip.h264", [np.zeros((64, 64, 3), np.uint8)] * 6))
    assert all(clip.at(time_s) is not None for time_s in (0, 1, 2))
    clip.close()


@pytest.mark.parametrize("name", ["wall.png", "wall.mp4", "wall"])
def test_a_scene_file_that_is_no_picture_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"no picture" * 50)
    with pytest.raises(OivisError, match=f"{name} is no picture") as refused:
        run(film(tmp_path / "in.mp4", [room()]), tmp_path / "out.mp4", scene=str(tmp_path / name))
    assert refused.value.code == "source-unreadable" and not (tmp_path / "out.mp4").exists()


def test_a_target_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(OivisError, match=r"out\.gif is to end in one of \.mp4"):
        run(tmp_path / "in.mp4", tmp_path / "out.gif")


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file .*in\.mp4"):
        run(tmp_path / "in.mp4", tmp_path / "out.mp4")
    film(tmp_path / "in.mp4", [room()])
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere"):
        run(tmp_path / "in.mp4", tmp_path / "nowhere" / "out.mp4")


@pytest.mark.parametrize("content", [b"", b"no video", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 200])
def test_what_is_no_video_is_refused_and_nothing_is_left_behind(tmp_path, content):
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    source.write_bytes(content)
    with pytest.raises(OivisError, match=r"in\.mp4 cannot be used") as refused:
        run(source, target)
    assert refused.value.code == "source-unreadable"
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_a_video_with_its_end_cut_off_gives_what_can_be_read(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (12, 96, 128, 3), np.uint8)
    source = film(tmp_path / "in.mkv", noise)
    source.write_bytes(source.read_bytes()[: source.stat().st_size * 2 // 3])
    assert 0 < run(source, tmp_path / "out.mp4")["frames"] < 12


def test_a_plugin_draws_into_the_file_and_tells_its_events(tmp_path):
    source = film(tmp_path / "in.mp4", pause(0.5))
    for name, plugins in (("plain", {}), ("played", {"duel": {"wins": 1}, "vignette": {"amount": 1.0}})):
        events = tmp_path / f"{name}.jsonl"
        process(
            source, tmp_path / f"{name}.mp4", filters=FILTERS, scene="studio", plugins=plugins, events=events
        )
    told = [json.loads(line) for line in (tmp_path / "played.jsonl").read_text().splitlines()]
    assert [record["plugin"] for record in told if record.get("what") == "on"] == ["duel", "vignette"]
    plain, played = (pictures(tmp_path / f"{name}.mp4")[-1].astype(int) for name in ("plain", "played"))
    height, width, _ = plain.shape
    # The score stands at the top, in the middle; the corners are dark.
    score = np.s_[height // 20 : height // 7, width * 2 // 5 : width * 3 // 5]
    assert np.abs(played[score] - plain[score]).max() > 60
    assert played[:10, :10].mean() < plain[:10, :10].mean() - 20


@pytest.mark.parametrize(
    ("plugins", "said"), [({"nobody": {}}, "no plug-in nobody"), ({"booth": {"shots": 9}}, "outside 1 to 4")]
)
def test_a_wrong_plugin_is_refused_and_nothing_is_written(tmp_path, plugins, said):
    source, target = film(tmp_path / "in.mp4", pause(0.1)), tmp_path / "out.mp4"
    with pytest.raises(OivisError, match=said):
        process(source, target, filters=FILTERS, plugins=plugins)
    assert not target.exists()
