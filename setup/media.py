"""Make the demo clip: a portrait in the public domain, moved and lit by us so that it lives a little.

The portrait is NASA's of Eileen Collins (1999), which scikit-image carries. The camera drifts, the person
moves against the background, a soft light wanders; the last frame leads into the first.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image
from scipy.ndimage import map_coordinates
from skimage.data import astronaut

from setup.step import BUILD, progress, run

TARGET = BUILD / "media" / "demo.webm"
STILL = BUILD / "media" / "person.webp"
HEIGHT, WIDTH = 480, 640
FPS = 30
FRAMES = 6 * FPS

# In pixels of the portrait (512 x 512): the 4:3 piece shown, and how far things move in it.
LEFT, TOP, PIECE_WIDTH, PIECE_HEIGHT = 20.0, 6.0, 464.0, 348.0
DRIFT_X, DRIFT_Y = 10.0, 4.0
PARALLAX = 7.0
ZOOM = 0.035
HEAD = (218.0, 122.0, 78.0, 100.0)  # centre x, y and radii
TORSO = (225.0, 400.0, 210.0, 210.0)


def depth(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How near each point of the portrait is: 0 the background, 1 the person, with soft edges between.

    Parameters
    ----------
    x, y : ndarray of float
        Pixels of the portrait, origin top left, of the same shape.
    """

    def blob(centre_x: float, centre_y: float, radius_x: float, radius_y: float) -> np.ndarray:
        distance = ((x - centre_x) / radius_x) ** 2 + ((y - centre_y) / radius_y) ** 2
        return 1.0 / (1.0 + distance**3)

    return np.maximum(blob(*HEAD), blob(*TORSO))


def frame(portrait: np.ndarray, turn: float) -> np.ndarray:
    """Draw one frame.

    Parameters
    ----------
    portrait : ndarray of float32, shape (512, 512, 3)
        sRGB, 0..255.
    turn : float
        Where in the loop, 0..1; 0 and 1 are the same picture.

    Returns
    -------
    ndarray of uint8, shape (480, 640, 3)
        sRGB, row 0 at the top.
    """
    phase = 2 * np.pi * turn
    v, u = np.mgrid[0:HEIGHT, 0:WIDTH]
    u, v = (u + 0.5) / WIDTH - 0.5, (v + 0.5) / HEIGHT - 0.5
    zoom = 1.0 - ZOOM * (1 + np.cos(phase)) / 2
    x = LEFT + PIECE_WIDTH * (0.5 + u * zoom) + DRIFT_X * np.sin(phase)
    y = TOP + PIECE_HEIGHT * (0.5 + v * zoom) + DRIFT_Y * np.sin(2 * phase)
    x -= PARALLAX * np.sin(phase + 0.6) * depth(x, y)

    picture = np.stack(
        [map_coordinates(c, (y, x), order=1, mode="nearest") for c in np.moveaxis(portrait, 2, 0)], 2
    )
    light = 1.0 + 0.16 * np.exp(-((u - 0.42 * np.cos(phase)) ** 2 + (v + 0.2) ** 2) / 0.12)
    warmth = np.array([1.02, 1.0, 0.97]) ** np.sin(phase)
    shade = 1.0 - 0.35 * (u**2 + v**2)
    return np.clip(picture * (light * shade)[..., None] * warmth, 0, 255).round().astype(np.uint8)


def frames() -> Iterator[np.ndarray]:
    """Draw the whole loop."""
    portrait = astronaut().astype(np.float32)
    for index in range(FRAMES):
        yield frame(portrait, index / FRAMES)


def encode(pictures: Iterator[np.ndarray], target: Path) -> None:
    """Write frames as WebM, VP9."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with av.open(str(part), "w", format="webm") as container:
        options = {"crf": "34", "deadline": "good", "cpu-used": "5", "row-mt": "1"}
        stream = container.add_stream("libvpx-vp9", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.bit_rate = 0  # constant quality
        stream.time_base = Fraction(1, FPS)
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    part.replace(target)


def main() -> None:
    """Draw and write the clip; write the portrait itself, for the live page of the bridge."""
    with progress("drawing the demo clip", FRAMES) as advance:

        def counted() -> Iterator[np.ndarray]:
            for picture in frames():
                yield picture
                advance(1)

        encode(counted(), TARGET)
    Image.fromarray(astronaut()).save(STILL, quality=88)


if __name__ == "__main__":
    run("Demo clip", main)
