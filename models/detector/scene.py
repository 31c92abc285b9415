"""Training pictures: real ones as a camera might frame them, and made ones, hands put where they would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from oivis.types import GESTURES

from models.pictures import read_rgb
from models.training.colour import transfer
from models.training.wear import blur, wear

from .boxes import overlaps, round_points
from .cut import Cutout, cutouts, placed
from .empty import empty
from .frame import Placed, anywhere, framed, letterbox, matrix
from .listing import UNKNOWN, Entry, Labelled

CLASSES = GESTURES  # the last one, none, is any other hand
UNKNOWN_CLASS = -1
POINTS = 21
# Shares of whole real pictures, of real ones framed anew and of made ones; the rest has no hand.
WHOLE, REAL, MADE = 0.34, 0.34, 0.14
# How often each source is drawn among the real ones, whatever its size.
SOURCES = {
    "hands/hagrid": 0.40,
    "hands/emre": 0.20,
    "hands/dwiv": 0.18,
    "hands/digits": 0.09,
    "hands/rps_cv": 0.07,
    "faces_bodies/emre_body": 0.02,
    "portraits/ccp": 0.04,
}
# Of a source's gestures one that is so many times rarer is drawn as many times less to this power.
RARE = 0.1
# A hand's mean side as a share of the picture's, least and most; drawn so that each octave is as likely.
SIZES = (0.12, 0.9)
# What is smaller than this share, or less than this much inside, nobody could be asked to find.
SMALLEST, INSIDE = 0.045, 0.45
# Degrees, of a picture and of a hand that is put in; some of both are turned any way.
TURN, LEAN, WILD = 15.0, 35.0, 0.1
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
    points : ndarray of float32, shape (n, 21, 2)
        Landmarks in pixels; not a number where they are not known.
    """

    pixels: np.ndarray
    boxes: np.ndarray
    classes: np.ndarray
    points: np.ndarray


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
    by_gesture: dict[str, dict[str, list[tuple[Entry, Labelled]]]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_kind, self.by_gesture = {}, {}
        for entry in self.entries:
            if entry.hands:
                self.by_kind.setdefault(entry.kind, []).append(entry)
            for hand in entry.hands:
                gestures = self.by_gesture.setdefault(entry.kind, {})
                gestures.setdefault(hand.gesture, []).append((entry, hand))

    @cached_property
    def cutouts(self) -> list[Cutout]:
        """Hands that come off their grounds."""
        return cutouts([(entry, self.root / entry.file) for entry in self.entries])

    @cached_property
    def cutouts_by_gesture(self) -> dict[str, list[Cutout]]:
        """The same by what they show."""
        found: dict[str, list[Cutout]] = {}
        for each in self.cutouts:
            found.setdefault(each.gesture, []).append(each)
        return found

    @cached_property
    def grounds(self) -> list[Entry]:
        """What hands are put onto: rooms, views, and people whose hands are known."""
        return [entry for entry in self.entries if entry.file.startswith(("backgrounds", "portraits"))]

    @cached_property
    def empty(self) -> list[Entry]:
        """Pictures without people."""
        return [entry for entry in self.entries if entry.file.startswith("backgrounds")]

    @cached_property
    def people(self) -> list[Entry]:
        """People who stand there, all of them in the picture."""
        return [entry for entry in self.entries if entry.file.startswith("portraits")]

    def read(self, entry: Entry) -> np.ndarray:
        """The picture of an entry."""
        return _read(self.root / entry.file)


@lru_cache(maxsize=1024)
def _read(path: Path) -> np.ndarray:
    return read_rgb(path)


def scene(store: Store, size: int, random: np.random.Generator) -> Scene:
    """One picture, drawn at random; the same generator gives the same one."""
    kind = random.uniform()
    hands: list[Placed] = []
    if kind < WHOLE:
        entry, _ = _chosen(store, random)
        image = store.read(entry)
        rgb, hands = framed(image, entry.hands, letterbox(image, size), size)
    elif kind < WHOLE + REAL:
        rgb, hands = _real(store, size, random)
    elif kind < WHOLE + REAL + MADE and store.cutouts:
        rgb, hands = _made(store, size, random)
    else:
        rgb = empty(store, size, random)
    return finish(wear(rgb, random), hands, size, random.uniform() < 0.5)


def plain(image: np.ndarray, hands: Sequence[Labelled], size: int) -> Scene:
    """A picture as the stage shows it to the detector: letterboxed, nothing else."""
    rgb, found = framed(image, hands, letterbox(image, size), size)
    return finish(np.rint(rgb * 255).astype(np.uint8), found, size, False)


def finish(pixels: np.ndarray, hands: Sequence[Placed], size: int, is_mirrored: bool) -> Scene:
    """A scene of hands in a picture of this side: cut at its edges, without what nobody could find."""
    boxes, classes, points = [], [], []
    for hand in hands:
        inside = hand.box.clip(0, size)
        sides, whole = inside[2:] - inside[:2], hand.box[2:] - hand.box[:2]
        if sides.prod() < INSIDE * whole.prod() or sides.mean() < SMALLEST * size:
            continue
        boxes.append(inside)
        classes.append(UNKNOWN_CLASS if hand.gesture == UNKNOWN else CLASSES.index(hand.gesture))
        points.append(np.full((POINTS, 2), np.nan) if hand.points is None else hand.points)
    found = np.array(boxes, np.float32).reshape(-1, 4)
    places = np.array(points, np.float32).reshape(-1, POINTS, 2)
    if is_mirrored:
        pixels, found = pixels[:, ::-1], found.copy()
        found[:, [0, 2]] = size - found[:, [2, 0]]
        places[..., 0] = size - places[..., 0]
    return Scene(np.ascontiguousarray(pixels), found, np.array(classes, int), places)


def _chosen(store: Store, random: np.random.Generator) -> tuple[Entry, Labelled]:
    """A hand of a picture: its source first, then what it shows, the rare more often than they are there."""
    kinds = [kind for kind in SOURCES if kind in store.by_gesture]
    kind = kinds[_weighted([SOURCES[kind] for kind in kinds], random)]
    gestures = list(store.by_gesture[kind].values())
    same = gestures[_weighted([len(hands) ** RARE for hands in gestures], random)]
    return same[random.integers(len(same))]


def _real(store: Store, large: int, random: np.random.Generator) -> tuple[np.ndarray, list[Placed]]:
    """A picture with a hand, framed so that the hand is as large as was drawn."""
    entry, hand = _chosen(store, random)
    image = store.read(entry)
    box = np.array(hand.box)
    side = (box[2:] - box[:2]).mean()
    # A picture is not enlarged more than twice, nor made so small that all of it would be a stamp.
    least = 0.6 * large / max(image.shape[:2])
    scale = np.clip(_drawn(SIZES, random) * large / side, least, 2.0)
    # Boxes without landmarks cannot be turned.
    can_turn = all(each.points for each in entry.hands)
    into = matrix(scale, _turn(TURN, random) if can_turn else 0.0, 1 + random.uniform(-STRETCH, STRETCH))
    room = max(0.0, large - scale * side)
    centre = large / 2 + random.uniform(-0.5, 0.5, 2) * room
    into[:, 2] = centre - into[:, :2] @ ((box[:2] + box[2:]) / 2)
    return framed(image, entry.hands, into, large, _behind(store, large, random))


def _made(store: Store, large: int, random: np.random.Generator) -> tuple[np.ndarray, list[Placed]]:
    """Hands put into a room or before a person, in the light of that picture."""
    entry = store.grounds[random.integers(len(store.grounds))]
    image = store.read(entry)
    rgb, hands = framed(image, entry.hands, anywhere(image, large, random), large)
    alike = list(store.cutouts_by_gesture.values())
    for _ in range(random.integers(1, MOST_HANDS + 1)):
        same = alike[_weighted([len(each) ** RARE for each in alike], random)]
        cutout = same[random.integers(len(same))]
        side = _drawn(SIZES, random) * large
        into = matrix(side / cutout.size, _turn(LEAN, random), 1 + random.uniform(-STRETCH, STRETCH))
        if random.uniform() < 0.5:
            into[:, 0] *= -1
        # Hands are held up beside the body more often than overhead: arms come from below.
        centre = np.array([random.uniform(0.05, 0.95), random.beta(2.2, 1.6)]) * large
        into[:, 2] = centre - into[:, :2] @ cutout.points.mean(axis=0)
        rgba, points = placed(cutout, into, large)
        box = round_points(points)
        if hands and overlaps(box[None], np.array([other.box for other in hands])).max() > MOST_SHARED:
            continue
        if random.uniform() < 0.25:
            rgba = blur(rgba, random.uniform(0, 0.3) * side, random.uniform(0, 180))
        alpha = rgba[..., 3:]
        skin = transfer(rgba[..., :3] / np.maximum(alpha, 1e-3), alpha[..., 0], rgb, random.uniform(0, 0.7))
        rgb = rgb * (1 - alpha) + skin * alpha
        seen = [other for other in hands if not _hides(box, other.box)]
        hands = [*seen, Placed(box, cutout.gesture, points)]
    return rgb.astype(np.float32), hands


def _behind(store: Store, large: int, random: np.random.Generator) -> np.ndarray | None:
    """What is seen beside a picture: black, as in a letterbox, or another one."""
    if random.uniform() < 0.5:
        return None
    image = store.read(store.empty[random.integers(len(store.empty))])
    return framed(image, (), matrix(large / min(image.shape[:2]), 0, 1), large)[0]


def _hides(box: np.ndarray, other: np.ndarray) -> bool:
    """Whether a hand that is put there covers a good part of another."""
    shared = np.maximum(np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2]), 0).prod()
    return shared > MOST_SHARED * np.maximum((other[2:] - other[:2]).prod(), 1e-6)


def _turn(spread: float, random: np.random.Generator) -> float:
    """Degrees by which something is turned."""
    return float(random.uniform(-180, 180) if random.uniform() < WILD else random.normal(0, spread))


def _weighted(weights: Sequence[float], random: np.random.Generator) -> int:
    """Which one is drawn, each as likely as its weight."""
    return int(random.choice(len(weights), p=np.array(weights) / sum(weights)))


def _drawn(ends: tuple[float, float], random: np.random.Generator) -> float:
    return float(np.exp(random.uniform(*np.log(ends))))
