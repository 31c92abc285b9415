"""Models of a few nodes, to the contract of docs/house.md: red is a person, a blue square is a palm.

What a drawn clip shows is therefore known exactly. A green dot in the square closes the hand to a fist.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper, parser

THUMB = 32

# x, y and z of the 21 landmarks about the square's centre, in sides of the square; y points down.
# The hand is upright, its knuckles balanced over the wrist: else its region would turn on and on.
OPEN = np.float32(
    [
        *[
            (0.00, 0.50, 0),
            (-0.28, 0.32, -0.05),
            (-0.48, 0.08, -0.08),
            (-0.62, -0.12, -0.1),
            (-0.76, -0.30, -0.12),
        ],
        *[(-0.21, -0.40, -0.03), (-0.28, -0.78, -0.06), (-0.32, -1.03, -0.1), (-0.35, -1.25, -0.13)],
        *[(0.00, -0.45, -0.03), (-0.01, -0.90, -0.06), (-0.01, -1.18, -0.1), (-0.01, -1.42, -0.13)],
        *[(0.21, -0.40, -0.04), (0.25, -0.80, -0.08), (0.28, -1.06, -0.12), (0.30, -1.28, -0.14)],
        *[(0.39, -0.27, -0.06), (0.49, -0.56, -0.1), (0.55, -0.76, -0.12), (0.60, -0.94, -0.14)],
    ]
)
FIST = np.float32(
    [
        *[
            (0.00, 0.50, 0),
            (-0.25, 0.30, -0.1),
            (-0.40, 0.02, -0.18),
            (-0.30, -0.18, -0.26),
            (-0.08, -0.16, -0.32),
        ],
        *[(-0.21, -0.34, -0.12), (-0.23, -0.55, -0.28), (-0.20, -0.30, -0.3), (-0.18, -0.10, -0.24)],
        *[(0.00, -0.38, -0.08), (0.00, -0.60, -0.26), (0.00, -0.30, -0.28), (0.00, -0.06, -0.2)],
        *[(0.21, -0.34, -0.06), (0.21, -0.54, -0.22), (0.19, -0.26, -0.24), (0.18, -0.04, -0.16)],
        *[(0.37, -0.24, -0.05), (0.38, -0.42, -0.16), (0.34, -0.20, -0.18), (0.32, -0.02, -0.14)],
    ]
)

# Names in capitals are initialisers, added by `_model`. MASK is 1 where a pixel is blue or green.
COLOURS = """
  all = Cast<to = 1> (pixels)
  red, green, blue, alpha = Split<axis = 3> (all)
"""
SQUARE = f"""{COLOURS}
  cold = Max (green, blue)
  cool = Sub (cold, red)
  is_cold = Greater (cool, MARGIN)
  mask = Cast<to = 1> (is_cold)
  area = ReduceSum<keepdims = 0> (mask)
  some = Max (area, ONE)
  across = Mul (mask, COLUMNS)
  down = Mul (mask, ROWS)
  sum_x = ReduceSum<keepdims = 0> (across)
  sum_y = ReduceSum<keepdims = 0> (down)
  x = Div (sum_x, some)
  y = Div (sum_y, some)
  side = Sqrt (some)
"""
PORTRAIT = f"""{COLOURS}
  other = Max (green, blue)
  warm = Sub (red, other)
  over = Sub (warm, MARGIN)
  steep = Mul (over, GAIN)
  near = Clip (steep, ZERO, WHITE)
  bytes = Cast<to = 2> (near)
  matte = Squeeze (bytes, CHANNEL)
"""
# Every anchor tells of the one square; those within a cell or two of its centre are sure of it.
PALM = f"""{SQUARE}
  x1 = Unsqueeze (x, FIRST)
  y1 = Unsqueeze (y, FIRST)
  side1 = Unsqueeze (side, FIRST)
  centre = Concat<axis = 0> (x1, y1)
  from_anchor = Sub (centre, ANCHORS)
  sized = Mul (side1, SHAPE)
  pairs = Unsqueeze (from_anchor, MIDDLE)
  all_pairs = Add (pairs, sized)
  points = Reshape (all_pairs, FLAT)
  spread = Mul (side1, ONES)
  middle_pair = Reshape (from_anchor, BATCH)
  size_pair = Reshape (spread, BATCH)
  boxes = Concat<axis = 2> (middle_pair, size_pair, points)
  squares = Mul (from_anchor, from_anchor)
  distance = ReduceSum<keepdims = 0> (squares, LAST)
  less = Mul (distance, FALL)
  sure = Sub (SURE, less)
  is_there = Greater (area, LEAST)
  logits = Where (is_there, sure, NEVER)
  scores = Unsqueeze (logits, FIRST)
"""
HAND = f"""{SQUARE}
  leaf = Sub (green, blue)
  is_green = Greater (leaf, MARGIN)
  dot = Cast<to = 1> (is_green)
  dots = ReduceSum<keepdims = 0> (dot)
  is_fist = Greater (dots, LEAST)
  shape = Where (is_fist, FIST, OPEN)
  sized = Mul (shape, side)
  x1 = Unsqueeze (x, FIRST)
  y1 = Unsqueeze (y, FIRST)
  centre = Concat<axis = 0> (x1, y1, DEPTH)
  landmarks = Add (sized, centre)
  world = Mul (shape, METRES)
  is_there = Greater (area, LEAST)
  there = Cast<to = 1> (is_there)
  presence = Reshape (there, SINGLE)
  handedness = Mul (presence, RIGHT)
"""


def write(folder: Path) -> Path:
    """Write the models and their ``models.json`` into a folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    models = {
        "portrait": _entry(folder, "portrait", (256, 256), "clamp", _portrait(256, 256)),
        "portrait-wide": _entry(folder, "portrait-wide", (144, 256), "clamp", _portrait(144, 256)),
        "palm": _entry(folder, "palm", (192, 192), "zero", _palm()),
        "hand": _entry(folder, "hand", (224, 224), "clamp", _hand()),
        "hand-fine": _entry(folder, "hand-fine", (224, 224), "clamp", _hand()),
    }
    (folder / "models.json").write_text(json.dumps({"version": 1, "models": models}))
    return folder


def _portrait(height: int, width: int) -> onnx.ModelProto:
    signature = f"(uint8[1,{height},{width},4] pixels) => (uint8[1,{height},{width}] matte)"
    values = {"MARGIN": 48.0, "GAIN": 4.0, "ZERO": 0.0, "WHITE": 255.0, "CHANNEL": np.int64([3])}
    return _model("portrait", signature, PORTRAIT, values)


def _palm() -> onnx.ModelProto:
    signature = "(uint8[1,192,192,4] pixels) => (float[1,2016,18] boxes, float[1,2016] scores)"
    # Key points of a palm: wrist, index, middle, ring and little knuckle, two of the thumb.
    points = np.array([OPEN[index, :2] for index in (0, 5, 9, 13, 17, 1, 2)])
    points[[0, 2], 0] = 0  # the hand stands upright: its middle knuckle is straight over the wrist
    values = {
        **_square(192),
        "ANCHORS": _anchors(),
        "SHAPE": points[None],
        "ONES": np.ones((2016, 2), np.float32),
        "FIRST": np.int64([0]),
        "MIDDLE": np.int64([1]),
        "LAST": np.int64([1]),
        "FLAT": np.int64([1, 2016, 14]),
        "BATCH": np.int64([1, 2016, 2]),
        "SURE": 6.0,
        "FALL": 0.02,
        "LEAST": 60.0,
        "NEVER": -20.0,
    }
    return _model("palm", signature, PALM, values)


def _hand() -> onnx.ModelProto:
    signature = (
        "(uint8[1,224,224,4] pixels) => (float[1,21,3] landmarks, float[1,1] presence,"
        " float[1,1] handedness, float[1,21,3] world)"
    )
    values = {
        **_square(224),
        "FIRST": np.int64([0]),
        "DEPTH": np.float32([0]),
        "OPEN": OPEN[None],
        "FIST": FIST[None],
        "METRES": 0.09,
        "LEAST": 120.0,
        "SINGLE": np.int64([1, 1]),
        "RIGHT": 0.98,
    }
    return _model("hand", signature, HAND, values)


def _square(size: int) -> dict[str, object]:
    middles = np.arange(size, dtype=np.float32) + 0.5
    return {
        "MARGIN": 60.0,
        "ONE": 1.0,
        "COLUMNS": middles.reshape(1, 1, size, 1),
        "ROWS": middles.reshape(1, size, 1, 1),
    }


def _anchors() -> np.ndarray:
    """The centres of MediaPipe's palm anchors in pixels of 192: two a cell of 24x24, six of 12x12."""
    grids = []
    for cells, times in ((24, 2), (12, 6)):
        y, x = np.mgrid[:cells, :cells]
        centres = (np.stack([x, y], -1).reshape(-1, 2) + 0.5) * (192 / cells)
        grids.append(np.repeat(centres, times, axis=0))
    return np.concatenate(grids).astype(np.float32)


def _model(name: str, signature: str, nodes: str, values: dict[str, object]) -> onnx.ModelProto:
    model = parser.parse_model(f'<ir_version: 8, opset_import: ["": 17]> {name} {signature} {{ {nodes} }}')
    for key, value in values.items():
        array = np.float32(value) if isinstance(value, float) else np.asarray(value)
        model.graph.initializer.append(numpy_helper.from_array(array, key))
    onnx.checker.check_model(model)
    return model


def _entry(
    folder: Path, name: str, size: tuple[int, int], border: str, model: onnx.ModelProto
) -> dict[str, object]:
    data = model.SerializeToString()
    file = f"{name}.onnx"
    (folder / file).write_bytes(data)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    thumb = _thumb()
    height, width = size
    rows, columns = np.arange(height) * THUMB // height, np.arange(width) * THUMB // width
    pixels = np.full((1, height, width, 4), 255, np.uint8)
    pixels[0, :, :, :3] = thumb[rows][:, columns]
    arrays = dict(
        zip([it.name for it in session.get_outputs()], session.run(None, {"pixels": pixels}), strict=True)
    )
    return {
        "task": name.partition("-")[0],
        "licence": "Apache-2.0",
        "input": {"name": "pixels", "dtype": "uint8", "shape": [1, height, width, 4], "border": border},
        "outputs": [
            {"name": key, "dtype": str(array.dtype), "shape": list(array.shape)}
            for key, array in arrays.items()
        ],
        "files": {"wasm": {"file": file, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}},
        "reference": {
            "thumb": {"rgb": base64.b64encode(thumb.tobytes()).decode(), "height": THUMB, "width": THUMB},
            "outputs": {
                key: {"stride": 97, "values": array.ravel()[::97].tolist(), "tolerance": 0.01}
                for key, array in arrays.items()
            },
        },
    }


def _thumb() -> np.ndarray:
    """A red person with a blue palm on grey: every output has something to say about it."""
    thumb = np.full((THUMB, THUMB, 3), 128, np.uint8)
    thumb[8:, 10:22] = (220, 40, 40)
    thumb[14:22, 20:28] = (40, 40, 220)
    return thumb
