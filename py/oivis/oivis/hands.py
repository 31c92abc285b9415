"""Hands in a picture: palms found, each looked at closely, its gesture named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from math import cos, sin

import numpy as np

from ._here import networks as networks_here
from .gestures import Gestures
from .host import Networks
from .palms import Palm, decode_palms, shifted, upright
from .sampling import sample
from .types import Hand, Region

Look = Callable[[str, Region], Awaitable[Sequence[np.ndarray]]]

HAND_SIZE = 224
PRESENCE = 0.5
# The network gives z for a hand that fills 0.4 of its input (MediaPipe: `normalize_z`).
DEPTH = 0.4
# The wrist, the thumb but for its tip, and the two lower joints of each finger say where a hand is.
STEADY = np.array([0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18])
NEXT_SCALE = 2.0
NEXT_SHIFT = -0.1
# A hand that fills the picture is too large for the palm detector; from a step back it is not. Of 19 such
# hands among 352 dev pictures that finds 13.
STEPS_BACK = (1.0, 1.5)


@dataclass(slots=True)
class Glance:
    """What the landmark network saw in one region. Fields are as in `Hand`; `right` is 0..1."""

    landmarks: np.ndarray
    world: np.ndarray
    presence: float
    right: float


def read_hand(outputs: Sequence[np.ndarray], region: Region) -> Glance | None:
    """The landmark network's outputs, in the frame.

    Parameters
    ----------
    outputs : sequence of ndarray of float32
        landmarks (1, 21, 3) in pixels of its input, presence, handedness, world (1, 21, 3).
    region : Region
        What it looked at.

    Returns
    -------
    Glance or None
        None where there is no hand.
    """
    landmarks, presence, right, world = outputs
    certainty = float(presence.reshape(-1)[0])
    # Written so that a presence that is not a number is no hand either.
    if not certainty >= PRESENCE:
        return None
    c, s = cos(region.rotation), sin(region.rotation)
    across, down = region.width / HAND_SIZE, region.height / HAND_SIZE
    turn = np.array(
        [[c * across, s * across, 0], [-s * down, c * down, 0], [0, 0, across / DEPTH]], np.float32
    )
    half_x, half_y = region.width / 2, region.height / 2
    corner = np.array(
        [region.cx - c * half_x + s * half_y, region.cy - s * half_x - c * half_y, 0], np.float32
    )
    placed = landmarks.reshape(21, 3) @ turn + corner
    if not np.isfinite(placed).all():
        return None
    turned = world.reshape(21, 3) @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]], np.float32)
    return Glance(placed, turned, certainty, float(right.reshape(-1)[0]))


def next_region(landmarks: np.ndarray) -> Region:
    """Where to look for a hand in the next frame.

    Parameters
    ----------
    landmarks : ndarray of float32, shape (21, 3)
        Pixels of the frame.

    References
    ----------
    MediaPipe, `hand_landmark_landmarks_to_roi`.
    """
    # A dozen points: plain floats are several times faster than NumPy here, in the browser above all.
    points = [(x, y) for x, y, _ in landmarks.take(STEADY, axis=0).tolist()]
    wrist_x, wrist_y = points[0]
    root_x = (points[4][0] + points[8][0]) / 4 + points[6][0] / 2
    root_y = (points[4][1] + points[8][1]) / 4 + points[6][1] / 2
    rotation = upright(root_x - wrist_x, root_y - wrist_y)
    c, s = cos(rotation), sin(rotation)
    across = [x * c + y * s for x, y in points]
    down = [y * c - x * s for x, y in points]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    x, y = (left + right) / 2, (top + bottom) / 2
    return shifted(x * c - y * s, x * s + y * c, right - left, bottom - top, rotation, NEXT_SHIFT, NEXT_SCALE)


def box_round(landmarks: np.ndarray) -> np.ndarray:
    """x0, y0, x1, y1 round the landmarks: float32 (4,)."""
    xs, ys, _ = landmarks.T.tolist()
    return np.array([min(xs), min(ys), max(xs), max(ys)], np.float32)


def owner(right: float, mirrored: bool) -> str:
    """Whose hand it is; the network takes every picture for one that is not mirrored."""
    # Seen on a person who faces the camera: 31 looks at either hand, all on the right side of a half.
    return "right" if (right > 0.5) != mirrored else "left"


async def find_palms(look: Look, width: int, height: int, back: float = 1.0) -> list[Palm]:
    """Palms of the frame, best first; `back` 1.5 looks at it from half as far again."""
    letterbox = Region.from_letterbox(width, height)
    letterbox.width *= back
    letterbox.height *= back
    boxes, scores = await look("palm", letterbox)
    return decode_palms(boxes, scores, letterbox)


async def find_hands(look: Look, width: int, height: int, limit: int) -> list[tuple[Glance, Region]]:
    """Hands of a single picture and where they were looked at, surest palm first."""
    for back in STEPS_BACK:
        palms = (await find_palms(look, width, height, back))[:limit]
        regions = [palm.region() for palm in palms]
        glances = [(read_hand(await look("hand", region), region), region) for region in regions]
        if found := [(glance, region) for glance, region in glances if glance]:
            return found
    return []


class Hands:
    """Finds the hands of single pictures; `Tracks` follows them through a video.

    Example
    -------
    >>> hands = await Hands.load()
    >>> found = await hands(image)  # uint8 [H, W, 3] RGB
    """

    def __init__(self, networks: Networks, gestures: Gestures) -> None:
        self._networks = networks
        self._gestures = gestures

    @classmethod
    async def load(cls) -> Hands:
        """The hands of this environment; raises `OivisError` where their models are missing."""
        return cls(networks_here(), Gestures.load())

    async def __call__(self, image: np.ndarray, *, mirrored: bool = False, limit: int = 4) -> list[Hand]:
        """Every hand of a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB. Not modified.
        mirrored : bool
            Whether the picture is as in a mirror; only handedness depends on it.
        limit : int
            At most so many palms are looked at, best first.

        Returns
        -------
        list of Hand
            Surest palm first, ids from 1 in that order. Each hand once.

        Raises
        ------
        ValueError
            Where the picture is not uint8 [H, W, 3]; says what it is.
        OivisError
            `model-missing`, `model-failed`.
        """
        height, width = check_picture(image)

        async def look(name: str, region: Region) -> Sequence[np.ndarray]:
            pixels = sample(image, region, self._networks.models[name])
            return await self._networks.run(name, pixels)

        hands: list[Hand] = []
        for glance, _ in await find_hands(look, width, height, limit):
            box = box_round(glance.landmarks)
            if any(is_same(box, other.box) for other in hands):
                continue
            gesture, score = self._gestures(glance.landmarks)
            hands.append(
                Hand(
                    id=len(hands) + 1,
                    box=box,
                    landmarks=glance.landmarks,
                    world=glance.world,
                    presence=glance.presence,
                    gesture=gesture,
                    score=score,
                    handedness=owner(glance.right, mirrored),
                )
            )
        return hands


def is_same(box: np.ndarray, other: np.ndarray) -> bool:
    """Whether two boxes are of one hand: they share more than half of the smaller one."""
    ax0, ay0, ax1, ay1 = box.tolist()
    bx0, by0, bx1, by1 = other.tolist()
    shared = max(0.0, min(ax1, bx1) - max(ax0, bx0)) * max(0.0, min(ay1, by1) - max(ay0, by0))
    return shared > 0.5 * min((ax1 - ax0) * (ay1 - ay0), (bx1 - bx0) * (by1 - by0))


def check_picture(image: np.ndarray) -> tuple[int, int]:
    """Height and width of a picture; `ValueError` where it is not uint8 [H, W, 3]."""
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise ValueError(f"a picture is uint8 [H, W, 3] RGB, this is {image.dtype} {list(image.shape)}")
    return image.shape[0], image.shape[1]
