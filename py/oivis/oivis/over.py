"""A chain in a file, with the tables and pictures beside it, laid over every scene of a stage in CPython."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import numpy as np

from .errors import OivisError
from .host import Host
from .pictures import LARGEST
from .stage import Stage

PICTURES = {".png", ".jpg", ".jpeg", ".webp"}


def lay(stage: Stage, host: Host, chain: Path) -> None:
    """Lay the chain of a file over every scene.

    Parameters
    ----------
    stage : Stage
    host : Host
        The stage's.
    chain : Path
        JSON as `Stage.chain` takes it. Where a parameter names a `.cube`, PNG, JPEG or WebP file, it
        is looked for in the folder of this one.

    Raises
    ------
    FileNotFoundError
        Where there is no such file.
    OivisError
        `unsupported` or `source-unreadable`: names what is wrong in the chain or in a file.
    """
    if not chain.is_file():
        raise FileNotFoundError(f"There is no file {chain}.")
    text = chain.read_text(encoding="utf-8")
    for name in sorted(_names(text)):
        path = chain.parent / name
        if path.suffix.lower() == ".cube":
            _refuse(stage.table(name, _found(path).read_text(encoding="utf-8", errors="replace")))
        elif path.suffix.lower() in PICTURES:
            host.picture(name, read_picture(_found(path)))
            _refuse(stage.picture(name))
    _refuse(stage.chain(text))


def read_picture(path: Path, largest: int = LARGEST) -> np.ndarray:
    """Read a picture: uint8 [h, w, 4], premultiplied, neither side over `largest`.

    Raises
    ------
    OivisError
        `source-unreadable` where it is none.
    """
    try:
        with av.open(str(path)) as container:
            frame = next(container.decode(video=0))
    except (av.error.FFmpegError, StopIteration, IndexError) as error:
        raise OivisError("source-unreadable", f"{path.name} is no picture that can be read.") from error
    return premultiplied(frame, largest)


def premultiplied(frame: av.VideoFrame, largest: int) -> np.ndarray:
    """A frame as a picture that filters see, upright: uint8 [h, w, 4], neither side over `largest`."""
    fit = min(1.0, largest / max(frame.width, frame.height))
    width, height = (max(1, round(side * fit)) for side in (frame.width, frame.height))
    rgba = np.rot90(frame.reformat(width, height, "rgba").to_ndarray(), round(frame.rotation / 90)).copy()
    rgba[..., :3] = (rgba[..., :3] * (rgba[..., 3:] / 255.0) + 0.5).astype(np.uint8)
    return rgba


def _names(text: str) -> set[str]:
    """Every string among the parameters of a chain; what is wrong with it is for the stage to say."""
    try:
        links: Any = json.loads(text)
    except ValueError:
        return set()
    params = (
        [link.get("params") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    )
    return {
        value
        for each in params
        if isinstance(each, dict)
        for value in each.values()
        if isinstance(value, str)
    }


def _found(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"The chain names {path.name}, and there is no file {path}.")
    return path


def _refuse(sentence: str) -> None:
    if sentence:
        raise OivisError("unsupported", sentence)
