"""What the landmark network may be shown of hands, and what the borrowed one says of it: made by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
from oivis.hands import HAND_SIZE, next_region
from oivis.palms import decode_palms
from oivis.types import Region
from PIL import Image

from models.detector.cut import placed
from models.detector.empty import empty
from models.detector.frame import Placed, anywhere, framed
from models.detector.listing import Entry, Labelled
from models.detector.scene import SOURCES, Store
from models.graph import Graph
from models.training import pieces
from models.training.colour import transfer
from models.training.wear import wear

# Shares of hands in their own pictures, of hands cut out and put elsewhere, and of what the palm detector
# would have looked at; the rest shows no hand.
REAL, MADE, TEMPTING = 0.47, 0.18, 0.29
# Pixels of a view that a palm is looked for in, how much its score may yield to chance, in logits, else one
# picture would give the same crop each time, and how many guesses are looked through for one beside hands.
VIEW, CHANCE, GUESSES = 448, 1.0, 40
# People close to a camera: their faces are what hands are looked for in most.
CLOSE = ("hands/hagrid", "hands/emre", "faces_bodies/emre_body")
# How often such are drawn rather than rooms and streets, and how often what was taken for a hand is followed.
NEAR, FOLLOWED = 0.6, 0.5
# What is taken for a hand is at least so many pixels a side.
SMALLEST = 16
# How far a region may be from that of the hand, as a track has that of the look before: standard deviations,
# and of some anything. Turn in radians, the others as shares of the region.
TURN, GROW, MOVE = 0.2, 0.12, 0.07
WILD, ANY_TURN, ANY_MOVE = 0.12, 1.2, 0.35
TO_SCENE = 0.5
POINTS = 21
# Landmarks in pixels of the crop, presence and handedness 0..1, world in metres; then what the last layers
# look at.
ANSWERS = 6 * POINTS + 2
FEATURES = 672
FORM = np.dtype(
    [("pixels", np.uint8, (HAND_SIZE, HAND_SIZE, 3)), ("answers", np.float32, ANSWERS + FEATURES)]
)


class Teacher:
    """The borrowed network, as it was borrowed: asked for what it sees in crops, and for its features."""

    def __init__(self, graph: Graph) -> None:
        graph = graph.copy()
        (flat,) = [node for node in graph.nodes if node.op_type == "Flatten"]
        graph.output("features", flat.output[0], np.float32, (1, FEATURES))
        self._session = _session(graph)

    def __call__(self, crop: np.ndarray) -> np.ndarray:
        """Of a crop, uint8 (HAND_SIZE, HAND_SIZE, 3): float32 (ANSWERS + FEATURES,)."""
        landmarks, presence, right, world, features = self._session.run(None, {"pixels": _rgba(crop)})
        return np.concatenate([each.ravel() for each in (landmarks, presence, right, world, features)])


class Palms:
    """The palm detector: asked for what looks most like a palm, however little it does."""

    def __init__(self, graph: Graph) -> None:
        self._session = _session(graph)
        _, *self._size, _ = graph.shapes()["pixels"]

    def __call__(
        self, view: np.ndarray, hands: Sequence[Placed], random: np.random.Generator
    ) -> Region | None:
        """Where in a view, uint8 (n, n, 3), the stage would look for a hand that is none of these.

        None where nothing is sound.
        """
        small = np.asarray(Image.fromarray(view).resize(self._size, Image.Resampling.BILINEAR))
        boxes, scores = self._session.run(None, {"pixels": _rgba(small)})
        order = (scores + CHANCE * random.gumbel(size=scores.shape)).ravel().argsort()[::-1]
        for chosen in order[:GUESSES]:
            alone = np.full_like(scores, -np.inf)
            alone.flat[chosen] = 1
            for palm in decode_palms(boxes, alone, Region.from_letterbox(*view.shape[1::-1])):
                if not any(_is_in(palm.box, hand.box) for hand in hands):
                    return palm.region()
        return None


def region_of(points: Sequence[Sequence[float]] | np.ndarray) -> Region:
    """Where a track looks for a hand whose landmarks, (21, 2) in pixels, are these."""
    return next_region(np.pad(np.array(points, np.float32), ((0, 0), (0, 1))))


def into(region: Region, size: int) -> np.ndarray:
    """The matrix (2, 3) from a picture's pixels to those of a square crop of a region."""
    scale = size / region.width
    c, s = np.cos(region.rotation) * scale, np.sin(region.rotation) * scale
    turned = np.array([[c, s], [-s, c]])
    return np.hstack([turned, size / 2 - turned @ [[region.cx], [region.cy]]])


def astray(region: Region, random: np.random.Generator) -> Region:
    """A region as a track may have it: a little off, some of them far."""
    if random.uniform() < WILD:
        turn, x, y = random.uniform(-1, 1, 3) * (ANY_TURN, ANY_MOVE, ANY_MOVE)
        grow = random.uniform(0.65, 1.6)
    else:
        turn, x, y = random.normal(0, 1, 3) * (TURN, MOVE, MOVE)
        grow = float(np.exp(random.normal(0, GROW)))
    return replace(
        region,
        cx=region.cx + x * region.width,
        cy=region.cy + y * region.width,
        width=region.width * grow,
        height=region.height * grow,
        rotation=region.rotation + turn,
    )


def crop(store: Store, teacher: Teacher, palms: Palms, random: np.random.Generator) -> np.ndarray:
    """One crop, drawn at random: uint8 (HAND_SIZE, HAND_SIZE, 3); the same generator gives the same one."""
    kind = random.uniform()
    if kind < REAL:
        drawn = _real(store, random)
    elif kind < REAL + MADE:
        drawn = _made(store, random)
    elif kind < REAL + MADE + TEMPTING:
        drawn = _tempting(store, teacher, palms, random)
    else:
        drawn = empty(store, HAND_SIZE, random)
    worn = wear(drawn, random)
    return worn[:, ::-1] if random.uniform() < 0.5 else worn


def plain(image: np.ndarray, hand: Labelled) -> np.ndarray:
    """A hand as a track that has it shows it: uint8 (HAND_SIZE, HAND_SIZE, 3)."""
    return np.rint(_drawn(image, region_of(hand.points)) * 255).astype(np.uint8)


def _real(store: Store, random: np.random.Generator) -> np.ndarray:
    kinds = [kind for kind in SOURCES if kind in store.by_gesture]
    shares = np.array([SOURCES[kind] for kind in kinds])
    gestures = store.by_gesture[kinds[random.choice(len(kinds), p=shares / shares.sum())]]
    alike = gestures[sorted(gestures)[random.integers(len(gestures))]]
    known = [(entry, hand) for entry, hand in alike if hand.points]
    if not known:
        return empty(store, HAND_SIZE, random)
    entry, hand = known[random.integers(len(known))]
    return _drawn(store.read(entry), astray(region_of(hand.points), random))


def _made(store: Store, random: np.random.Generator) -> np.ndarray:
    behind = store.read(store.grounds[random.integers(len(store.grounds))])
    ground = framed(behind, (), anywhere(behind, HAND_SIZE, random), HAND_SIZE)[0]
    cutout = store.cutouts[random.integers(len(store.cutouts))]
    rgba, _ = placed(cutout, into(astray(region_of(cutout.points), random), HAND_SIZE), HAND_SIZE)
    alpha = rgba[..., 3:]
    rgb = rgba[..., :3] / np.maximum(alpha, 1e-3)
    if random.uniform() < TO_SCENE and (alpha > 0.5).any():
        rgb = transfer(rgb, alpha[..., 0], ground, random.uniform(0.2, 0.8))
    return (rgb * alpha + ground * (1 - alpha)).clip(0, 1).astype(np.float32)


def _tempting(store: Store, teacher: Teacher, palms: Palms, random: np.random.Generator) -> np.ndarray:
    """What would be looked at beside hands, if the best guess of a room or a person were taken for a palm."""
    close = [entry for entry in store.entries if entry.kind in CLOSE]
    chosen = close if close and random.uniform() < NEAR else store.grounds
    entry = chosen[random.integers(len(chosen))]
    image = store.read(entry)
    view, hands = framed(image, entry.hands, anywhere(image, VIEW, random), VIEW)
    pixels = np.rint(view * 255).clip(0, 255).astype(np.uint8)
    region = palms(pixels, hands, random)
    if region is None:
        return empty(store, HAND_SIZE, random)
    if random.uniform() < FOLLOWED:
        region = _next(pixels, region, teacher)
    return _drawn(pixels, astray(region, random))


def _next(image: np.ndarray, region: Region, teacher: Teacher) -> Region:
    """Where a track would look after it had looked there, were there a hand."""
    seen = teacher(np.rint(_drawn(image, region) * 255).astype(np.uint8))
    points = seen[: 3 * POINTS].reshape(POINTS, 3)[:, :2]
    back = np.linalg.inv(np.vstack([into(region, HAND_SIZE), [0, 0, 1]]))
    found = region_of(points @ back[:2, :2].T + back[:2, 2])
    return found if found.width > SMALLEST else region


def _is_in(box: np.ndarray, other: np.ndarray) -> bool:
    """Whether the middle of a box is in another one."""
    middle = (box[:2] + box[2:]) / 2
    return bool((other[:2] < middle).all() and (middle < other[2:]).all())


def _drawn(image: np.ndarray, region: Region) -> np.ndarray:
    """A region of a picture, the picture's border going on outside: float32 RGB 0..1."""
    margin = round(max(image.shape[:2]) * 0.6)
    wide = np.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="edge")
    moved = replace(region, cx=region.cx + margin, cy=region.cy + margin)
    return framed(wide, (), into(moved, HAND_SIZE), HAND_SIZE)[0]


def make(
    root: Path,
    entries: Sequence[Entry],
    folder: Path,
    graph: Graph,
    palm: Graph,
    count: int,
    seed: int,
    workers: int,
    progress: Callable[[str, int, int], None],
) -> None:
    """Draw crops from the pictures that are learnt from and ask the teacher, those that are not there yet.

    Parameters
    ----------
    root : Path
        Folder of the pictures.
    entries : sequence of Entry
        As `oivis detector look` lists them; those held out are left alone.
    folder : Path
        Gets a file for each `pieces.PIECE` of crops.
    graph, palm : Graph
        The teacher's, and the palm detector's.
    count, seed, workers : int
        How many; a crop depends on its number and the seed alone.
    progress : callable
        Told ``(what, done, in all)``.
    """
    learnt = [entry for entry in entries if not entry.is_held]
    piece, draw = partial(_piece, folder, seed), partial(_draw, seed)
    pieces.make(piece, count, draw, _begin, (root, learnt, graph, palm), workers, progress)


def read(folder: Path, count: int, seed: int) -> pieces.Pieces:
    """The crops of FORM that `make` made; `FileNotFoundError` names the command where some are missing."""
    return pieces.opened(
        partial(_piece, folder, seed), count, f"oivis hand make --count {count} --seed {seed}"
    )


def held_out(root: Path, entries: Sequence[Entry], graph: Graph) -> np.ndarray:
    """Hands of the pictures that are held out, as a track shows them: FORM (n,)."""
    store, teacher = Store(root, [entry for entry in entries if entry.is_held]), Teacher(graph)
    found = [plain(store.read(entry), hand) for entry in store.entries for hand in entry.hands if hand.points]
    return _asked(found, teacher)


_store: Store
_teacher: Teacher
_palms: Palms


def _begin(root: Path, entries: Sequence[Entry], graph: Graph, palm: Graph) -> None:
    global _store, _teacher, _palms
    _store, _teacher, _palms = Store(root, entries), Teacher(graph), Palms(palm)


def _draw(seed: int, part: Path, first: int) -> None:
    numbers = range(first, first + pieces.PIECE)
    drawn = [crop(_store, _teacher, _palms, np.random.default_rng((seed, at))) for at in numbers]
    np.save(part, _asked(drawn, _teacher))


def _asked(found: Sequence[np.ndarray], teacher: Teacher) -> np.ndarray:
    crops = np.zeros(len(found), FORM)
    for at, pixels in enumerate(found):
        crops[at]["pixels"], crops[at]["answers"] = pixels, teacher(pixels)
    return crops


def _session(graph: Graph) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(graph.bytes(), options)


def _rgba(rgb: np.ndarray) -> np.ndarray:
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])[None]


def _piece(folder: Path, seed: int, first: int) -> Path:
    return folder / f"{seed}-{first:06}.npy"
