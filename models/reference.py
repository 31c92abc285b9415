"""What a model should answer to one small picture: a provider is used only after it has given this answer."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import skimage
from PIL import Image

from models.graph import Graph
from models.rows import Borrowed

THUMB = 48
# In the portrait of Eileen Collins (NASA, public domain): left, top, right, bottom.
CROP = (60, 0, 460, 400)
DIGITS = 6


def portrait() -> np.ndarray:
    """Head and shoulders: uint8 [400, 400, 3] RGB."""
    path = Path(skimage.__file__).parent / "data" / "astronaut.png"
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB").crop(CROP))


def thumb() -> np.ndarray:
    """The same in small: uint8 [48, 48, 3] RGB."""
    return np.asarray(Image.fromarray(portrait()).resize((THUMB, THUMB), Image.Resampling.BOX))


def enlarge(small: np.ndarray, height: int, width: int) -> np.ndarray:
    """A picture at the size of an input: nearest neighbour, uint8 [1, height, width, 4], alpha 255."""
    rows = np.arange(height) * small.shape[0] // height
    columns = np.arange(width) * small.shape[1] // width
    pixels = np.full((1, height, width, 4), 255, np.uint8)
    pixels[0, ..., :3] = small[rows][:, columns]
    return pixels


def describe(model: Borrowed, graph: Graph) -> dict[str, Any]:
    """The `reference` of `models.json`: the thumb, and samples of what the graph makes of it."""
    small = thumb()
    _, height, width, _ = model.input.shape
    answers = Session(graph.bytes())(enlarge(small, height, width))
    outputs = {}
    for output in model.outputs:
        values = answers[output.name].ravel()[:: output.stride]
        outputs[output.name] = {
            "stride": output.stride,
            "values": [round(value, DIGITS) for value in values.tolist()],
            "tolerance": output.tolerance,
        }
    rgb = base64.b64encode(small.tobytes()).decode()
    return {"thumb": {"rgb": rgb, "height": THUMB, "width": THUMB}, "outputs": outputs}


def distances(described: dict[str, Any], answers: dict[str, np.ndarray]) -> dict[str, float]:
    """How far answers are from the reference, by output, in units of its tolerance: up to 1 is right."""
    far = {}
    for name, expected in described["outputs"].items():
        values = answers[name].ravel()[:: expected["stride"]].astype(np.float64)
        far[name] = float(np.abs(values - expected["values"]).max() / expected["tolerance"])
    return far


class Session:
    """A model's file, ready to run on pixels.

    Parameters
    ----------
    data : bytes
        The file.
    """

    def __init__(self, data: bytes) -> None:
        self._session = open_graph(data)
        self._names = [output.name for output in self._session.get_outputs()]
        self._takes = np.uint8 if self._session.get_inputs()[0].type == "tensor(uint8)" else np.float32

    def __call__(self, pixels: np.ndarray) -> dict[str, np.ndarray]:
        """Outputs by name for uint8 [1, H, W, 4]; given as float32 to a file that takes that."""
        answers = self._session.run(self._names, {"pixels": pixels.astype(self._takes, copy=False)})
        return dict(zip(self._names, answers, strict=True))


def open_graph(data: bytes) -> onnxruntime.InferenceSession:
    """Any .onnx file, on one thread of the CPU: the same sums in the same order at every run."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
