"""Training pictures: real ones as a camera might frame them, and made ones, people put into places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, gaussian_filter

from models.detector.cut import key
from models.pictures import read_mask, read_rgb
from models.training.colour import transfer
from models.training.wear import blur, wear

from .listing import DRAWN, EMPTY, HANDS, TAUGHT, Entry
from .places import filled, room, strips
from .teacher import place

# Pictures are put together twice as large as they are learnt from, then made small.
FINER = 2
# Shares of real pictures with drawn masks, of taught ones, of made ones; the rest shows nobody.
REAL, LEARNT, MADE = 0.38, 0.28, 0.26
# How often each source is drawn among the taught ones, whatever its size.
SOURCES = {"hands/hagrid": 0.5, "hands/emre": 0.2, "hands/dwiv": 0.15, "faces_bodies/emre_body": 0.15}
# Width over height of a camera's frame, and how often.
ASPECTS = ((4 / 3, 0.4), (16 / 9, 0.3), (3 / 4, 0.15), (9 / 16, 0.15))
TURN = 6.0  # degrees
# A mask's outermost pixels hold the old place.
EATEN, EDGE_PX = 1, 0.7
# Who is put into a place is so tall, in shares of the frame's height.
TALL = (0.5, 1.25)
# How often one person, two, three are put into a place.
TOGETHER = (0.7, 0.22, 0.08)
# A cut-out person has at least this share of their picture.
LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to learn from.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB.
    truth : ndarray of uint8, shape (height, width)
        Where the person is, 0..255; the teacher's word where `is_drawn` is not.
    taught : ndarray of uint8, shape (height, width)
        What the teacher says; the truth in made pictures.
    is_drawn : bool
        Whether the truth is people's, or follows from how the picture was made.
    """

    pixels: np.ndarray
    truth: np.ndarray
    taught: np.ndarray
    is_drawn: bool


@dataclass
class Store:
    """The pictures that scenes are made of: of the learnt part, or of the held-out one.

    Parameters
    ----------
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
    taught : Path
        Folder of the teacher's mattes.
    """

    root: Path
    entries: Sequence[Entry]
    taught: Path

    @cached_property
    def drawn(self) -> list[Entry]:
        """People with drawn masks."""
        return [entry for entry in self.entries if entry.role == DRAWN]

    @cached_property
    def by_kind(self) -> dict[str, list[Entry]]:
        """People without them, by source."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.role == TAUGHT:
                found.setdefault(entry.kind, []).append(entry)
        return found

    @cached_property
    def empty(self) -> list[Entry]:
        """Places without anybody."""
        return [entry for entry in self.entries if entry.role == EMPTY]

    @cached_property
    def hands(self) -> list[Entry]:
        """Hands before a plain ground."""
        return [entry for entry in self.entries if entry.role == HANDS]

    def read(self, entry: Entry) -> np.ndarray:
        """Colours, truth and the teacher's word: uint8 (h, w, 5)."""
        mask = self.root / entry.mask if entry.mask else None
        taught = place(self.taught, entry) if entry.role in (DRAWN, TAUGHT) else None
        return _read(self.root / entry.file, mask, taught)


@lru_cache(maxsize=2048)
def _read(path: Path, mask: Path | None, taught: Path | None) -> np.ndarray:
    image = read_rgb(path)
    nobody = np.zeros(image.shape[:2], np.uint8)
    said = np.asarray(Image.open(taught)) if taught else nobody
    truth = read_mask(mask).astype(np.uint8) * 255 if mask else said
    return np.dstack([image, truth, said])


def scene(store: Store, height: int, width: int, random: np.random.Generator) -> Scene:
    """One picture, drawn at random; the same generator gives the same one."""
    large, chance = (height * FINER, width * FINER), random.uniform()
    is_drawn = True
    if chance < REAL and store.drawn:
        drawn = framed(store.read(_one(store.drawn, random)), *large, random)
    elif chance < REAL + LEARNT and store.by_kind:
        drawn, is_drawn = framed(store.read(_taught(store, random)), *large, random), False
    elif chance < REAL + LEARNT + MADE and store.drawn:
        drawn = made(store, *large, random)
    else:
        drawn = np.dstack([behind(store, *large, random), np.zeros((*large, 2), np.uint8)])
    worn = wear(drawn[..., :3].astype(np.float32) / 255, random)
    small = np.dstack([np.asarray(Image.fromarray(each).reduce(FINER)) for each in (worn, *_planes(drawn))])
    small = small[:, ::-1] if random.uniform() < 0.5 else small
    pixels, truth, taught = (np.ascontiguousarray(part) for part in (small[..., :3], *_planes(small)))
    return Scene(pixels, truth, taught, is_drawn)


def plain(planes: np.ndarray, height: int, width: int) -> Scene:
    """A picture as the stage shows it to the network: the whole of it, stretched, nothing else."""
    size = width * FINER, height * FINER
    drawn = np.asarray(Image.fromarray(planes[..., :3]).resize(size, Image.Resampling.BILINEAR).reduce(FINER))
    truth, taught = (
        np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR).reduce(FINER))
        for plane in _planes(planes)
    )
    return Scene(drawn, truth, taught, True)


def framed(planes: np.ndarray, height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A picture as a camera might frame it, as near as webcams are more often than not.

    Parameters
    ----------
    planes : ndarray of uint8, shape (h, w, channels)
        Colours, then where the person is.
    height, width : int
        Of what is returned; the frame is stretched to it.
    """
    tall, wide = planes.shape[:2]
    aspect = ASPECTS[random.choice(len(ASPECTS), p=[share for _, share in ASPECTS])][0]
    most = min(tall, wide / aspect)
    rows, columns = np.nonzero(planes[..., 3] > 127)
    top, middle, view = 0.0, wide / 2, most * random.uniform(0.85, 1)
    if len(rows) and random.uniform() < 0.65:
        # Head and shoulders, or half of a body, from a little over the head.
        body = rows.max() - rows.min() + 1
        view = min(most, max(body * random.uniform(0.3, 1.0), 0.25 * most))
        top = rows.min() - view * random.uniform(-0.05, 0.3)
        head = columns[rows < rows.min() + 0.25 * body]
        middle = head.mean() + random.normal(0, 0.15) * view * aspect
    elif random.uniform() < 0.4:
        view = most * random.uniform(0.4, 1)
        top, middle = random.uniform(0, tall - view), random.uniform(0, wide)
    top = np.clip(top, 0, tall - view)
    left = np.clip(middle - view * aspect / 2, 0, wide - view * aspect)
    turn = np.radians(random.normal(0, TURN / 2))
    c, s = np.cos(turn), np.sin(turn)
    # From the frame to the picture: stretched, turned about the middle.
    to_picture = np.array([[c, -s], [s, c]]) @ np.diag([view * aspect / width, view / height])
    centre = np.array([left + view * aspect / 2, top + view / 2])
    return _drawn(planes, to_picture, centre - to_picture @ [width / 2, height / 2], height, width)


def made(store: Store, height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """People cut out and put into another place, in its light; some hold up a hand."""
    frame = behind(store, height, width, random).astype(np.float32) / 255
    truth: np.ndarray = np.zeros((height, width), np.float32)
    for _ in range(random.choice(len(TOGETHER), p=TOGETHER) + 1):
        rgba = _placed(_person(store, random), height, width, random)
        if random.uniform() < 0.25 and store.hands:
            hand = _held_up(store.read(_one(store.hands, random)), rgba[..., 3], random)
            rgba = hand + rgba * (1 - hand[..., 3:])
        if random.uniform() < 0.15:
            rgba = blur(rgba, random.uniform(0, 0.05) * width, random.uniform(0, 180))
        alpha = rgba[..., 3:]
        colour = transfer(
            rgba[..., :3] / np.maximum(alpha, 1e-3), alpha[..., 0], frame, random.uniform(0, 0.7)
        )
        frame = frame * (1 - alpha) + colour * alpha
        truth = truth + alpha[..., 0] * (1 - truth)
    matte = np.rint(truth * 255).astype(np.uint8)
    return np.dstack([np.rint(frame.clip(0, 1) * 255).astype(np.uint8), matte, matte])


def behind(store: Store, height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A place without people that fills the frame: uint8 RGB."""
    chance = random.uniform()
    if chance < 0.45 and store.empty:
        found = filled(store.read(_one(store.empty, random))[..., :3], height, width, random)
    elif chance < 0.75 and store.drawn:
        planes = store.read(_one(store.drawn, random))
        sides = strips(planes[..., :3], planes[..., 3] > 127)
        if not sides:
            return room(height, width, random)
        found = filled(sides[random.integers(len(sides))], height, width, random)
    else:
        return room(height, width, random)
    if random.uniform() < 0.3:
        # Out of focus, or blurred by a camera that is proud of its portraits.
        sigma = random.uniform(0.5, 6)
        found = gaussian_filter(found, (sigma, sigma, 0))
    return found


def _person(store: Store, random: np.random.Generator) -> np.ndarray:
    """Somebody alone, float32 RGBA, premultiplied: a drawn mask, or the teacher's matte of somebody near."""
    near = store.by_kind.get("hands/hagrid", [])
    if near and random.uniform() < 0.3:
        planes = store.read(_one(near, random))
        if (planes[..., 4] > 127).mean() > LEAST:
            return _cut(planes, (planes[..., 4].astype(np.float32) / 255 - 0.15).clip(0, 0.7) / 0.7)
    planes = store.read(_one(store.drawn, random))
    solid = binary_erosion(np.pad(planes[..., 3] > 127, ((0, EATEN), (0, 0)), mode="edge"), iterations=EATEN)
    return _cut(planes, gaussian_filter(solid[: len(planes)].astype(np.float32), EDGE_PX))


def _cut(planes: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(alpha > 0.02)
    if not len(rows):
        return np.zeros((8, 8, 4), np.float32)
    box = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    return np.dstack([planes[box][..., :3].astype(np.float32) / 255 * alpha[box][..., None], alpha[box]])


def _placed(person: np.ndarray, height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """Somebody in a frame, cut off by its lower edge as they are by their picture's: float32 RGBA."""
    tall = height * random.uniform(*TALL)
    # The frame is stretched to the input: people are wider in it, or slimmer, than they are.
    aspect = ASPECTS[random.choice(len(ASPECTS), p=[share for _, share in ASPECTS])][0]
    scale = np.array([tall / len(person) * (width / height) / aspect, tall / len(person)])
    x = width * random.uniform(0.2, 0.8) - person.shape[1] * scale[0] / 2
    y = height - tall if tall <= height else height * random.uniform(0.02, 0.2)
    back = np.diag(1 / scale)
    return _drawn(person, back, -back @ [x, y], height, width)


def _held_up(planes: np.ndarray, body: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A hand before somebody, from below or from beside: float32 RGBA, premultiplied."""
    height, width = body.shape
    image = planes[..., :3]
    alpha = key(np.ascontiguousarray(image))
    colour = image.astype(np.float32) / 255
    # A green ground shines on the skin's edge.
    colour[..., 1] = np.minimum(colour[..., 1], np.maximum(colour[..., 0], colour[..., 2]))
    hand = np.dstack([colour * alpha[..., None], alpha])
    # They reach in from the right: as they are, or turned to come from below.
    hand = np.rot90(hand, -1) if random.uniform() < 0.7 else hand
    columns = np.flatnonzero((body > 0.5).any(axis=0))
    middle = (columns[0] + columns[-1]) / 2 if len(columns) else width / 2
    scale = height * random.uniform(0.2, 0.6) / max(hand.shape[:2])
    x = middle + random.normal(0, 0.18) * width - hand.shape[1] * scale / 2
    y = height * random.uniform(0.25, 1.0) - hand.shape[0] * scale / 2
    back = np.diag([1 / scale] * 2)
    return _drawn(np.ascontiguousarray(hand), back, -back @ [x, y], height, width)


def _drawn(planes: np.ndarray, matrix: np.ndarray, shift: np.ndarray, height: int, width: int) -> np.ndarray:
    """Planes drawn by a matrix from the frame's pixels to theirs; nothing lies outside of them."""
    step = max(1, int(np.sqrt(abs(np.linalg.det(matrix)))))
    data = tuple(np.column_stack([matrix, shift]).ravel() / step)
    found = []
    for channel in range(planes.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(planes[..., channel]))
        plane = plane.reduce(step) if step > 1 else plane
        found.append(
            np.asarray(
                plane.transform((width, height), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
            )
        )
    return np.dstack(found)


def _planes(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.ascontiguousarray(drawn[..., 3]), np.ascontiguousarray(drawn[..., 4])


def _taught(store: Store, random: np.random.Generator) -> Entry:
    kinds = [kind for kind in SOURCES if kind in store.by_kind]
    shares = np.array([SOURCES[kind] for kind in kinds])
    return _one(store.by_kind[kinds[random.choice(len(kinds), p=shares / shares.sum())]], random)


def _one(entries: Sequence[Entry], random: np.random.Generator) -> Entry:
    return entries[int(random.integers(len(entries)))]
