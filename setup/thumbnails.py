"""Draw the scenes' thumbnails with the stage's own filters, after a scene has changed."""

import io
from collections.abc import Sequence

import numpy as np
from oivis._gl import Renderer
from oivis.scenes import FOLDER, SCENES, Scene
from PIL import Image

from setup.step import ROOT, run

# Twice the size of a button of the picker.
WIDTH, HEIGHT = 224, 126
# Drawn larger and made smaller, since scenes are made for pictures of this size.
DRAWN = 3
TIMES_MS = (9000.0, 10000.0)


def draw(scene: Scene, room: np.ndarray | None = None) -> np.ndarray:
    """Give a scene as the picker shows it: nobody in it, uint8 [HEIGHT, WIDTH, 3].

    Parameters
    ----------
    scene : Scene
    room : ndarray of uint8, shape (H, W, 3), optional
        What the camera sees, for scenes that show the room itself.
    """
    width, height = WIDTH * DRAWN, HEIGHT * DRAWN
    frame = np.zeros((height, width, 3), np.uint8)
    if room is not None:
        frame[:] = np.asarray(Image.fromarray(room).resize((width, height)))
    renderer = Renderer(width, height, ROOT / "web" / "filters")
    try:
        renderer.ingest(frame)
        renderer.matte(np.zeros((36, 64), np.uint8))
        renderer.chain(scene.chain)
        for time_ms in TIMES_MS:
            drawn = renderer.render(time_ms)
    finally:
        renderer.close()
    return np.asarray(Image.fromarray(drawn).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def draw_all(scenes: Sequence[Scene] = SCENES) -> dict[str, np.ndarray]:
    """Give every scene's thumbnail; where the room shows through, it is a reading room of our own drawing."""
    room = draw(next(scene for scene in SCENES if scene.id == "library"))
    return {scene.id: draw(scene, room) for scene in scenes}


def main() -> None:
    """Write them beside their scenes."""
    for name, picture in draw_all().items():
        packed = io.BytesIO()
        Image.fromarray(picture).save(packed, "WEBP", quality=74, method=6)
        (FOLDER / name / f"{name}.webp").write_bytes(packed.getvalue())
        print(f"   {name:10} {len(packed.getvalue()) / 1e3:5.1f} kB")


if __name__ == "__main__":
    run("Thumbnails of the scenes", main)
