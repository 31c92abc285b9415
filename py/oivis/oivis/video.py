"""Video files: frames and packets of one that is read, and one that is written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np

from .errors import OivisError

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


class Reader:
    """The frames of a video, RGB and upright, and the packets of its sound, in the file's order."""

    def __init__(self, path: Path, is_mirrored: bool) -> None:
        self.name = path.name
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
            "source-unreadable", f"{self.name} cannot be used: {reason}. Try an .mp4 or .webm file."
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
        try:
            if kind is None:
                self._container.mux(self._video.encode(None))
        finally:
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
