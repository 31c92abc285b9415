"""Files that Chromium plays as a camera."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av
    import numpy as np

# Chromium plays an MJPEG file at this rate, whatever the file says, and begins again at its end.
FPS = 30


@dataclass(frozen=True)
class Camera:
    """A camera that plays a file.

    Attributes
    ----------
    path : Path
        Motion JPEG: one picture after the other, nothing between them.
    width, height : int
        Pixels.
    frames : int
        Pictures in the file; Chromium shows 30 a second and loops.
    """

    path: Path
    width: int
    height: int
    frames: int

    @property
    def duration_s(self) -> float:
        """Seconds until the camera begins again."""
        return self.frames / FPS

    def copy(self, folder: Path) -> Camera:
        """The same camera from a file of its own, for a test that takes it away."""
        return replace(self, path=Path(shutil.copy(self.path, folder)))


class Cameras:
    """Makes cameras in one folder; the same content is written once.

    Parameters
    ----------
    folder : Path
        Where the files are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def from_frames(self, frames: Iterable[np.ndarray]) -> Camera:
        """Write pictures as a camera that plays them at 30 a second.

        Parameters
        ----------
        frames : iterable of ndarray of uint8, shape (H, W, 3)
            RGB, all of one size; H and W even (the camera is 4:2:0).

        Returns
        -------
        Camera

        Raises
        ------
        ValueError
            Without frames, or where one differs in size from the first or has an odd side.

        Notes
        -----
        Chromium takes the luma of a JPEG for limited range (16..235), though JFIF says full range: a
        common JPEG comes out with too much contrast. The pictures are therefore written with limited
        range planes, and the page sees the given values to within 1 or 2 (measured on Chromium 156).
        """
        # Another run of the tests may write into the same folder.
        partial = self.folder / f"{os.getpid()}.part"
        digest, count, encoder = hashlib.sha256(), 0, None
        with partial.open("wb") as file:
            for frame in frames:
                encoder = encoder or _encoder(*_size(frame))
                if frame.shape != (encoder.height, encoder.width, 3):
                    want = (encoder.height, encoder.width, 3)
                    raise ValueError(f"frame {count} has shape {frame.shape}; the first one had {want}")
                for jpeg in _jpegs(encoder, frame, count):
                    digest.update(jpeg)
                    file.write(jpeg)
                count += 1
        if encoder is None:
            raise ValueError("a camera needs at least one frame")
        path = self.folder / f"{digest.hexdigest()[:24]}.mjpeg"
        partial.replace(path)
        return Camera(path, encoder.width, encoder.height, count)

    def from_clip(
        self, clip: str | Path, *, width: int = 640, height: int = 480, seconds: float | None = None
    ) -> Camera:
        """Play a video.

        Parameters
        ----------
        clip : path
            Any video that PyAV reads.
        width, height : int
            Pixels of the camera; the clip is scaled to cover them and cut at the middle.
        seconds : float, optional
            Length to take from the start; all of it by default.

        Returns
        -------
        Camera
            At 30 frames a second: frames are repeated or left out where the clip has another rate.
        """
        return self.from_frames(clip_frames(clip, width, height, seconds))

    def from_pictures(self, pictures: Sequence[str | Path | np.ndarray], *, hold_s: float = 1.0) -> Camera:
        """Show pictures one after the other.

        Parameters
        ----------
        pictures : sequence of path or ndarray of uint8, shape (H, W, 3)
            All of one size; an odd last row or column is cut off.
        hold_s : float
            Seconds for each.

        Returns
        -------
        Camera
        """

        def frames() -> Iterator[np.ndarray]:
            for picture in pictures:
                pixels = _read(picture) if isinstance(picture, str | Path) else picture
                even = pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
                for _ in range(max(1, round(hold_s * FPS))):
                    yield even

        return self.from_frames(frames())


def clip_frames(
    clip: str | Path, width: int, height: int, seconds: float | None = None
) -> Iterator[np.ndarray]:
    """The frames of a video, resampled to 30 a second.

    Parameters
    ----------
    clip : path
        Any video that PyAV reads.
    width, height : int
        Pixels; the clip is scaled to cover them and cut at the middle.
    seconds : float, optional
        Length to take from the start; all of it by default.

    Yields
    ------
    ndarray of uint8, shape (height, width, 3)
        RGB.
    """
    import av

    shown = 0
    with av.open(str(clip)) as container:
        start: float | None = None
        for frame in container.decode(video=0):
            start = frame.time if start is None else start
            until = round((frame.time - start + 1 / FPS) * FPS) if frame.time is not None else shown + 1
            if until <= shown:
                continue
            pixels = _cover(frame, width, height)
            while shown < until:
                if seconds is not None and shown >= seconds * FPS:
                    return
                yield pixels
                shown += 1


def _size(frame: np.ndarray) -> tuple[int, int]:
    height, width = frame.shape[:2]
    if frame.ndim != 3 or frame.shape[2] != 3 or height % 2 or width % 2:
        raise ValueError(f"a frame is RGB with even sides, (H, W, 3); this one has shape {frame.shape}")
    return width, height


def _encoder(width: int, height: int) -> av.VideoCodecContext:
    import av
    from av.video.reformatter import ColorRange

    encoder = av.VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.color_range = Fraction(1, FPS), ColorRange.MPEG
    # Limited range is "unofficial" JPEG; Chromium's decoder wants the standard Huffman tables.
    encoder.options = {"strict": "unofficial", "qmin": "2", "qmax": "2", "huffman": "default"}
    return encoder


def _jpegs(encoder: av.VideoCodecContext, frame: np.ndarray, index: int) -> list[bytes]:
    import av
    from av.video.reformatter import ColorRange, Colorspace

    picture = av.VideoFrame.from_ndarray(frame, "rgb24").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.MPEG
    )
    picture.pts = index
    return [bytes(packet) for packet in encoder.encode(picture)]


def _cover(frame: av.VideoFrame, width: int, height: int) -> np.ndarray:
    scale = max(width / frame.width, height / frame.height)
    wide, high = round(frame.width * scale), round(frame.height * scale)
    pixels = frame.reformat(width=wide, height=high).to_ndarray(format="rgb24")
    top, left = (high - height) // 2, (wide - width) // 2
    return pixels[top : top + height, left : left + width]


def _read(path: str | Path) -> np.ndarray:
    import numpy as np
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
