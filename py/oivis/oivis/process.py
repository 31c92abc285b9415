"""A video file through the stage: the same loop as in a page, every frame at full quality."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO, cast

import av
import numpy as np

from ._gl import Renderer
from ._native import NativeHost, networks
from .errors import OivisError
from .gestures import Gestures
from .over import lay
from .scenes import SCENES
from .stage import Stage
from .wall import Wall

# Of each container: its format's name, the video encoders to try, the sound that it can carry as it is.
CONTAINERS = {
    ".mp4": ("mp4", ("libx264", "libopenh264", "libvpx-vp9"), {"aac", "mp3", "ac3", "opus", "alac"}),
    ".mov": ("mov", ("libx264", "libopenh264"), {"aac", "mp3", "ac3", "alac", "pcm_s16le"}),
    ".mkv": ("matroska", ("libx264", "libopenh264", "libvpx-vp9"), {"aac", "mp3", "opus", "vorbis", "flac"}),
    ".webm": ("webm", ("libvpx-vp9",), {"opus", "vorbis"}),
}
ENCODING = {
    "libx264": {"crf": "19", "preset": "veryfast"},
    "libopenh264": {"b": "6M"},
    "libvpx-vp9": {"crf": "30", "b": "0", "deadline": "realtime", "cpu-used": "6", "row-mt": "1"},
}


def process(
    source: Path,
    target: Path,
    *,
    filters: Path,
    scene: str = "snow",
    chain: Path | None = None,
    plugins: Mapping[str, Mapping[str, Any]] | None = None,
    events: Path | None = None,
    is_mirrored: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Put the person of a video into a scene.

    Parameters
    ----------
    source : Path
        Any video that PyAV reads. Turned as its metadata says; an odd last row or column is left out.
    target : Path
        .mp4, .mov, .mkv or .webm; written when all of it is there. Sound is copied where the
        container can carry it.
    filters : Path
        The folder of `.frag` files.
    scene : str
        Where it begins; commands may change it. Beside our own scenes it may be the path of a picture
        or of a video, which plays on and on, or a colour such as `"#336699"`.
    chain : Path, optional
        Filters over every scene; see `over.lay`.
    plugins : mapping of str to mapping, optional
        Plug-ins that are switched on from the start, each with its parameters.
    events : Path, optional
        One JSON record a line: `{"kind": "command", "command": "next", ...}`, times in ms of the video.
    is_mirrored : bool
        Turn left and right over first, as a camera's view is.
    progress : callable
        Takes the frames done and their total, 0 where the file does not say.

    Returns
    -------
    dict
        "frames" (int), "seconds" (float), "events" (count by kind), "audio" ("copied", "dropped" or "none").

    Raises
    ------
    OivisError
        `source-unreadable` where the file is no video, `unsupported` where the scene or the target's
        kind is unknown or the chain is wrong, `model-missing`, `webgl-missing`.
    FileNotFoundError
        Where there is no such file, or no folder to write into.
    """
    known = [each.id for each in SCENES]
    if scene not in known and not scene.startswith("#") and not Path(scene).is_file():
        raise OivisError(
            "unsupported",
            f"There is no scene {scene!r}, and no such file: choose one of {', '.join(known)}, "
            "a picture, a video, or a colour such as '#336699'.",
        )
    if target.suffix.lower() not in CONTAINERS:
        raise OivisError("unsupported", f"{target.name} is to end in one of {', '.join(CONTAINERS)}.")
    if not source.is_file():
        raise FileNotFoundError(f"There is no file {source}.")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {target.parent} to write into.")
    part = target.with_name(f"{target.name}.part")
    try:
        with ExitStack() as stack:
            told = stack.enter_context(events.open("w", encoding="utf-8")) if events else None
            summary = asyncio.run(
                _run(
                    source,
                    part,
                    target.suffix.lower(),
                    filters,
                    scene,
                    chain,
                    plugins or {},
                    told,
                    is_mirrored,
                    progress,
                )
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return summary


async def _run(
    source: Path,
    part: Path,
    suffix: str,
    filters: Path,
    scene: str,
    chain: Path | None,
    plugins: Mapping[str, Mapping[str, Any]],
    told: TextIO | None,
    is_mirrored: bool,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    counts: Counter[str] = Counter()

    def emit(kind: str, record: dict[str, Any]) -> None:
        if kind == "hud":
            return
        counts[kind] += 1
        if told:
            told.write(json.dumps({"kind": kind, **record}) + "\n")

    with ExitStack() as stack:
        reader = stack.enter_context(Reader(source, is_mirrored))
        rgb, first_ms = reader.first
        height, width = rgb.shape[:2]
        renderer = Renderer(width, height, filters)
        stack.callback(renderer.close)
        writer = stack.enter_context(Writer(part, suffix, reader, width, height))
        host = NativeHost(networks(), filters, renderer, emit)
        scenes = sorted(SCENES, key=lambda each: each.id != scene)
        stage = Stage(host, Gestures.load(), scenes=scenes, is_governed=False)
        wall = stack.enter_context(Wall(scene)) if scene not in (each.id for each in SCENES) else None
        if wall:
            wall.hang(host, stage)
        if chain:
            lay(stage, host, chain)
        for name, params in plugins.items():
            if wrong := stage.play(name, json.dumps(params)):
                raise OivisError("plugin-failed", wrong)
        frames, last_ms = 0, first_ms
        for item in reader:
            if isinstance(item, av.Packet):
                writer.copy(item)
                continue
            rgb, timestamp_ms = item
            if rgb.shape != (height, width, 3):
                raise OivisError(
                    "source-unreadable",
                    f"{source.name} changes its size after {frames} frames. Cut it there.",
                )
            host.ingest(rgb)
            if wall:
                wall.turn(host, (timestamp_ms - first_ms) / 1000)
            await stage.frame(width, height, timestamp_ms, is_mirrored)
            writer.write(host.shown, timestamp_ms - first_ms)
            frames, last_ms = frames + 1, timestamp_ms
            progress(frames, reader.total)
    return {
        "frames": frames,
        "seconds": round((last_ms - first_ms) / 1000, 3),
        "events": dict(counts),
        "audio": writer.audio,
    }


class Reader:
    """The frames of a video, RGB and upright, and the packets of its sound, in the file's order."""

    def __init__(self, path: Path, is_mirrored: bool) -> None:
        self._name = path.name
        self._is_mirrored = is_mirrored
        try:
            self._container = av.open(str(path))
        except (av.error.FFmpegError, OSError) as error:
            raise self._refusal("it is no video that can be read") from error
        if not self._container.streams.video:
            self._container.close()
            raise self._refusal("there is no picture in it")
        self._video = self._container.streams.video[0]
        self._video.thread_type = "AUTO"
        self.audio = next(iter(self._container.streams.audio), None)
        self.rate = self._video.average_rate or Fraction(30)
        self.total = self._video.frames or int((self._container.duration or 0) / 1e6 * self.rate)
        self._items = self._read()
        self._ahead: list[Any] = []
        try:
            self.first = self._find_first()
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def __iter__(self) -> Iterator[tuple[np.ndarray, float] | av.Packet]:
        while self._ahead:
            yield self._ahead.pop(0)
        yield from self._items

    def _find_first(self) -> tuple[np.ndarray, float]:
        for item in self._items:
            self._ahead.append(item)
            if isinstance(item, tuple):
                return item
        raise self._refusal("not one frame of it can be decoded")

    def _read(self) -> Iterator[tuple[np.ndarray, float] | av.Packet]:
        step_ms = 1000 / float(self.rate)
        at_ms = -step_ms
        for packet in self._container.demux([stream for stream in (self._video, self.audio) if stream]):
            if packet.stream is self.audio:
                # The last, empty packet only tells a decoder to give what it holds.
                if packet.dts is not None:
                    yield packet
                continue
            try:
                frames = self._video.decode(packet)
            except av.error.InvalidDataError:
                # One broken packet is a glitch; a file of nothing else has no first frame.
                continue
            for frame in frames:
                told_ms = -1.0 if frame.time is None else frame.time * 1000
                # A frame without a later time of its own comes a step after the one before it.
                at_ms = told_ms if told_ms > at_ms else at_ms + step_ms
                yield self._upright(frame), at_ms

    def _upright(self, frame: av.VideoFrame) -> np.ndarray:
        rgb = np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90))
        # Encoders take even sides only, since colour is stored at half the size.
        rgb = rgb[: rgb.shape[0] // 2 * 2, : rgb.shape[1] // 2 * 2]
        return np.ascontiguousarray(rgb[:, ::-1] if self._is_mirrored else rgb)

    def _refusal(self, reason: str) -> OivisError:
        return OivisError(
            "source-unreadable", f"{self._name} cannot be used: {reason}. Try an .mp4 or .webm file."
        )


class Writer:
    """The video that comes out: yuv420p, the times of the frames kept."""

    def __init__(self, path: Path, suffix: str, reader: Reader, width: int, height: int) -> None:
        form, encoders, sounds = CONTAINERS[suffix]
        encoder = next((name for name in encoders if name in av.codecs_available), None)
        if encoder is None:
            raise OivisError("unsupported", f"This PyAV has none of {', '.join(encoders)} to write {suffix}.")
        self._container = av.open(str(path), "w", format=form)
        stream = self._container.add_stream(encoder, rate=reader.rate, options=ENCODING[encoder])
        self._video = cast(av.VideoStream, stream)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        self._video.codec_context.time_base = Fraction(1, 90000)
        self._sound = None
        self.audio = "none"
        if reader.audio:
            carried = reader.audio.codec_context.name in sounds
            self.audio = "copied" if carried else "dropped"
            if carried:
                self._sound = self._container.add_stream_from_template(reader.audio)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._container.mux(self._video.encode(None))
        self._container.close()

    def copy(self, packet: av.Packet) -> None:
        """Hand a packet of sound on."""
        if self._sound:
            packet.stream = self._sound
            self._container.mux(packet)

    def write(self, rgb: np.ndarray, timestamp_ms: float) -> None:
        """Encode one frame: uint8 [H, W, 3], its time from the first one."""
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
        frame.pts, frame.time_base = round(timestamp_ms * 90), Fraction(1, 90000)
        self._container.mux(self._video.encode(frame))
