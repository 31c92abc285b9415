"""Drawn clips as files."""

import io
from collections.abc import Iterable

import av
import numpy as np

from e2e.toy.clips import FPS, HEIGHT, WIDTH


def webm(frames: Iterable[np.ndarray]) -> bytes:
    """Frames, uint8 (480, 640, 3), as a WebM that Chromium plays."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="webm") as container:
        # A second of VP8 took 3.4 s of a core, whatever its options say; one of VP9 takes 0.2 s.
        options = {"deadline": "realtime", "cpu-used": "8", "crf": "8", "b": "4M"}
        stream = container.add_stream("libvpx-vp9", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()
