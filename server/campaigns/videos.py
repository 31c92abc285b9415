"""Short videos from outside: decoded within limits and encoded anew, silent, as WebM."""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
from av.video.frame import VideoFrame

from server.campaigns.wrong import WrongError
from server.texts.say import say

LONGEST_S = 20
LARGEST_SIDE = 4096
WIDTH, HEIGHT, RATE = 1280, 720, 30
OPTIONS = {"crf": "34", "b": "0", "deadline": "realtime", "cpu-used": "8", "row-mt": "1"}
MS = Fraction(1, 1000)


def _kind(content: bytes) -> str | None:
    """Tell the container by its first bytes: FFmpeg's own guess would also open lists of other files."""
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    return "mp4" if content[4:8] == b"ftyp" else None


def clean_video(name: str, content: bytes) -> bytes:
    """Give a video as silent VP9 in WebM, within 1280x720 and 30 frames a second.

    Raises
    ------
    WrongError
        If it is none, longer than `LONGEST_S` or larger than `LARGEST_SIDE` a side.
    """
    kind = _kind(content)
    if kind is None:
        raise WrongError(say("{name} is no video that can be read; right would be WebM or MP4.", name=name))
    try:
        with av.open(io.BytesIO(content), "r", format=kind) as source:
            return _encoded(name, source)
    except WrongError:
        raise
    except (av.FFmpegError, ValueError, ArithmeticError, IndexError, OSError) as error:
        raise WrongError(say("{name} is broken: it cannot be read to its end.", name=name)) from error


def _encoded(name: str, source: "av.container.InputContainer") -> bytes:
    if not source.streams.video:
        raise WrongError(say("{name} has no picture; right would be a video.", name=name))
    stream = source.streams.video[0]
    width, height = stream.codec_context.width, stream.codec_context.height
    if not 0 < max(width, height) <= LARGEST_SIDE or min(width, height) < 16:
        raise WrongError(
            say(
                "{name} is {width}x{height}; right would be 16 to {most} a side.",
                name=name,
                width=width,
                height=height,
                most=LARGEST_SIDE,
            )
        )
    fit = min(1, WIDTH / width, HEIGHT / height)
    # The encoder halves colours: sides are even.
    size = [max(16, round(side * fit / 2) * 2) for side in (width, height)]
    written = io.BytesIO()
    # Bit-exact: else each file has random names inside, and the same video would be kept many times.
    with av.open(written, "w", format="webm", options={"fflags": "+bitexact"}) as target:
        made = target.add_stream("libvpx-vp9", rate=RATE, options=OPTIONS)
        made.width, made.height, made.pix_fmt, made.time_base = size[0], size[1], "yuv420p", MS
        count = 0
        for time_ms, frame in _frames(name, source):
            picture = frame.reformat(size[0], size[1], "yuv420p")
            picture.pts, picture.time_base = time_ms, MS
            target.mux(made.encode(picture))
            count += 1
        if not count:
            raise WrongError(say("{name} has no picture that can be read.", name=name))
        target.mux(made.encode())
    return written.getvalue()


def _frames(name: str, source: "av.container.InputContainer") -> Iterator[tuple[int, VideoFrame]]:
    """Give the frames with their times from zero, in milliseconds, none too close to the one before."""
    first, last = None, -1000
    for frame in source.decode(video=0):
        if frame.time is None:
            continue
        first = frame.time if first is None else first
        time_ms = round((frame.time - first) * 1000)
        if time_ms > LONGEST_S * 1000:
            raise WrongError(
                say("{name} is longer than {most} s, which is the most.", name=name, most=LONGEST_S)
            )
        if time_ms - last >= 1000 / RATE - 2:
            yield time_ms, frame
            last = time_ms
