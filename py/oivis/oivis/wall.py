"""What `oivis process --scene` takes beside our own: a picture, a video that plays on and on, or a colour."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from .errors import OivisError
from .host import Host
from .over import PICTURES, premultiplied, read_picture
from .own import LARGEST, OWN
from .stage import Stage


class Wall:
    """The scene of a file's own, behind the person.

    Parameters
    ----------
    given : str
        A colour such as `"#336699"`, or the path of a picture or a video.

    Raises
    ------
    OivisError
        `source-unreadable` where the file is neither.
    """

    def __init__(self, given: str) -> None:
        self._colour = given if given.startswith("#") else None
        self._film: Film | None = None
        self._picture: np.ndarray | None = None
        if self._colour:
            return
        path = Path(given)
        if path.suffix.lower() in PICTURES:
            self._picture = read_picture(path, LARGEST)
        else:
            self._film = Film(path)
            self._picture = self._film.at(0.0)

    def hang(self, host: Host, stage: Stage) -> None:
        """Make it the scene of a stage; `OivisError` where a colour is none."""
        if self._picture is not None:
            host.picture(OWN, self._picture)
        what = {"colour": self._colour} if self._colour else {"picture": OWN}
        sentence = stage.own(json.dumps(what))
        if sentence:
            raise OivisError("unsupported", sentence)

    def turn(self, host: Host, time_s: float) -> None:
        """Show what a video shows at that time; it begins anew after its end."""
        picture = self._film.at(time_s) if self._film else None
        if picture is not None:
            host.picture(OWN, picture)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._film:
            self._film.close()


class Film:
    """The frames of a video by time, over and over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames = self._play()
        try:
            self._next = next(self._frames)
        except (StopIteration, IndexError, av.error.FFmpegError, OSError) as error:
            raise OivisError(
                "source-unreadable", f"{path.name} is no picture or video that can be read."
            ) from error

    def at(self, time_s: float) -> np.ndarray | None:
        """The frame of that time, as `read_picture` gives it; None where it was the last one asked for.

        Times are to rise.
        """
        shown = None
        while self._next[0] <= time_s:
            shown = self._next[1]
            self._next = next(self._frames)
        return None if shown is None else premultiplied(shown, LARGEST)

    def close(self) -> None:
        """Let go of the file."""
        self._frames.close()

    def _play(self) -> Generator[tuple[float, av.VideoFrame], None, None]:
        began_s = 0.0
        while True:
            frames = 0
            # Opened anew each time round: not every format can be wound back.
            with av.open(str(self._path)) as container:
                rate = float(container.streams.video[0].average_rate or 30)
                # What is damaged ends a video there, as its end does.
                with suppress(av.error.InvalidDataError):
                    for frames, frame in enumerate(container.decode(video=0), 1):
                        yield began_s + (frames - 1) / rate, frame
            if not frames:
                return
            began_s += frames / rate
