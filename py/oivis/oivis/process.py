"""A video file through the stage: the same loop as in a page, every frame at full quality."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import av

from ._gl import Renderer
from ._native import NativeHost, networks
from .errors import OivisError
from .gestures import Gestures
from .over import lay
from .scenes import SCENES
from .stage import Stage
from .video import CONTAINERS, Reader, Writer
from .wall import Wall


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
    counts: Counter[str] = Counter()
    try:
        with ExitStack() as stack:
            told = stack.enter_context(events.open("w", encoding="utf-8")) if events else None

            def emit(kind: str, record: dict[str, Any]) -> None:
                if kind == "hud":
                    return
                counts[kind] += 1
                if told:
                    told.write(json.dumps({"kind": kind, **record}) + "\n")

            reader = stack.enter_context(Reader(source, is_mirrored))
            height, width = reader.first[0].shape[:2]
            renderer = Renderer(width, height, filters)
            stack.callback(renderer.close)
            writer = stack.enter_context(Writer(part, target.suffix.lower(), reader, width, height))
            host = NativeHost(networks(), filters, renderer, emit)
            scenes = sorted(SCENES, key=lambda each: each.id != scene)
            stage = Stage(host, Gestures.load(), scenes=scenes, is_governed=False)
            wall = None if scene in known else stack.enter_context(Wall(scene))
            if wall:
                wall.hang(host, stage)
            if chain:
                lay(stage, host, chain)
            for name, params in (plugins or {}).items():
                if wrong := stage.play(name, json.dumps(params)):
                    raise OivisError("plugin-failed", wrong)
            frames, ms = asyncio.run(_run(reader, writer, host, stage, wall, is_mirrored, progress))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return {
        "frames": frames,
        "seconds": round(ms / 1000, 3),
        "events": dict(counts),
        "audio": writer.audio,
    }


async def _run(
    reader: Reader,
    writer: Writer,
    host: NativeHost,
    stage: Stage,
    wall: Wall | None,
    is_mirrored: bool,
    progress: Callable[[int, int], None],
) -> tuple[int, float]:
    """Give how many frames there were, and the time from the first to the last."""
    (first, first_ms), frames, last_ms = reader.first, 0, 0.0
    height, width = first.shape[:2]
    for item in reader:
        if isinstance(item, av.Packet):
            writer.copy(item)
            continue
        rgb, timestamp_ms = item
        if rgb.shape != first.shape:
            raise OivisError(
                "source-unreadable",
                f"{reader.name} changes its size after {frames} frames. Cut it there.",
            )
        host.ingest(rgb)
        last_ms = timestamp_ms - first_ms
        if wall:
            wall.turn(host, last_ms / 1000)
        await stage.frame(width, height, timestamp_ms, is_mirrored)
        writer.write(host.shown, last_ms)
        frames += 1
        progress(frames, reader.total)
    return frames, last_ms
