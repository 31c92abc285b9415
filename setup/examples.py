"""The examples of the bridge as the live page takes them: programs, and the small models that they name."""

import ast
import json

import numpy as np
from onnx import parser

from setup.step import ROOT

FOLDER = ROOT / "py" / "ortweb" / "examples"
# The file beside `external.onnx`.
WEIGHTS = {"external.onnx.data": np.arange(1000, dtype="<f4").tobytes()}


def models() -> dict[str, bytes]:
    """Give the small models' files, by name."""
    made = {
        f"{path.stem}.onnx": parser.parse_model(path.read_text()).SerializeToString()
        for path in sorted((FOLDER / "models").glob("*.onnxtxt"))
    }
    return made | WEIGHTS


def programs() -> list[dict[str, str]]:
    """Give each program's name, title and text, in order."""
    listed = []
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text()
        title = ast.get_docstring(ast.parse(text))
        listed.append({"name": path.stem.partition("-")[2], "title": title or path.stem, "text": text})
    return listed


def bundle() -> dict[str, bytes]:
    """Give the files of the live page: `examples.json` and the small models."""
    told = {"programs": programs(), "files": sorted(models())}
    return {"examples.json": json.dumps(told).encode()} | models()
