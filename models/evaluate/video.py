"""Moving pictures: how steady the matte is, how late, and in how many frames it has islands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import numpy as np
from oivis._native import Sessions
from PIL import Image

from models import pictures
from models.evaluate.measures import boundary_f, holes, islands, mean_iou
from models.evaluate.methods import METHODS, Stream
from models.evaluate.motion import Flicker, Settled, lag, luma
from models.evaluate.mover import COUNT, FPS, mover
from models.progress import Progress, counter

Figures = dict[str, dict[str, dict[str, float | None]]]
# A frame, and its truth where that is known: float [H, W], 0..1.
Frames = Iterable[tuple[np.ndarray, np.ndarray | None]]

# A page's camera gives this at most; larger clips are shrunk to it.
WIDTH, HEIGHT = 640, 480
# Lateness is looked for at a quarter of the size.
SHRINK = 4
# Frames between two that are compared with the truth.
EVERY = 3

# Clips of `dev` with people in front of a camera that stands still; people and rooms that clips are made of.
CLIPS = (
    "asl_signerA.mp4",
    "livep_woman_room_720p.mp4",
    "intel_head-pose-face-detection-male.mp4",
    "intel_head-pose-face-detection-female-and-male.mp4",
)
MOVERS = (("ccp", "0793_upper", "Kitchen.jpg"), ("ccp", "0788_upper", "Bookshelf.jpg"))


def evaluate(frames: Frames, fps: float, networks: Sessions, advance: Callable[[], None]) -> dict:
    """The figures of one clip by method.

    Parameters
    ----------
    frames : iterable of (ndarray of uint8 [H, W, 3], ndarray of float32 [H, W] or None)
        All of one size; in order, none left out.
    fps : float
        Frames a second, for the lag.
    networks : Sessions
    advance : callable
        Called after each frame.

    Returns
    -------
    dict of str to dict
        By method. `flicker`: mean absolute change of the matte where the picture has stood still for a
        while, in thousandths; `lag ms`: how late the matte is, against the truth where there is one, else
        against what the same method makes of each frame alone; `islands`, `holes`: share of frames that
        have any. Where the truth is known also `error`, the mean absolute difference of matte and truth, in
        thousandths; `mIoU` and `boundary F`, over every third frame. None where the clip cannot say.
    """
    flicker = {name: Flicker() for name in METHODS}
    counts: dict[str, dict[str, list[float]]] = {name: {} for name in METHODS}
    small: dict[str, list[np.ndarray]] = {name: [] for name in METHODS}
    # What each would show if it were in time.
    prompt: dict[str, list[np.ndarray]] = {name: [] for name in METHODS}
    moved: list[np.ndarray] = []
    settle = Settled()
    for number, frame in enumerate(_seen(frames, networks)):
        settled, changed = settle(frame.luma)
        moved.append(changed[::SHRINK, ::SHRINK])
        for name, matte in frame.mattes.items():
            flicker[name].add(matte, settled)
            small[name].append(_shrunk(matte))
            prompt[name].append(_shrunk(frame.prompt.get(name, matte)))
            mask = matte >= 0.5
            found = {"islands": float(islands(mask) > 0), "holes": float(holes(mask) > 0)}
            if frame.truth is not None:
                found["error"] = float(np.abs(matte - frame.truth).mean()) * 1000
            if frame.truth is not None and number % EVERY == 0:
                found["mIoU"] = mean_iou(mask, frame.truth >= 0.5)
                found["boundary F"] = boundary_f(mask, frame.truth >= 0.5)
            for key, value in found.items():
                counts[name].setdefault(key, []).append(value)
        advance()
    rows: dict[str, dict[str, float | None]] = {}
    for name in METHODS:
        late = lag(np.array(small[name]), np.array(prompt[name]), np.array(moved))
        change = flicker[name].value
        rows[name] = {
            "flicker": None if change is None else change * 1000,
            "lag ms": None if late is None else late * 1000 / fps,
            **{key: float(np.mean(values)) for key, values in counts[name].items()},
        }
    return rows


@dataclass(frozen=True, slots=True)
class _Frame:
    """One frame as all methods see it; `prompt` is what they would show if they were in time."""

    mattes: dict[str, np.ndarray]
    prompt: dict[str, np.ndarray]
    luma: np.ndarray
    truth: np.ndarray | None


def clip(path: Path, count: int, networks: Sessions, progress: Progress) -> Figures:
    """A file's first `count` frames (0: all of them), shrunk to fit 640x480.

    Raises
    ------
    ValueError
        If it is no video, or changes its size.
    """
    try:
        opened = av.open(str(path))
    except (av.error.FFmpegError, OSError) as error:
        raise ValueError(f"{path} is no video that can be read: {error}") from error
    with opened as container:
        if not container.streams.video:
            raise ValueError(f"{path} has no picture in it.")
        stream = container.streams.video[0]
        fps = float(stream.average_rate or 30)
        total = min(count or stream.frames, stream.frames or count)
        images = (frame.to_ndarray(format="rgb24") for frame in container.decode(stream))
        frames = ((_fitted(image), None) for image in islice(images, count or None))
        return {path.name: evaluate(frames, fps, networks, counter(path.name, total, progress))}


def made(name: str, room: str, source: str, networks: Sessions, progress: Progress) -> Figures:
    """A person of a picture of `dev` who moves over a room of it; see `mover`."""
    root = pictures.folder()
    folder = root / "portraits" / source
    frames = mover(
        folder / "images" / f"{name}.jpg",
        folder / "masks" / f"{name}.png",
        root / "backgrounds" / "twilio" / room,
    )
    title = f"{name} moving over {room}"
    return {title: evaluate(frames, FPS, networks, counter(title, COUNT, progress))}


def dev(count: int, networks: Sessions, progress: Progress) -> Figures:
    """The clips of `dev`, those made of its pictures, and the mean over all of them."""
    tables: Figures = {}
    for name in CLIPS:
        tables |= clip(pictures.folder() / "videos" / name, count, networks, progress)
    for source, name, room in MOVERS:
        tables |= made(name, room, source, networks, progress)
    return tables | {f"mean of {len(tables)} clips": mean(list(tables.values()))}


def mean(clips: list[dict[str, dict[str, float | None]]]) -> dict[str, dict[str, float | None]]:
    """The mean of each figure over the clips that have it for every method."""
    figures: dict[str, dict[str, float | None]] = {name: {} for name in METHODS}
    for key in dict.fromkeys(key for rows in clips for row in rows.values() for key in row):
        table = [[rows[name].get(key) for name in METHODS] for rows in clips]
        known = [row for row in table if None not in row]
        for name, values in zip(METHODS, zip(*known, strict=True), strict=False):
            figures[name][key] = sum(values) / len(values)
    return figures


def _seen(frames: Frames, networks: Sessions) -> Iterator[_Frame]:
    stream: Stream | None = None
    size: tuple[int, ...] = ()
    with ExitStack() as stack:
        for image, truth in frames:
            if stream is None:
                size = image.shape
                stream = stack.enter_context(Stream(networks, size[1], size[0]))
            if image.shape != size:
                raise ValueError(f"the clip changes its size from {size[1]}x{size[0]}; cut it there.")
            mattes = stream(image)
            prompt = stream.alone(image) if truth is None else dict.fromkeys(mattes, truth)
            yield _Frame(mattes, prompt, luma(image), truth)


def _fitted(image: np.ndarray) -> np.ndarray:
    scale = min(1.0, WIDTH / image.shape[1], HEIGHT / image.shape[0])
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX)) if scale < 1 else image


def _shrunk(matte: np.ndarray) -> np.ndarray:
    return matte[::SHRINK, ::SHRINK].astype(np.float32)
