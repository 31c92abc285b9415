"""Training pictures: real ones as a camera might frame them, and made ones, hands put where they would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from oivis.types import GESTURES
from PIL import Image

from models.pictures import read_rgb
from models.training.colour import transfer
from models.training.wear import blur, wear

from .boxes import overlaps, round_points
from .cut import Cutout, cutouts, placed
from .listing import UNKNOWN, Entry, Labelled

CLASSES = GESTURES  # the last one, none, is any other hand
UNKNOWN_CLASS = -1
# Pictures are put together twice as large as they are learnt from, then made small.
FINER = 2
# Shares of real pictures, of made ones and of those without a hand.
REAL, MADE = 0.5, 0.4
# How often each source is drawn among the real ones, whatever its size.
SOURCES = {
    "hands/hagrid": 0.30,
    "hands/emre": 0.22,
    "hands/dwiv": 0.22,
    "hands/digits": 0.10,
    "hands/rps_cv": 0.04,
    "faces_bodies/emre_body": 0.06,
    "portraits/ccp": 0.06,
}
# A hand's mean side as a share of the picture's, least and most; drawn so that each octave is as likely.
SIZES = (0.09, 0.85)
# What is smaller than this share, or less than this much inside, nobody could be asked to find.
SMALLEST, INSIDE = 0.045, 0.45
TURN, LEAN = 12.0, 35.0  # degrees, of a picture and of a hand that is put in
STRETCH = 0.18
MOST_HANDS = 3
MOST_SHARED = 0.1


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to learn from.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (size, size, 3)
        RGB.
    boxes : ndarray of float32, shape (n, 4)
        x0, y0, x1, y1 in pixels, within the picture.
    classes : ndarray of int, shape (n,)
        Of `CLASSES`, or `UNKNOWN_CLASS`.
    """

    pixels: np.ndarray
    boxes: np.ndarray
    classes: np.ndarray


@dataclass
class Store:
    """The pictures that scenes are made of: of the learnt part, or of the held-out one.

    Parameters
    ----------
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
    """

    root: Path
    entries: Sequence[Entry]
    by_kind: dict[str, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_kind = {}
        for entry in self.entries:
            if entry.hands:
                self.by_kind.setdefault(entry.kind, []).append(entry)

    @cached_property
    def cutouts(self) -> list[Cutout]:
        """Hands that come off their grounds."""
        return cutouts([(entry, self.root / entry.file) for entry in self.entries])

    @cached_property
    def grounds(self) -> list[Entry]:
        """What hands are put onto: rooms, views, and people whose hands are known."""
        return [entry for entry in self.entries if entry.file.startswith(("backgrounds", "portraits"))]

    @cached_property
    def empty(self) -> list[Entry]:
        """Pictures without people."""
        return [entry for entry in self.entries if entry.file.startswith("backgrounds")]

    def read(self, entry: Entry) -> np.ndarray:
        """The picture of an entry."""
        return _read(self.root / entry.file)


@lru_cache(maxsize=1024)
def _read(path: Path) -> np.ndarray:
    return read_rgb(path)


def scene(store: Store, size: int, random: np.random.Generator) -> Scene:
    """One picture, drawn at random; the same generator gives the same one."""
    kind, large = random.uniform(), size * FINER
    if kind < REAL:
        rgb, hands = _real(store, large, random)
    elif kind < REAL + MADE and store.cutouts:
        rgb, hands = _made(store, large, random)
    else:
        entry = store.empty[random.integers(len(store.empty))]
        rgb, hands = _framed(store.read(entry), (), _anywhere(store.read(entry), large, random), large)
    worn = Image.fromarray(wear(rgb, random)).reduce(FINER)
    return finish(np.asarray(worn), hands, large, random.uniform() < 0.5)


def plain(image: np.ndarray, hands: Sequence[Labelled], size: int) -> Scene:
    """A picture as the stage shows it to the detector: letterboxed, nothing else."""
    height, width = image.shape[:2]
    scale = size * FINER / max(height, width)
    offset = (size * FINER - scale * np.array([width, height])) / 2
    matrix = np.array([[scale, 0, offset[0]], [0, scale, offset[1]]])
    rgb, found = _framed(image, hands, matrix, size * FINER)
    pixels = Image.fromarray(np.rint(rgb * 255).astype(np.uint8)).reduce(FINER)
    return finish(np.asarray(pixels), found, size * FINER, False)


def finish(pixels: np.ndarray, hands: list[tuple[np.ndarray, str]], large: int, is_mirrored: bool) -> Scene:
    """A scene of boxes in a picture of side `large`: cut at its edges, without what nobody could find."""
    boxes, classes, size = [], [], len(pixels)
    for box, gesture in hands:
        inside = box.clip(0, large)
        sides, whole = inside[2:] - inside[:2], box[2:] - box[:2]
        if sides.prod() < INSIDE * whole.prod() or sides.mean() < SMALLEST * large:
            continue
        boxes.append(inside * (size / large))
        classes.append(UNKNOWN_CLASS if gesture == UNKNOWN else CLASSES.index(gesture))
    found = np.array(boxes, np.float32).reshape(-1, 4)
    if is_mirrored:
        pixels, found = pixels[:, ::-1], found.copy()
        found[:, [0, 2]] = size - found[:, [2, 0]]
    return Scene(np.ascontiguousarray(pixels), found, np.array(classes, int))


def _real(
    store: Store, large: int, random: np.random.Generator
) -> tuple[np.ndarray, list[tuple[np.ndarray, str]]]:
    """A picture with a hand, framed so that the hand is as large as was drawn."""
    kinds = [kind for kind in SOURCES if kind in store.by_kind]
    shares = np.array([SOURCES[kind] for kind in kinds])
    kind = kinds[random.choice(len(kinds), p=shares / shares.sum())]
    entry = store.by_kind[kind][random.integers(len(store.by_kind[kind]))]
    image = store.read(entry)
    hand = entry.hands[random.integers(len(entry.hands))]
    box = np.array(hand.box)
    side = (box[2:] - box[:2]).mean()
    # A picture is not enlarged more than twice, nor made so small that all of it would be a stamp.
    least = 0.6 * large / max(image.shape[:2])
    scale = np.clip(_drawn(SIZES, random) * large / side, least, 2.0 * FINER)
    # Boxes without landmarks cannot be turned.
    turn = random.uniform(-TURN, TURN) if all(hand.points for hand in entry.hands) else 0.0
    matrix = _matrix(scale, turn, 1 + random.uniform(-STRETCH, STRETCH))
    room = max(0.0, large - scale * side)
    centre = large / 2 + random.uniform(-0.5, 0.5, 2) * room
    matrix[:, 2] = centre - matrix[:, :2] @ ((box[:2] + box[2:]) / 2)
    return _framed(image, entry.hands, matrix, large, _behind(store, large, random))


def _made(
    store: Store, large: int, random: np.random.Generator
) -> tuple[np.ndarray, list[tuple[np.ndarray, str]]]:
    """Hands put into a room or before a person, in the light of that picture."""
    entry = store.grounds[random.integers(len(store.grounds))]
    image = store.read(entry)
    rgb, hands = _framed(image, entry.hands, _anywhere(image, large, random), large)
    for _ in range(random.integers(1, MOST_HANDS + 1)):
        cutout = store.cutouts[random.integers(len(store.cutouts))]
        side = _drawn(SIZES, random) * large
        lean = random.normal(0, LEAN) if random.uniform() < 0.9 else random.uniform(-180, 180)
        matrix = _matrix(side / cutout.size, lean, 1 + random.uniform(-STRETCH, STRETCH))
        if random.uniform() < 0.5:
            matrix[:, 0] *= -1
        # Hands are held up beside the body more often than overhead: arms come from below.
        centre = np.array([random.uniform(0.05, 0.95), random.beta(2.2, 1.6)]) * large
        matrix[:, 2] = centre - matrix[:, :2] @ cutout.points.mean(axis=0)
        rgba, points = placed(cutout, matrix, large)
        box = round_points(points)
        if hands and overlaps(box[None], np.array([other for other, _ in hands])).max() > MOST_SHARED:
            continue
        if random.uniform() < 0.25:
            rgba = blur(rgba, random.uniform(0, 0.3) * side, random.uniform(0, 180))
        alpha = rgba[..., 3:]
        skin = transfer(rgba[..., :3] / np.maximum(alpha, 1e-3), alpha[..., 0], rgb, random.uniform(0, 0.7))
        rgb = rgb * (1 - alpha) + skin * alpha
        hands = [(other, what) for other, what in hands if not _hides(box, other)] + [(box, cutout.gesture)]
    return rgb.astype(np.float32), hands


def _framed(
    image: np.ndarray,
    hands: Sequence[Labelled],
    matrix: np.ndarray,
    large: int,
    behind: np.ndarray | None = None,
) -> tuple[np.ndarray, list[tuple[np.ndarray, str]]]:
    """A picture drawn into a square by a matrix from its pixels, and its hands there."""
    small = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    step = max(1, int(1 / small))
    reduced = Image.fromarray(image).reduce(step) if step > 1 else Image.fromarray(image)
    whole = np.vstack([matrix @ np.diag([step, step, 1]), [0, 0, 1]])
    back = np.linalg.inv(whole)[:2]
    data = tuple(back.ravel())
    drawn = reduced.transform((large, large), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    rgb = np.asarray(drawn).astype(np.float32) / 255
    if behind is not None:
        full = Image.new("L", reduced.size, 255)
        mask = full.transform((large, large), Image.Transform.AFFINE, data, Image.Resampling.NEAREST)
        rgb = np.where(np.asarray(mask)[..., None] > 0, rgb, behind)
    return rgb, [(_moved(hand, matrix), hand.gesture) for hand in hands]


def _moved(hand: Labelled, matrix: np.ndarray) -> np.ndarray:
    """The box of a hand after a picture was drawn by this matrix."""
    points = np.array(hand.points or _corners(hand.box)) @ matrix[:, :2].T + matrix[:, 2]
    if hand.points and hand.box_by == "borrowed":
        return round_points(points)
    corners = np.array(_corners(hand.box)) @ matrix[:, :2].T + matrix[:, 2]
    return np.concatenate([corners.min(axis=0), corners.max(axis=0)])


def _corners(box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _matrix(scale: float, degrees: float, stretch: float) -> np.ndarray:
    """Turned clockwise and scaled, without a shift: float (2, 3)."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = np.array([[c, -s], [s, c]]) @ np.diag([stretch**0.5, stretch**-0.5]) * scale
    return np.hstack([turned, np.zeros((2, 1))])


def _anywhere(image: np.ndarray, large: int, random: np.random.Generator) -> np.ndarray:
    """A part of a picture, so that it fills the square or stands in it as in a letterbox."""
    height, width = image.shape[:2]
    scale = large / min(height, width) * random.uniform(0.75, 1.6)
    matrix = _matrix(scale, 0, 1)
    room = large - scale * np.array([width, height])
    matrix[:, 2] = room * random.uniform(0, 1, 2)
    return matrix


def _behind(store: Store, large: int, random: np.random.Generator) -> np.ndarray | None:
    """What is seen beside a picture: black, as in a letterbox, or another one."""
    if random.uniform() < 0.5:
        return None
    image = store.read(store.empty[random.integers(len(store.empty))])
    matrix = _matrix(large / min(image.shape[:2]), 0, 1)
    return _framed(image, (), matrix, large)[0]


def _hides(box: np.ndarray, other: np.ndarray) -> bool:
    """Whether a hand that is put there covers a good part of another."""
    shared = np.maximum(np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2]), 0).prod()
    return shared > MOST_SHARED * np.maximum((other[2:] - other[:2]).prod(), 1e-6)


def _drawn(ends: tuple[float, float], random: np.random.Generator) -> float:
    return float(np.exp(random.uniform(*np.log(ends))))
